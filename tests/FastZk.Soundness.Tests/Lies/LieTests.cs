using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Vm.Trace;
using Xunit.Abstractions;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>
/// A machine lies at one step and everything behind agrees with the lie. For each line of the checklist some hundred lies of its kinds; the campaigns
/// `lies` and `lies-proved` go on from there.
/// </summary>
public class LieTests(ITestOutputHelper output)
{
    private const int Cases = 400, KeccakCases = 120;

    private static readonly LieKind[] InRow =
        [LieKind.Result, LieKind.Sibling, LieKind.Quotient, LieKind.ShiftAmount, LieKind.Address, LieKind.StoreBytes, LieKind.NextPc];

    [Fact]
    public void S01_AWriteToX0IsNoticed() => AssertNoticed(LieKind.WriteX0);

    [Fact]
    public void S03_StepsSkippedRepeatedExchangedOrReplacedAreNoticed() =>
        AssertNoticed(LieKind.Skip, LieKind.Repeat, LieKind.Swap, LieKind.ReplaceStep, LieKind.DoubleRow);

    [Fact]
    public void S03_AWrongNextPcIsNoticed() => AssertNoticed(LieKind.NextPc, LieKind.Link);

    [Fact]
    public void S04_ARunThatBeginsOrEndsElsewhereIsNoticed() =>
        AssertNoticed(LieKind.StartElsewhere, LieKind.StartLate, LieKind.Stop, LieKind.EarlyExit, LieKind.GoOn, LieKind.GenesisRegister, LieKind.ClaimExit);

    [Fact]
    public void S05_AnotherOpcodeOrFieldIsNoticed() => AssertNoticed(LieKind.OtherOpcode, LieKind.OtherField, LieKind.Sibling);

    [Fact]
    public void S07_LimbsThatAreNoneAreNoticed() => AssertNoticed(LieKind.Limbs);

    [Fact]
    public void S08_WrongResultsAreNoticed() => AssertNoticed(LieKind.Result, LieKind.Quotient, LieKind.ShiftAmount);

    [Fact]
    public void S09_BytesThatAStoreMustKeepAreNoticed() => AssertNoticed(LieKind.StoreBytes);

    [Fact]
    public void S10_OtherAddressesAndAliasesOfAddressesAreNoticed() => AssertNoticed(LieKind.Address, LieKind.AddressAlias);

    [Fact]
    public void S11_OperandsThatRegistersAndMemoryDoNotHoldAreNoticed() => AssertNoticed(LieKind.Operand, LieKind.OperandOnce);

    [Fact]
    public void S11_AccessesAtOtherTimesAreNoticed() =>
        AssertNoticed(LieKind.Clock, LieKind.AccessTime, LieKind.PastRead, LieKind.LostWrite, LieKind.AccessOrder, LieKind.Bump);

    [Fact]
    public void S12_MemoryThatBeginsOrEndsOtherwiseIsNoticed() =>
        AssertNoticed(LieKind.GenesisZero, LieKind.SecondGenesis, LieKind.Final, LieKind.BoundaryRow);

    [Fact]
    public void S13_InputThatComesToOtherBytesIsNoticed() => AssertNoticed(LieKind.InputKept, LieKind.Buffer, LieKind.PseudoRegister);

    [Fact]
    public void S21_OtherCallsCountsAndResultsAreNoticed() => AssertNoticed(LieKind.EcallKind, LieKind.EcallCount, LieKind.EcallResult);

    [Fact]
    public void S23_OtherHashesThanThoseOfTheBlocksAreNoticed() =>
        AssertNoticed(LieKind.HashState, LieKind.HashBlocks, LieKind.HashWord, LieKind.HashCount, LieKind.HashAddress);

    [Fact]
    public void S23_OtherStatesThanThoseOfThePermutationsAreNoticed() => AssertNoticed(KeccakCases, LieKind.KeccakState, LieKind.KeccakBlocks,
        LieKind.KeccakWord, LieKind.KeccakCount, LieKind.KeccakAddress, LieKind.KeccakKind, LieKind.KeccakRound, LieKind.KeccakPlace,
        LieKind.KeccakRow, LieKind.KeccakCell);

    [Fact]
    public void S23_OtherProductsThanThoseOfTheOperandsAreNoticed() =>
        AssertNoticed(LieKind.MultiplyResult, LieKind.MultiplyOperand, LieKind.MultiplyKind, LieKind.MultiplyAddress);

    [Fact]
    public void S25_ImageWordsChangedOrLeftOutAreNoticed() => AssertNoticed(LieKind.GenesisImage, LieKind.LeftOut);

    [Fact]
    public void S26_JournalBytesAndTheirIndexesAreNoticed() =>
        AssertNoticed(LieKind.JournalWord, LieKind.IoRow, LieKind.IoIndex, LieKind.ClaimByte, LieKind.ClaimLength, LieKind.ClaimSwap);

    [Fact]
    public void S27_ShortAndLongReadsAreNoticed() => AssertNoticed(LieKind.ShortRead, LieKind.OverRead);

    [Fact]
    public void TheFirstLiesOfTheCampaignAreNoticed() => AssertHeld(CampaignRunner.Run(new LiesCampaign(), 0, 20_000, threads: 2));

    [Fact]
    public void S19_TheVerifierRejectsProofsOfTheFirstLies() => AssertHeld(CampaignRunner.Run(new ProvedLiesCampaign(), 0, 64, threads: 2));

    /// <summary>Lies inside one row are told so well that nothing outside the row is wrong, unless the machine could not go on.</summary>
    [Fact]
    public void NothingButTheLieIsWrong()
    {
        using var worker = new LiesWorker();
        var told = 0;
        for (var seed = 0UL; seed < 4000; seed++)
        {
            var (liar, lie, solve) = worker.Draw(seed, InRow);
            var complaints = new Complaints();
            if (lie is not { } l || liar.Tell(l, solve, complaints).IsHonest || liar.Derailed || liar.Name(l) == "Sibling Constant")
            {
                continue;
            }

            // An address that no boundary row can have is noticed there too.
            var rows = complaints.Rules.Where(r => r.Table != Rv32Circuit.Boundary).Select(r => (r.Table, r.Row)).Distinct().Count();
            Assert.True(rows == 1 && complaints.Tuples.Count == 0, $"seed {seed}, {liar.Name(l)}: {string.Join("; ", complaints.All)}");
            told++;
        }

        Assert.True(told > 2000, $"{told} cases");
    }

    /// <summary>States and rounds are told as well: a word between two permutations is missed on its bus alone, a round by its own table's rules.</summary>
    [Fact]
    public void NothingButTheKeccakLieIsWrong()
    {
        using var worker = new LiesWorker();
        var told = new Dictionary<LieKind, int>();
        for (var seed = 1UL << 33; told.Values.Sum() < 4 * KeccakCases; seed++)
        {
            var (liar, lie, _) = worker.Draw(seed, [LieKind.KeccakState, LieKind.KeccakWord, LieKind.KeccakRound]);
            var complaints = new Complaints();
            if (lie is not { } l || liar.Tell(l, false, complaints).IsHonest || liar.Derailed)
            {
                continue;
            }

            var (tables, buses) = (complaints.Rules.Select(r => r.Table).Distinct().ToArray(), complaints.Tuples.Select(t => t.Bus).Distinct().ToArray());
            var fits = l.Kind switch
            {
                LieKind.KeccakState => tables.Length == 0 && buses is [Bus.Keccak],
                // What is read is not what is there, or what is added is not what is read.
                LieKind.KeccakWord => (tables, buses) is ([], [Bus.Memory]) or ([Rv32Circuit.KeccakAbsorb], []),
                _ => tables.Except([Rv32Circuit.KeccakPermute, Rv32Circuit.KeccakParity]).Any() is false && buses.Except([Bus.Keccak]).Any() is false,
            };
            Assert.True(fits, $"seed {seed}, {liar.Name(l)}: {string.Join("; ", complaints.All)}");
            told[l.Kind] = told.GetValueOrDefault(l.Kind) + 1;
        }

        Assert.All(told.Values, n => Assert.True(n > KeccakCases / 2));
    }

    /// <summary>A digit that the prover makes up is what the rules of its row forbid, and nothing else does.</summary>
    [Fact]
    public void S23_InventedDigitsAreNoticedByTheirRowAlone()
    {
        using var worker = new LiesWorker();
        var found = 0;
        for (var seed = 1UL << 34; found < 3; seed++)
        {
            Assert.True(seed < (1UL << 34) + 20_000, "too few cases");
            var (liar, lie, _) = worker.Draw(seed, [LieKind.KeccakRound]);
            var complaints = new Complaints();
            if (lie is not { } l || liar.Tell(l, false, complaints).IsHonest || liar.Derailed
                || liar.Rows.Table(Rv32Circuit.KeccakParity).Count == 0)
            {
                continue;
            }

            Assert.All(complaints.Rules, r => Assert.Equal((Rv32Circuit.KeccakParity, "digit"), (r.Table, r.Rule)));
            Assert.Empty(complaints.Tuples);
            found++;
        }
    }

    /// <summary>Rows may lie in any instance of their table: what the judge rejects is the lie.</summary>
    [Fact]
    public void RowsInOtherInstancesStand()
    {
        using var worker = new LiesWorker();
        for (var seed = 0UL; seed < 64 * 40; seed += 64)
        {
            var (liar, _, _) = worker.Draw(seed, null);
            var c = (InstructionClass)(seed / 64 % (ulong)InstructionClass.Ecall);
            var findings = liar.TellHonestly(rows =>
            {
                for (var (first, n) = (rows.Table((int)c), rows.Table((int)c).Count / 2); n > 0; n--)
                {
                    rows.Table(Rv32Circuit.InstanceOf(c, 1 + (n % (Rv32Circuit.Instances - 1)))).Add(first.Row(0));
                    first.Remove(0);
                }
            });
            Assert.True(findings.IsAccepted);
        }
    }

    /// <summary>The judge's arithmetic about lookups against the preprocessed tables.</summary>
    [Fact]
    public void S14_LookupsAreWhatTheTablesProvide()
    {
        var program = SmallPrograms.Make(3);
        using var w = new WitnessChecks(program.Image, program.Input);
        var (lookups, provided, random) = (new Lookups(program.Image), Providers.Of(w), new SplitMix(1));
        int[] buses = [Bus.Range, Bus.BytePair, Bus.And, Bus.Small, Bus.Program];
        for (var n = 0; n < 200_000; n++)
        {
            var bus = random.Pick(buses);
            var t = Near(bus, program, random);
            Assert.Equal(provided(t), lookups.Has(t));
        }
    }

    /// <summary>The judge's arithmetic about digits against the table as an honest prover fills it.</summary>
    [Fact]
    public void S14_NumbersOfDigitsAreThoseOfTheirTable()
    {
        var (elf, input, _) = EdgePrograms.All["keccak calls"];
        using var w = new WitnessChecks(Vm.ElfImage.Load(elf), input);
        var (lookups, numbers) = (new Lookups(Vm.ElfImage.Load(elf)), new HashSet<uint>());
        for (var row = 0; row < w.Rows[Rv32Circuit.KeccakParity]; row++)
        {
            var number = Enumerable.Range(0, 8).Aggregate(0u, (sum, i) => sum + (w.Get(Rv32Circuit.KeccakParity, row, $"digit{i}") << 3 * i));
            numbers.Add(number);
            Assert.Equal((Rv32Circuit.KeccakParity, row, TableText.Of(Rv32Circuit.KeccakParity)["count"]), lookups.Counter(w.Heights, Bus.KeccakParity, [number]));
        }

        for (var number = 0u; number < 1 << 20; number++)
        {
            Assert.True(numbers.Contains(number) == lookups.Has(Bus.KeccakParity, [number]));
        }

        Assert.False(lookups.Has(Bus.KeccakParity, [1 << 24]));
    }

    private static BusTuple Near(int bus, LyingProgram program, SplitMix random)
    {
        uint Small() => (uint)random.Next(300);
        uint[] m = bus switch
        {
            Bus.Range => [random.Next(2) == 0 ? random.NextUInt32() >> random.Next(32) : (1u << random.Next(18)) - 1, (uint)random.Next(18)],
            Bus.BytePair => [Small(), Small()],
            Bus.And => [Small(), Small(), Small()],
            Bus.Small => [(uint)random.Next(7), (uint)random.Next(34), (uint)random.Next(18), 0, 0],
            _ => [.. Instruction(program, random)],
        };
        if (bus == Bus.And && random.Next(2) == 0)
        {
            m[2] = m[0] & m[1];
        }

        if (bus == Bus.Small && random.Next(2) == 0 && m[0] is > 0 and < 5)
        {
            (m[2], m[3], m[4]) = ProgramRow.SplitOf(m[0] < 3, m[1]);
        }

        return BusTuple.Of(bus, m.Select(x => x % Field.Fp.Modulus).ToArray());
    }

    private static uint[] Instruction(LyingProgram program, SplitMix random)
    {
        var index = random.Next(program.Image.Code.Length);
        var r = ProgramRow.Of(program.Image.CodeBase + 4 * (uint)index, program.Image.Code[index]) ?? default;
        uint[] m = [r.Pc, r.Op, r.Rd, r.Rs1, r.Rs2, r.K0, r.K1, r.K2, r.K3];
        if (random.Next(2) == 0)
        {
            m[random.Next(9)] += (uint)random.Next(3);
        }

        return m;
    }

    private void AssertNoticed(params LieKind[] kinds) => AssertNoticed(Cases, kinds);

    private void AssertNoticed(int cases, params LieKind[] kinds)
    {
        using var worker = new LiesWorker();
        var seen = new Dictionary<LieKind, int>();
        var straight = new HashSet<LieKind>();
        for (var seed = 1UL << 32; seen.Values.Sum() < cases * kinds.Length; seed++)
        {
            Assert.True(seed < (1UL << 32) + 100_000, "too few cases");
            var (liar, lie, solve) = worker.Draw(seed, kinds);
            if (lie is not { } l)
            {
                continue;
            }

            var result = LiesWorker.Judged(liar, l, solve, liar.Tell(l, solve));
            Assert.True(result.Verdict != Verdict.Broke, $"seed {seed}: {result.Detail}");
            if (result.Verdict == Verdict.Held)
            {
                seen[l.Kind] = seen.GetValueOrDefault(l.Kind) + 1;
                if (!liar.Derailed)
                {
                    straight.Add(l.Kind);
                }
            }
        }

        Assert.Equal(kinds.Order(), seen.Keys.Order());
        // Of every kind some are told to the end: a run that does not exit is noticed whatever else is wrong.
        Assert.Equal(kinds.Order(), straight.Order());
        output.WriteLine(string.Join(", ", seen));
    }

    private void AssertHeld(Report.CampaignCount count)
    {
        output.WriteLine(string.Join(", ", count.Held));
        Assert.True(count.Broke == 0, string.Join("\n", count.Failures));
        Assert.True(count.HeldCases > 3 * count.Void);
    }
}
