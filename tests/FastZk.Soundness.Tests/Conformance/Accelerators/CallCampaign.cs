using System.Numerics;
using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Lies;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>A seed is one call of an accelerator with arguments that it may take or not, and 1024 bytes of data around them.</summary>
internal sealed class CallCampaign : Campaign
{
    public override string Name => "calls";

    public override string Lines => "S21 S23 S24";

    public override string Summary =>
        "A call of an accelerator, its arguments right or wrong, does what a model says in all implementations, or faults and names call and argument.";

    public override int Version => 1;

    public override ICampaignWorker Start() => new CallWorker();
}

/// <summary>Makes single calls, runs them by all implementations, and compares.</summary>
internal sealed class CallWorker : ICampaignWorker
{
    private const uint End = AddressSpace.MemoryLimit;
    private const int Bytes = 1024, NumberBytes = 32;

    // Low, across 2^30 and 2^31, and up to the end of memory.
    private static readonly uint[] Places = [0x10_0000, (1u << 30) - Bytes / 2, (1u << 31) - Bytes / 2, End - Bytes];

    private readonly BufferPool _pool = new();

    public CaseResult Run(ulong seed)
    {
        var random = new SplitMix(seed);
        var data = random.Pick(Places);
        var number = 0x1001 + (uint)random.Next(5);
        var words = Data(random);
        var arguments = number switch
        {
            0x1001 => Blocks(random, data, 32, 64),
            0x1002 => Blocks(random, data, 200, 136),
            0x1003 => [Any(random, data, 200), .. Garbage(random, 6)],
            _ => Numbers(random, data, words),
        };
        uint[] code =
        [
            .. arguments.SelectMany((a, i) => Li(A0 + i, a)), .. Li(A7, number), Ecall(), .. Li(T0, data), Sw(A0, 0, T0),
            .. Li(A0, 3), .. Li(A1, data), .. Li(A2, Bytes), .. Li(A7, 64), Ecall(),
            .. Exit(0),
        ];
        var image = ElfImage.Load(ElfBuilder.WithCode(code).AddSegment(data, ElfBuilder.ToBytes(words), ElfBuilder.ReadWrite).Build());
        var memory = image.ImageAddresses.Zip(image.ImageValues).ToDictionary(p => p.First, p => p.Second);
        var outcome = AcceleratorModel.Run(number, arguments, a => memory.GetValueOrDefault(a));
        var kind = outcome.FaultArgument is { } fault ? $"{outcome.Call}, a{fault} refused" : outcome.Call;
        foreach (var (address, value) in outcome.Writes)
        {
            memory[address] = value;
        }

        // What the guest publishes begins with what the call returned.
        memory[data] = 0;
        byte[] journal = ElfBuilder.ToBytes([.. Enumerable.Range(0, words.Length).Select(k => memory[data + 4 * (uint)k])]);
        foreach (var (name, run) in Runs(image))
        {
            if (Difference(run, outcome, arguments, journal) is { } difference)
            {
                return CaseResult.Broke(kind, $"{name}: {difference}");
            }
        }

        return CaseResult.Held(kind);
    }

    public void Dispose() => _pool.Dispose();

    private IEnumerable<(string Name, Func<byte[]> Run)> Runs(ElfImage image) =>
    [
        ("executor", () => Executor.Run(image, []).Journal),
        ("reference", () => ReferenceInterpreter.Run(image, []).Journal),
        ("recorder", () =>
        {
            using var trace = Recorder.Record(image, [], ExecutionOptions.Default, _pool, default);
            return trace.Journal;
        }),
    ];

    private static string? Difference(Func<byte[]> run, CallOutcome outcome, uint[] arguments, byte[] journal)
    {
        try
        {
            var published = run();
            return outcome.FaultArgument is { } missing ? $"{outcome.Call} does not fault for a{missing}" : RunEnd.DifferenceOfJournals(published, journal);
        }
        catch (GuestFaultException e)
        {
            return outcome.FaultArgument is { } argument && e.Kind == FaultKind.BadAcceleratorCall && e.Address == arguments[argument]
                && e.Message.Contains($"({outcome.Call}: ", StringComparison.Ordinal)
                && e.Message.Contains($"a{argument}", StringComparison.Ordinal) ? null : e.Message;
        }
    }

    // Words at random, at the edges, or whole numbers at the edges.
    private static uint[] Data(SplitMix random)
    {
        var words = new uint[Bytes / 4];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = random.Next(4) == 0 ? random.Pick<uint>([0, 1, 0x8000_0000, uint.MaxValue]) : random.NextUInt32();
        }

        var m = random.Pick(Multiplications.Moduli);
        BigInteger[] edges = [0, 1, m - 1, m, BigInteger.Min(m + 1, Multiplications.Top), Multiplications.Top];
        for (var n = random.Next(12); n > 0; n--)
        {
            Multiplications.Split(random.Pick(edges)).CopyTo(words, 8 * random.Next(words.Length / 8));
        }

        return words;
    }

    // A multiple of 4 in the data, mostly; one that is none, or that lies at the end of memory or near 0.
    private static uint Any(SplitMix random, uint data, int bytes)
    {
        var inside = data + 4 * (uint)random.Next((Bytes - bytes) / 4 + 1);
        return random.Next(12) switch
        {
            0 => inside + (uint)random.Next(1, 4),
            1 => End - (uint)bytes + 4 * (uint)random.Next(-2, 3),
            2 => random.Pick<uint>([End, End + 4, 0xFFFF_FFFC, 0xFFFF_FFFF, 0]),
            _ => inside,
        };
    }

    private static uint[] Blocks(SplitMix random, uint data, int stateBytes, int blockBytes)
    {
        var count = random.Next(16) switch
        {
            0 => random.Pick<uint>([0x1_0000, 0x1_0001, 0x8000_0000, uint.MaxValue]),
            < 5 => 0u,
            _ => (uint)random.Next(1, 4),
        };
        var bytes = (int)Math.Min(count, 4) * blockBytes;
        var (state, blocks) = (Any(random, data, stateBytes), Any(random, data, bytes));
        switch (random.Next(6))
        {
            case 0:
                // Beside the state, or a word nearer or further.
                blocks = (random.Next(2) == 0 ? state + (uint)stateBytes : state - (uint)bytes) + 4 * (uint)random.Next(-1, 2);
                break;
            case 1:
                // As many blocks as there may be, too near the end of memory.
                (count, blocks) = (65535, End - (uint)blockBytes * 65535 + 4);
                break;
        }

        return [state, blocks, count, .. Garbage(random, 4)];
    }

    // A result and an operand, or both results, are now and then the same or a few words apart; a5 is often a modulus at the edges.
    private static uint[] Numbers(SplitMix random, uint data, uint[] words)
    {
        uint Aligned() => data + NumberBytes * (uint)random.Next(Bytes / NumberBytes);
        uint[] x = [.. Enumerable.Range(0, 7).Select(_ => random.Next(4) == 0 ? Any(random, data, NumberBytes) : Aligned())];
        if (random.Next(4) == 0)
        {
            x[random.Next(7)] = x[random.Next(7)] + 4 * (uint)random.Next(-8, 9);
        }

        if (random.Next(2) == 0 && x[5] >= data && x[5] - data <= Bytes - NumberBytes && x[5] % 4 == 0)
        {
            var m = random.Next(8) == 0 ? random.Next(3) : random.Pick(Multiplications.Moduli);
            Multiplications.Split(m).CopyTo(words, (int)(x[5] - data) / 4);
        }

        return x;
    }

    private static uint[] Garbage(SplitMix random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextUInt32())];
}
