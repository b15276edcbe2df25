using FastZk.Vm;
using FastZk.Vm.Accelerators;

namespace FastZk.Circuits.Tests;

/// <summary>S23: lies of a Keccak call, each carried on to the end of memory, so that one bound alone can notice; without the lie the same rows are
/// accepted.</summary>
public class KeccakForgeryTests
{
    private const uint State = Bare.Data, Blocks = Bare.Data + 200, Absorb = 0x1002, Permute = 0x1003;
    private const int Call = Rv32Circuit.KeccakCall, States = Rv32Circuit.KeccakState, Sums = Rv32Circuit.KeccakAbsorb, Rounds = Rv32Circuit.KeccakPermute;

    private static readonly string Lookup = $"bus {Bus.KeccakParity} ", Lanes = $"bus {Bus.Keccak} ";

    [Fact]
    public void S23_TheRewrittenTruthIsAccepted() => Assert.Empty(Rewritten());

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(7, 24, 63)]
    [InlineData(23, 13, 31)]
    [InlineData(23, 0, 5)]
    public void S23_EveryBitOfChiIsHeld(int round, int lane, int z) =>
        AssertOnly(".chi", "chi", Rewritten(chi: r => r.Result[lane] ^= r.Flag == round ? 1UL << z : 0));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(23)]
    public void S23_ARoundAddsItsOwnConstant(int round)
    {
        AssertOnly(".chi", "chi", Rewritten(chi: r => r.Result[0] ^= r.Flag == round ? r.Constant : 0));
        AssertOnly(".chi", "chi", Rewritten(chi: r => r.Result[0] ^= r.Flag == round ? r.Constant ^ KeccakPermutation.Constant((round + 1) % 24) : 0));
        // The bits before ι as they would have to be.
        AssertOnly(".iota", "iota", Rewritten(chi: r =>
        {
            r.Result[0] ^= r.Flag == round ? 1UL << 31 : 0;
            r.Iota ^= r.Flag == round ? 1UL << 31 : 0;
        }));
    }

    [Theory]
    [InlineData(0, 0, 63)]
    [InlineData(11, 4, 0)]
    [InlineData(23, 2, 24)]
    public void S23_ThetaIsThatOfTheStateBefore(int round, int x, int z)
    {
        // Two bits of a column, so that its parity stays.
        AssertOnly(".theta", "theta", Rewritten(theta: r =>
        {
            if (r.Flag == round)
            {
                r.After[x] ^= 1UL << z;
                r.After[x + 15] ^= 1UL << z;
            }
        }));
    }

    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(9, 3, 63, true)]
    [InlineData(23, 1, 40, true)]
    [InlineData(0, 0, 0, false)]
    [InlineData(9, 3, 63, false)]
    [InlineData(23, 1, 40, false)]
    public void S23_ParitiesAreThoseOfTheColumns(int round, int x, int z, bool halves)
    {
        // With the false parity θ is what follows from it. Sums are odd then: their halves are no digits, and digits are not the halves.
        AssertOnly(halves ? Lookup : ".parity", "parity", Rewritten(theta: r =>
        {
            if (r.Flag == round)
            {
                r.Parity[x] ^= 1UL << z;
                r.FromParity();
                r.HasHalves = halves;
            }
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(23)]
    public void S23_ARoundGoesOnFromTheOneBefore(int round) =>
        AssertOnly(".chained", "chained", Rewritten(theta: r =>
        {
            if (r.Flag == round)
            {
                r.Before[17] ^= 1UL << 9;
                r.Theta();
            }
        }));

    [Fact]
    public void S23_NoRoundIsLeftOut()
    {
        using var w = Witness(1);
        var forge = new KeccakForge(w);
        var lanes = forge.Sum(0, forge.Old());
        for (var row = 0; row < 23; row++)
        {
            var round = new KeccakRound(row < 5 ? row : row + 1, lanes);
            round.Chi();
            forge.Round(row, round);
            lanes = (ulong[])round.Result.Clone();
        }

        w.Clear(Rounds, 23);
        forge.New(lanes, State);
        forge.Recount();
        AssertOnly(".round", "round", Forgery.Finish(w));
    }

    [Fact]
    public void S06_APermutationBeginsWithItsFirstRound()
    {
        // The rows of rounds 3 to 23 stand at the table's top: no transition leads to the first of them.
        using var w = Witness(1);
        for (var row = 0; row < 21; row++)
        {
            w.Copy(Rounds, row + 3, row);
        }

        for (var row = 21; row < 24; row++)
        {
            w.Clear(Rounds, row);
        }

        Assert.Contains(Forgery.Finish(w), x => x.EndsWith(": begins", StringComparison.Ordinal));
    }

    [Fact]
    public void S06_APermutationThatTheTablesEndCutsOffSendsNothing()
    {
        // Its first rows as the table's last ones: all transitions hold, and the call waits for its result.
        using var w = Witness(1);
        var end = w.ActiveRows(Rounds);
        for (var row = 0; row < 24; row++)
        {
            if (row < 20)
            {
                w.Copy(Rounds, row, end - 20 + row);
            }

            w.Clear(Rounds, row);
        }

        new KeccakForge(w).Recount();
        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x => Assert.True(x.StartsWith(Lanes, StringComparison.Ordinal) || x.StartsWith(Lookup, StringComparison.Ordinal), x));
        Assert.Contains(wrong, x => x.StartsWith(Lanes, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 16, 63)]
    [InlineData(1, 17, 5)]
    public void S23_BlocksAreAddedBitByBit(int block, int lane, int z)
    {
        // A bit of the sum, of the last lane of the rate and of the capacity's lane beside it too.
        var wrong = Rewritten(sum: (b, lanes) => lanes[lane] ^= b == block ? 1UL << z : 0);
        AssertOnly($"bus {Bus.And} ", "xor", wrong);
    }

    [Fact]
    public void S23_TheStateIsThatOfThePermutationBefore()
    {
        // The second block is added to another state than the first left.
        AssertOnly(Lanes, "lanes", Rewritten(between: lanes => lanes[3] ^= 1));
        AssertOnly(Lanes, "lanes", Rewritten(between: lanes => lanes[24] ^= 1UL << 63));
        // The result is another one than the last permutation's.
        AssertOnly(Lanes, "lanes", Rewritten(end: lanes => lanes[0] ^= 1));
        AssertOnly(Lanes, "lanes", Rewritten(end: lanes => lanes[24] ^= 1UL << 63));
    }

    [Fact]
    public void S23_NoBlocksChangeNothing()
    {
        using var w = Witness(0);
        var forge = new KeccakForge(w);
        var lanes = forge.Old();
        forge.New(lanes, State);
        Assert.Empty(Forgery.Finish(w));
        lanes[7] ^= 1UL << 40;
        forge.New(lanes, State);
        AssertOnly(Lanes, "lanes", Forgery.Finish(w));
    }

    [Fact]
    public void S23_EveryBlockIsAbsorbedOnce()
    {
        // The second of two blocks is left out: its rows are gone, its words end as they began, and the result is the first permutation's.
        using var w = Witness(2);
        var forge = new KeccakForge(w);
        var first = forge.Permutation(0, forge.Sum(0, forge.Old()));
        for (var row = 0; row < 24; row++)
        {
            w.Clear(Rounds, 24 + row);
            w.Clear(Sums, 6 + row % 6);
        }

        for (uint k = 34; k < 68; k++)
        {
            w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Blocks + 4 * k)), "time", 0);
        }

        forge.New(first, State);
        forge.Recount();
        AssertOnly(Lanes, "lanes", Forgery.Finish(w));
        // With one block less in the states' rows the call contradicts, with one less in the call the register does.
        var last = w.Get(States, 0, "last_word") - 34;
        for (var row = 0; row < 9; row++)
        {
            w.Set(States, row, "last_word", last);
        }

        AssertOnly(Lanes, "lanes", Forgery.Finish(w));
        w.Set(Call, 0, "a2_0", 1);
        AssertOnly($"bus {Bus.Memory} ", "register", Forgery.Finish(w));
    }

    [Fact]
    public void S23_ABlockIsNotLeftOutByAnotherKindOfPermutation()
    {
        // The permutation takes the call's lanes as keccak_f1600 would, and its word moves on all the same.
        using var w = Witness(1);
        var forge = new KeccakForge(w);
        forge.New(forge.Permutation(0, forge.Old()), State);
        for (var row = 0; row < 24; row++)
        {
            w.Set(Rounds, row, "absorbs", 0);
            w.Clear(Sums, row % 6);
        }

        for (uint k = 0; k < 34; k++)
        {
            w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Blocks + 4 * k)), "time", 0);
        }

        forge.Recount();
        AssertOnly(Lanes, "lanes", Forgery.Finish(w));
        // A kind between the two, and the call's rows as if it were keccak_f1600.
        for (var row = 0; row < 9; row++)
        {
            w.Set(States, row, "kind", 3);
        }

        AssertOnly(Lanes, "lanes", Forgery.Finish(w));
        w.Set(Call, 0, "is_absorb", 0);
        w.Set(Call, 0, "is_permute", 1);
        Assert.NotEmpty(Forgery.Finish(w));
    }

    [Fact]
    public void S23_TheKindOfAPermutationStays()
    {
        using var w = Witness(1);
        foreach (var (column, value) in new (string, long)[] { ("absorbs", 0), ("time", 8), ("word", 1) })
        {
            var old = w.Get(Rounds, 11, column);
            w.Set(Rounds, 11, column, value);
            Assert.Contains(Forgery.Finish(w), x => x.EndsWith(": stays", StringComparison.Ordinal));
            w.Set(Rounds, 11, column, old);
        }

        Assert.Empty(Forgery.Finish(w));
    }

    [Fact]
    public void S07_TheNewWordsAreCanonical()
    {
        // The packs stay what they are: 2^16 moves between a limb and the byte behind it, 2^8 from a limb's high byte to the limb behind.
        (long, long, long, long, int)[] moves =
            [(65536, -1, -1, 0, Bus.Range), (-65536, 1, 1, 0, Bus.Range), (0, 0, 65536, -1, Bus.BytePair), (0, 0, -65536, 1, Bus.BytePair)];
        foreach (var (low, byteDelta, middle, high, bus) in moves)
        {
            using var w = Witness(1);
            foreach (var (name, delta) in new[] { ("0_0", low), ("0_1", middle), ("1_0", high) })
            {
                w.Set(States, 0, "new" + name, w.Get(States, 0, "new" + name) + delta);
            }

            w.Set(States, 0, "new_low0", w.Get(States, 0, "new_low0") + byteDelta);
            foreach (var (word, limb) in new[] { (0, 0), (0, 1), (1, 0) })
            {
                var row = w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(State + 4 * (uint)word));
                w.Set(Rv32Circuit.Boundary, row, $"final{limb}", w.Get(States, 0, $"new{word}_{limb}"));
            }

            var wrong = Forgery.Finish(w);
            Assert.NotEmpty(wrong);
            // The boundary does not range-check ends; it is the limbs themselves that have no entry.
            Assert.All(wrong, x => Assert.True(Begins(x, Bus.Range) || Begins(x, Bus.BytePair), x));
            Assert.Contains(wrong, x => Begins(x, bus));
        }

        static bool Begins(string x, int bus) => x.StartsWith($"bus {bus} ", StringComparison.Ordinal);
    }

    [Fact]
    public void S19_EveryColumnOfACallIsHeld()
    {
        using var w = Witness(1, permute: true);
        var free = new List<string>();
        foreach (var (table, rows) in new[] { (Call, new[] { 0, 1 }), (States, [0, 8]), (Sums, [1, 5]) })
        {
            foreach (var row in rows)
            {
                foreach (var column in TableText.Of(table).Table.MainNames)
                {
                    var old = w.Get(table, row, column);
                    w.Set(table, row, column, old + 1L);
                    if (w.Violations().Count == 0 && w.Imbalances(1).Count == 0)
                    {
                        free.Add($"{TableText.Of(table).Table.Name}[{row}].{column}");
                    }

                    w.Set(table, row, column, old);
                }
            }
        }

        // Gaps of words that the last rows do not touch.
        string[] expected =
        [
            .. Enumerable.Range(2, 4).Select(i => $"keccak_state[8].gap_low{i}"), .. Enumerable.Range(4, 2).Select(i => $"keccak_absorb[5].gap_low{i}"),
        ];
        Assert.Equal(expected, free);
    }

    [Fact]
    public void S19_ColumnsOfAPermutationAreHeld()
    {
        using var w = Witness(1);
        var random = new Random(3);
        string[] one = ["time", "word", "absorbs", "r0", "r7", "r23"];
        var some = TableText.Of(Rounds).Table.MainNames.Except(one).OrderBy(_ => random.Next()).Take(40);
        foreach (var column in one.Concat(some))
        {
            var row = random.Next(24);
            var old = w.Get(Rounds, row, column);
            foreach (var forged in new[] { old + 1L, old == 0 ? -1 : 0 })
            {
                w.Set(Rounds, row, column, forged);
                Assert.True(forged == old || w.Violations().Count > 0 || w.Imbalances(1).Count > 0, $"{column} of row {row}");
            }

            w.Set(Rounds, row, column, old);
        }
    }

    private static WitnessChecks Witness(uint blocks, bool permute = false)
    {
        var data = new uint[50 + 34 * Math.Max(blocks, 1)];
        new Random(77).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.AsSpan()));
        var calls = Bare.Call(Absorb, State, Blocks, blocks);
        return new(ElfImage.Load(Bare.ElfWithData(data, permute ? [.. calls, .. Bare.Call(Permute, State)] : calls)), []);
    }

    // Two blocks, every row of the call written anew, with lies in the first permutation.
    private static List<string> Rewritten(Action<KeccakRound>? theta = null, Action<KeccakRound>? chi = null, Action<int, ulong[]>? sum = null,
        Action<ulong[]>? between = null, Action<ulong[]>? end = null)
    {
        using var w = Witness(2);
        var forge = new KeccakForge(w);
        var state = forge.Old();
        for (var b = 0; b < 2; b++)
        {
            var added = forge.Sum(b, state);
            sum?.Invoke(b, added);
            forge.Block(b, state, added);
            state = forge.Permutation(b, added, b == 0 ? theta : null, b == 0 ? chi : null);
            if (b == 0)
            {
                between?.Invoke(state);
            }
        }

        end?.Invoke(state);
        forge.New(state, State);
        forge.Recount();
        return Forgery.Finish(w);
    }

    // Something is wrong, and all of it is what is named: a constraint by its end, a bus by its beginning.
    private static void AssertOnly(string what, string name, List<string> wrong)
    {
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x =>
            Assert.True(what[0] == '.' ? x.EndsWith(": " + name, StringComparison.Ordinal) : x.StartsWith(what, StringComparison.Ordinal), x));
    }
}
