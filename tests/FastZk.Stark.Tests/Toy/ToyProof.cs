using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests.Toy;

/// <summary>A proof of the toy with all that its verifier needs.</summary>
internal sealed record ToyProof(ProofShape Shape, ToyInputs Inputs, Digest ProgramRoot, Digest CircuitRoot, byte[] Bytes)
{
    private static readonly Lazy<ToyProof> LazyFast = new(() => Create(Profile.Fast, new(10, 10, 11, 12, 13, 16), 200));
    private static readonly Lazy<ToyProof> LazyCompact = new(() => Create(Profile.Compact, new(16, 10, 11, 9, 10, 9), 90));

    /// <summary>A shared honest proof with blow-up 2: all heights differ, all tables are present.</summary>
    public static ToyProof Fast => LazyFast.Value;

    /// <summary>A shared honest proof with blow-up 8.</summary>
    public static ToyProof Compact => LazyCompact.Value;

    /// <summary>The shared proof of a profile.</summary>
    public static ToyProof Of(byte profile) => profile == 1 ? Fast : Compact;

    public static byte[] Seed(int n)
    {
        var seed = new byte[32];
        new Random(n).NextBytes(seed);
        return seed;
    }

    /// <summary>Proves; change may spoil the witness first.</summary>
    public static ToyProof Create(Profile profile, ToyHeights heights, int rows, int seed = 1, int threads = 2, uint start = 3, Action<Witness>? change = null, ProverFaults? faults = null)
    {
        using var pool = new BufferPool();
        using var workers = new WorkerSet(threads);
        var context = new ProverContext(pool, workers);
        var inputs = new ToyInputs(start, rows);
        var shape = ToySystem.Shape(profile, heights);
        using var program = ToySystem.ProgramTree(context, profile, heights);
        using var circuit = ToySystem.CircuitTree(context, profile, heights);
        var witness = ToyWitness.Build(pool, profile, heights, inputs);
        change?.Invoke(witness);
        var bytes = StarkProver.Prove(context, shape, inputs, program, circuit, witness, Seed(seed), faults);
        return new(shape, inputs, program.Root, circuit.Root, bytes);
    }

    public string? Verify() => Verify(Bytes);

    public string? Verify(ReadOnlySpan<byte> bytes) => StarkVerifier.Verify(Shape, Inputs, ProgramRoot, CircuitRoot, bytes);

    /// <summary>Verifies with the real transcript and a tape running.</summary>
    public TranscriptTape Record()
    {
        var tape = new TranscriptTape();
        var real = new ProtocolTranscript(Shape, Inputs.Statement, ProgramRoot, CircuitRoot);
        Assert.Null(StarkVerifier.Verify(new RecordingTranscript(real, tape), Shape, Inputs, ProgramRoot, CircuitRoot, Bytes));
        return tape;
    }

    /// <summary>Verifies with challenges that do not depend on the proof.</summary>
    public string? VerifyFrozen(TranscriptTape tape, ReadOnlySpan<byte> bytes) =>
        StarkVerifier.Verify(new FrozenTranscript(tape), Shape, Inputs, ProgramRoot, CircuitRoot, bytes);

    /// <summary>The parts of the bytes.</summary>
    public ProofMap Map(TranscriptTape tape) => new(Shape, tape.Indexes);
}
