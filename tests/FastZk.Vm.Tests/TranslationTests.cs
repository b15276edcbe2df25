using System.Runtime.CompilerServices;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Translated code against the interpreter and the reference: ends, registers, memory, cycles and faults.</summary>
public sealed class TranslationTests
{
    private const int Batches = 4, ProgramsPerBatch = 60, FirstSeed = 100_000;

    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    // Only what was seen, in many small regions: all kinds of ways in and out.
    private static readonly TranslationPolicy Patchy =
        TranslationPolicy.Eager with { ProfiledJumps = 2, MaxProfiles = 8, MaxGrown = 0, MaxRegionCost = 400 };

    private static readonly TranslationPolicy[] Policies = [TranslationPolicy.Never, TranslationPolicy.Eager, Patchy];

    // Loads, stores, arithmetic and a call in a loop; x9 counts down.
    private static readonly uint[] Loop =
    [
        .. Li(9, 300), Lui(8, 0x20), Auipc(7, 0), Addi(7, 7, 40),
        Sw(9, 4, 8), Lw(5, 4, 8), Mulhu(6, 5, 9), Add(4, 4, 6), Jalr(1, 7, 0), Addi(9, 9, -1), Bne(9, 0, -24), Jal(0, 12),
        Xor(4, 4, 5), Jalr(0, 1, 0),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TerminatingProgramsEndAlike(int batch)
    {
        for (var i = 0; i < ProgramsPerBatch; i++)
        {
            var seed = FirstSeed + batch * ProgramsPerBatch + i;
            AssertSame(seed, ElfImage.Load(RandomPrograms.Terminating(seed)), null);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void WildProgramsEndAlike(int batch)
    {
        for (var i = 0; i < ProgramsPerBatch; i++)
        {
            var seed = FirstSeed + batch * ProgramsPerBatch + i;
            AssertSame(seed, ElfImage.Load(RandomPrograms.Wild(seed)), new() { MaxCycles = 3000, MaxJournalBytes = 4000 });
        }
    }

    [Fact]
    public void EveryCycleLimitStopsAtTheSameInstruction()
    {
        var image = Guest.Load(Loop, Exit(0));
        var cycles = Executor.Run(image, default).Cycles;
        for (var limit = 1L; limit <= cycles + 1; limit += limit < 200 || limit > cycles - 60 ? 1 : 41)
        {
            AssertSame((int)limit, image, new() { MaxCycles = limit });
        }
    }

    [Fact]
    public void FaultsAreReportedWhereTheyHappen()
    {
        // The address walks up to what the last pages of the loop do not allow.
        uint[][] walks =
        [
            [Lw(5, 0, 8), Addi(8, 8, 3)], [Sw(5, 0, 8), Addi(8, 8, 2)], [Lh(5, 0, 8), Addi(8, 8, 1)], [Sh(5, 0, 8), Addi(8, 8, 1)],
            [Lbu(5, 0, 8), Addi(8, 8, 16)], [Sb(5, 0, 8), Addi(8, 8, 16)], [Lw(0, 0, 8), Addi(8, 8, 4)], [Sw(8, -4, 8), Addi(8, 8, 64)],
        ];
        foreach (var walk in walks)
        {
            var image = Guest.Load(Li(8, 0xFFFF_FC00), [Addi(9, 9, 1), .. walk, Jal(0, -12)]);
            AssertSame(0, image, new() { MaxCycles = 10_000 });
            Assert.Throws<GuestFaultException>(() => Executor.Run(image, default, new() { MaxCycles = 10_000 }));
        }
    }

    [Fact]
    public void DivisionAndShiftsAgreeAtTheEdges()
    {
        uint[] edges = [0, 1, 31, 32, 33, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];
        foreach (var a in edges)
        {
            foreach (var b in edges)
            {
                var image = Guest.Load(
                    [.. Li(5, a), .. Li(6, b), Addi(9, 0, 3), Div(10, 5, 6), Divu(11, 5, 6), Rem(12, 5, 6), Remu(13, 5, 6)],
                    [Sll(14, 5, 6), Srl(15, 5, 6), Sra(16, 5, 6), Mulh(18, 5, 6), Mulhsu(19, 5, 6), Mulhu(20, 5, 6)],
                    [Slt(21, 5, 6), Sltu(22, 5, 6), Addi(9, 9, -1), Bne(9, 0, -52)],
                    Exit());
                AssertSame((int)a, image, null);
            }
        }
    }

    [Fact]
    public void HotProgramsAreTranslatedByDefaultAndShortOnesAreNot()
    {
        Assert.Equal(0, RegionsOf(1000, new()));
        Assert.True(RegionsOf(3_000_000, new()) > 0 || !RuntimeFeature.IsDynamicCodeCompiled);
        Assert.Equal(0, RegionsOf(3_000_000, TranslationPolicy.Never));
    }

    [Fact]
    public void ProgramsLargerThanARegionAreSplit()
    {
        var random = new Random(1);
        var body = Enumerable.Range(0, 3000).Select(i => i % 3 == 0 ? Sw(5 + i % 7, 4 * (i % 100), 2) : i % 3 == 1
            ? Lw(5 + i % 5, 4 * random.Next(100), 2) : Xor(5 + i % 6, 5 + i % 7, 5 + i % 4)).ToArray();
        var image = Guest.Load(
            [.. Li(2, 0x2_0000), Addi(31, 0, 20), .. body, Addi(31, 31, -1), Beq(31, 0, 8), Jal(0, -4 * (body.Length + 2))], Exit(3));
        var policy = new TranslationPolicy { FirstProfileAfter = 0, ProfiledJumps = 4 };
        Assert.Equal(Outcome.OfReference(image, default), Outcome.OfExecutor(image, default, null, policy));
        using var machine = new Machine(image, ExecutionOptions.Default, default, policy);
        machine.Run(default);
        Assert.True(machine.HotCode is null || machine.HotCode.Translated.RegionCount > 2);
    }

    [Fact]
    public void LoadsFromAbsentPagesAreZeroAndTouchNothing()
    {
        var image = Guest.Load(
            [Addi(9, 0, 50), Lui(8, 0x50), Addi(4, 0, 7)],
            [Lw(4, 0, 8), Add(5, 5, 4), Lh(4, 2, 8), Lbu(6, 3, 8), Lw(0, 8, 8), Add(8, 8, 9), Addi(8, 8, -1), Andi(8, 8, -4), Addi(9, 9, -1), Bne(9, 0, -36)],
            Exit(0));
        AssertSame(0, image, null);
        using var machine = new Machine(image, ExecutionOptions.Default, default, TranslationPolicy.Eager);
        var cycles = machine.Run(default).Cycles;
        Assert.Equal(1, machine.Memory.TouchedPageCount);
        Assert.True(machine.HotCode is null || machine.HotCode.TranslatedCycles > cycles / 2);
    }

    [Fact]
    public void ProgramsThatKeepLeavingTranslatedCodeEndAlike()
    {
        // Each round reads the page that translated code leaves to the interpreter, until translation is given up.
        var image = Guest.Load(Li(9, 100_000), Li(8, 0xFFFF_F000), [Sw(9, 0, 8), Lw(5, 0, 8), Addi(9, 9, -1), Bne(9, 0, -12)], Exit(0));
        AssertSame(0, image, null);
    }

    [Fact]
    public void StoresToTextAreReportedOnceAndTranslationGoesOn()
    {
        // The loop stores to data 15,000 times, then to its own program: by then it is translated.
        var image = Guest.Load(
            [Auipc(5, 0), Lui(8, 0x20), .. Li(9, 5000), .. Li(6, 20_000)],
            [Sb(6, 0, 8), Addi(6, 6, -1), Bne(6, 9, -8), Addi(8, 5, 2), Addi(9, 0, 0), Bne(6, 0, -20), Lw(A0, 0, 5)], Exit());
        foreach (var policy in Policies)
        {
            var warnings = new List<(uint Pc, uint Address)>();
            var options = new ExecutionOptions { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) };
            Assert.Equal(Outcome.OfReference(image, default), Outcome.OfExecutor(image, default, options, policy));
            Assert.Equal((0x10018u, 0x10002u), Assert.Single(warnings));
        }

        using var machine = new Machine(image, new() { TextStoreWarning = (_, _) => { } }, default, TranslationPolicy.Eager);
        var cycles = machine.Run(default).Cycles;
        Assert.True(machine.HotCode is null || machine.HotCode.TranslatedCycles > cycles * 9 / 10);
    }

    [Fact]
    public void ReadsIntoTextEndTheGuardToo()
    {
        var warnings = 0;
        var image = Guest.Load(Guest.Call(63, 0, 0x10000, 8), [Lui(8, 0x10), .. Li(9, 5000), Sw(9, 4, 8), Addi(9, 9, -1), Bne(9, 0, -8)], Exit(0));
        using var machine = new Machine(image, new() { TextStoreWarning = (_, _) => warnings++ }, default, TranslationPolicy.Eager);
        var cycles = machine.Run(Input).Cycles;
        Assert.Equal(1, warnings);
        Assert.True(machine.HotCode is null || machine.HotCode.TranslatedCycles > cycles * 9 / 10);
    }

    [Fact]
    public void DataOnAPageOfTextIsStoredWithoutWarning()
    {
        var image = Guest.Load([Auipc(8, 0), .. Li(9, 3000), Sw(9, 400, 8), Lw(5, 400, 8), Add(A0, A0, 5), Addi(9, 9, -1), Bne(9, 0, -16)], Exit());
        var options = new ExecutionOptions { TextStoreWarning = (_, _) => throw new InvalidOperationException("No text is stored to.") };
        AssertSame(0, image, options);
    }

    [Fact]
    public void LaterRunsBeginWithWhatEarlierOnesTranslated()
    {
        // Sums as many input words as there are; another input takes other paths through the same code.
        var image = Guest.Load(
            [Lui(8, 0x20), .. Li(A1, 0x20000), .. Li(A2, 40_000), Addi(A0, 0, 0), .. Li(A7, 63), Ecall()],
            [Beq(A0, 0, 40), Lbu(5, 0, 8), Andi(6, 5, 1), Beq(6, 0, 8), Add(7, 7, 5), Xor(7, 7, 6), Addi(8, 8, 1), Addi(A0, A0, -1), Bne(A0, 0, -28), Addi(A0, 7, 0)], Exit());
        var policy = TranslationPolicy.Eager with { MaxProfiles = 5 };
        var random = new Random(7);
        for (var run = 0; run < 6; run++)
        {
            var input = new byte[run == 4 ? 0 : 10_000 * (run + 1) % 37_000];
            random.NextBytes(input);
            Assert.Equal(Outcome.OfReference(image, input), Outcome.OfExecutor(image, input, null, policy));
        }

        using var machine = new Machine(image, ExecutionOptions.Default, default, policy);
        var before = machine.HotCode?.Translated.Profiles;
        var cycles = machine.Run(new byte[20_000]).Cycles;
        Assert.True(machine.HotCode is null || machine.HotCode.TranslatedCycles > cycles * 9 / 10);
        Assert.Equal(before, machine.HotCode?.Translated.Profiles);
    }

    [Fact]
    public void ShortRunsAreTranslatedTogether()
    {
        var image = Guest.Load(Li(T0, 100_000), [Addi(T0, T0, -1), Bne(T0, 0, -4)], Exit(0));
        var policy = new TranslationPolicy { FirstProfileAfter = 1 << 20 };
        for (var run = 0; run < 8; run++)
        {
            using var machine = new Machine(image, ExecutionOptions.Default, default, policy);
            machine.Run(default);
            Assert.True(machine.HotCode is null || machine.HotCode.TranslatedCycles > 0 == run >= 5, $"run {run}");
        }
    }

    [Fact]
    public void RunsOnManyThreadsShareTheirTranslations()
    {
        var image = ElfImage.Load(RandomPrograms.Terminating(FirstSeed));
        var loop = Guest.Load(Loop, Exit(0));
        var (expected, expectedOfLoop) = (Outcome.OfReference(image, Input), Outcome.OfReference(loop, Input));
        foreach (var policy in new[] { TranslationPolicy.Eager with { MaxProfiles = 40 }, Patchy with { MaxProfiles = 41 } })
        {
            Outcome[] actual = [.. new (Outcome, Outcome)[8 * 25].AsParallel().WithDegreeOfParallelism(8)
                .Select(_ => (Outcome.OfExecutor(image, Input, null, policy), Outcome.OfExecutor(loop, Input, null, policy))).AsEnumerable().SelectMany(o => new[] { o.Item1, o.Item2 })];
            Assert.All(actual.Where((_, i) => i % 2 == 0), o => Assert.Equal(expected, o));
            Assert.All(actual.Where((_, i) => i % 2 == 1), o => Assert.Equal(expectedOfLoop, o));
        }
    }

    [Fact]
    public void ReplacedRegionsAreGivenUp()
    {
        var image = Guest.Load(Loop, Exit(0));
        var policy = TranslationPolicy.Eager with { MaxProfiles = 30, ProfiledJumps = 2 };
        for (var run = 0; run < 40; run++)
        {
            using var machine = new Machine(image, ExecutionOptions.Default, default, policy);
            machine.Run(default);
        }

        using var last = new Machine(image, ExecutionOptions.Default, default, policy);
        Assert.True(last.HotCode is null || (last.HotCode.Translated.RegionCount <= 2 && last.HotCode.Translated.Profiles > 2));
    }

    [Fact]
    public void ChainsOfDivisionsAndLongMultiplicationsAgree()
    {
        var random = new Random(3);
        for (var seed = 0; seed < 40; seed++)
        {
            // 64-bit products and sums as compilers write them, with registers that overlap in all ways, and quotients of quotients.
            int Any() => 10 + random.Next(5);
            uint[] body = [.. Enumerable.Range(0, 40).SelectMany(_ =>
            {
                int a = Any(), b = Any(), c = Any(), d = Any();
                return random.Next(7) switch
                {
                    0 => [Mul(c, a, b), Mulhu(d, a, b)],
                    1 => [Mulhu(c, a, b), Mul(d, a, b)],
                    2 => new[] { Mulh(c, a, b), Mul(d, b, a), Add(d, d, c), Sltu(c, d, c) },
                    3 => [Mulhsu(c, a, b), Mulhsu(d, b, a)],
                    4 => [Divu(c, a, b), Remu(d, a, b), Div(a, c, d)],
                    5 => [Rem(c, a, b), Div(d, a, c), Rem(a, d, b)],
                    _ => [Sll(c, a, b), Sub(d, c, a), Sra(a, d, c), Ori(b, b, 1)],
                };
            })];
            var image = Guest.Load(
                [.. Li(10, (uint)random.Next()), .. Li(11, 0x8000_0000), .. Li(12, 0xFFFF_FFFF), .. Li(13, (uint)random.Next(9)), .. Li(14, 3), Addi(9, 0, 30)],
                body, [Addi(9, 9, -1), Bne(9, 0, -4 * (body.Length + 1))], Exit());
            AssertSame(seed, image, null);
        }
    }

    private static int RegionsOf(uint rounds, TranslationPolicy policy)
    {
        using var machine = new Machine(
            Guest.Load(Li(T0, rounds), [Addi(T0, T0, -1), Bne(T0, 0, -4)], Exit(0)), ExecutionOptions.Default, default, policy);
        Assert.Equal(2 * rounds + 6, machine.Run(default).Cycles);
        return machine.HotCode?.Translated.RegionCount ?? 0;
    }

    private static void AssertSame(int seed, ElfImage image, ExecutionOptions? options)
    {
        var expected = Outcome.OfReference(image, Input, options);
        foreach (var policy in Policies)
        {
            var actual = Outcome.OfExecutor(image, Input, options, policy);
            Assert.True(expected == actual, $"seed {seed} {policy}\nexpected {expected}\nactual   {actual}");
        }
    }
}
