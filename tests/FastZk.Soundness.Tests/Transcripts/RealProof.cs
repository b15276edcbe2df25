using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Transcripts;

/// <summary>The proof of a receipt with all that its verification rests on, each of which a test may replace.</summary>
internal sealed record RealProof(ProofShape Shape, ProgramKey Key, uint ExitCode, byte[] Journal, Digest ProgramRoot, Digest CircuitRoot, byte[] Bytes)
{
    private static readonly Lazy<RealProof>[] Proofs = [.. Profile.All.Select(p => new Lazy<RealProof>(() => Create(p)))];

    /// <summary>A shared honest proof of a profile: a guest that publishes four bytes of its image.</summary>
    public static RealProof Of(byte profile) => Proofs[profile - 1].Value;

    /// <summary>The statement.</summary>
    public RunStatement Statement => new(Key.Bytes, Key.Entry, ExitCode, Journal);

    /// <summary>What the verifier draws, and what goes in and out.</summary>
    public TranscriptTape Record()
    {
        var tape = new TranscriptTape();
        var real = new ProtocolTranscript(Shape, Statement.Statement, ProgramRoot, CircuitRoot);
        Assert.Null(StarkVerifier.Verify(new RecordingTranscript(real, tape), Shape, Statement, ProgramRoot, CircuitRoot, Bytes));
        return tape;
    }

    /// <summary>The real verification.</summary>
    public string? Verify() => StarkVerifier.Verify(Shape, Statement, ProgramRoot, CircuitRoot, Bytes);

    /// <summary>Verification under challenges that were fixed beforehand; the shadow draws what the real transcript would have drawn.</summary>
    public string? VerifyFrozen(TranscriptTape tape, out ShadowTranscript shadow)
    {
        shadow = new ShadowTranscript(this, tape);
        return StarkVerifier.Verify(shadow, Shape, Statement, ProgramRoot, CircuitRoot, Bytes);
    }

    private static RealProof Create(Profile profile)
    {
        using var program = GuestProgram.Load(Bare.ElfWithData([0x0403_0201], Bare.Publish(Bare.Data, 4), [Mul(T0, T1, T2)]));
        using var prover = new Prover(new() { Profile = profile, Threads = 2, Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)] });
        var receipt = prover.Prove(program, []);
        Assert.True(Verifier.Verify(receipt, program.ImageId).IsAccepted);
        var root = program.Key.Of(profile).Root;
        return new(receipt.Shape, program.Key, 0, receipt.Journal.ToArray(), root, CircuitRoots.Of(receipt.Shape), receipt.Span[receipt.Head.ProofStart..].ToArray());
    }
}
