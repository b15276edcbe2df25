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
        Assert.True(machine.HotCode is null || machine.HotCode.RegionCount > 2);
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
        machine.Run(default);
        Assert.Equal(1, machine.Memory.TouchedPageCount);
    }

    [Fact]
    public void ProgramsThatKeepLeavingTranslatedCodeEndAlike()
    {
        // Each round reads the page that translated code leaves to the interpreter, until translation is given up.
        var image = Guest.Load(Li(9, 100_000), Li(8, 0xFFFF_F000), [Sw(9, 0, 8), Lw(5, 0, 8), Addi(9, 9, -1), Bne(9, 0, -12)], Exit(0));
        AssertSame(0, image, null);
    }

    [Fact]
    public void StoresToTextAreStillReported()
    {
        var warnings = 0;
        var options = new ExecutionOptions { TextStoreWarning = (_, _) => warnings++ };
        using var machine = new Machine(Guest.Load([Auipc(5, 0), Addi(9, 0, 9)], [Sw(0, 0, 5), Addi(9, 9, -1), Bne(9, 0, -8)], Exit(0)), options, default, TranslationPolicy.Eager);
        machine.Run(default);
        Assert.Equal((1, null), (warnings, machine.HotCode));
    }

    private static int RegionsOf(uint rounds, TranslationPolicy policy)
    {
        using var machine = new Machine(
            Guest.Load(Li(T0, rounds), [Addi(T0, T0, -1), Bne(T0, 0, -4)], Exit(0)), ExecutionOptions.Default, default, policy);
        Assert.Equal(2 * rounds + 6, machine.Run(default).Cycles);
        return machine.HotCode?.RegionCount ?? 0;
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
