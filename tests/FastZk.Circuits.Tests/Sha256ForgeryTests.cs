using FastZk.Field;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>
/// S05, S06, S07, S10, S11, S14, S23: forged calls of sha256_compress. The forger's own writer makes honest runs that satisfy everything (<see cref="HashedRun"/>), so a
/// forgery is refused by just what it breaks, which each test names.
/// </summary>
public class Sha256ForgeryTests
{
    private const int Call = Rv32Circuit.Sha256Call, Load = Rv32Circuit.Sha256Load, Compress = Rv32Circuit.Sha256Compress, LoadWord = (int)InstructionClass.LoadWord;

    private const string Sha256Bus = "bus Sha256", MemoryBus = "bus Memory", RangeBus = "bus Range";

    [Fact]
    public void S23_AnotherNewStateIsRefused()
    {
        for (var word = 0; word < 8; word++)
        {
            using var f = OneBlock();
            var state = f.Rows[^1]!.Copy();
            var claimed = f.Rows[^2]!.Sum();
            claimed[word] ^= 1u << 3 * word;
            f.SetNew(0, claimed);
            f.AssertOnly(Sha256Bus);

            // The run says so too: then the sum does not.
            f.Rows[^1] = CompressRow.Initial(state.Time, state.Word, claimed, false, true);
            f.AssertOnly(word < 4 ? "ha_added" : "he_added");
        }
    }

    [Fact]
    public void S23_TheStateOfAnEarlierRowIsNotCarriedOver()
    {
        // H is another one from some row on, and it is that one that is added.
        foreach (var (row, limb) in new[] { (1, 0), (7, 3), (16, 7), (9, 8), (16, 15) })
        {
            using var f = OneBlock();
            var rows = Honest(f);
            for (var r = row; r < rows.Count; r++)
            {
                rows[r].H[limb] ^= 1;
            }

            f.Claim(0, rows);
            f.AssertOnly(limb < 8 ? "ha_stays" : "he_stays");
        }
    }

    [Theory]
    [InlineData(0, "ha")]
    [InlineData(15, "he")]
    public void S23_WhatIsAddedAtTheEndIsWhatStoodInTheInitialRow(int limb, string rule)
    {
        using var f = OneBlock();
        var rows = Honest(f);
        rows.ForEach(r => r.H[limb] ^= 1);
        f.Claim(0, rows);
        f.AssertOnly(rule);
    }

    [Fact]
    public void S11_TheStateIsWrittenAtTheTimeOfTheCall()
    {
        using var f = OneBlock();
        var key = MemoryKey.Memory + f.StateWord(0);
        f.W.Set(Rv32Circuit.Boundary, f.W.Find(Rv32Circuit.Boundary, "key", key), "time", f.Time(0) + 9);
        f.AssertOnly(MemoryBus);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void S23_NoBlockIsSkipped(int skipped)
    {
        using var f = TwoBlocks();
        f.Unload(0, skipped);
        var old = f.Old(0);
        var kept = f.Words(f.Word(0) + 16 * (1 - (uint)skipped));
        f.Rows.Clear();
        f.Rows.AddRange(CompressRow.Run(f.Time(0), f.Word(0) + 16 * (1 - skipped), old, kept));
        f.SetNew(0, old);
        f.AssertOnly(Sha256Bus);
        // The row behind it, or the one before it, says what the call wants to hear.
        f.Rows[skipped == 1 ? 17 : 0]!.Word += skipped == 1 ? 16 : -16;
        f.AssertOnly("word");
    }

    [Fact]
    public void S23_NoBlockIsTakenTwice()
    {
        using var f = TwoBlocks();
        var (time, word, block) = (f.Time(0), f.Word(0), f.Block(0, 0));
        // In place of the other: its words are another's.
        var old = f.Old(0);
        f.Rows.Clear();
        f.Rows.AddRange(CompressRow.Run(time, word, old, block, block));
        f.SetNew(0, old);
        f.AssertOnly(Sha256Bus);
        for (var i = 0; i < 16; i++)
        {
            f.SetLoaded(f.LoadRow(time, word + 16 + (uint)(i & ~3)), i % 4, block[i]);
        }

        f.AssertOnly(MemoryBus);
    }

    [Fact]
    public void S23_NoBlockIsTakenTwiceInARunOfItsOwn()
    {
        // One block more than the call has, loaded once more at the same time.
        using var f = OneBlock();
        var (time, word, block, old) = (f.Time(0), f.Word(0), f.Block(0, 0), f.Old(0));
        f.Rows.Clear();
        f.Rows.AddRange(CompressRow.Run(time, word, old, block, block));
        for (var r = 17; r < f.Rows.Count; r++)
        {
            f.Rows[r]!.Word -= 16;
        }

        f.SetNew(0, old);
        for (var k = 0; k < 4; k++)
        {
            f.W.Copy(Load, k, 4 + k);
            for (var i = 0; i < 4; i++)
            {
                f.W.Set(Load, 4 + k, $"time_m{i}", time + 5);
                f.W.Set(Load, 4 + k, $"gap_low{i}", -1);
            }
        }

        // The sums hold; the word went back, the gap did, and the run ends where it began to be doubled.
        f.AssertOnly("word", RangeBus);
    }

    [Fact]
    public void S23_BlocksAreNotExchanged()
    {
        using var f = TwoBlocks();
        var (time, word, old) = (f.Time(0), f.Word(0), f.Old(0));
        var (first, second) = (f.Block(0, 0), f.Block(0, 1));
        f.Rows.Clear();
        f.Rows.AddRange(CompressRow.Run(time, word, old, second, first));
        f.SetNew(0, old);
        f.AssertOnly(Sha256Bus);
        for (var i = 0; i < 16; i++)
        {
            f.SetLoaded(f.LoadRow(time, word + (uint)(i & ~3)), i % 4, second[i]);
            f.SetLoaded(f.LoadRow(time, word + 16 + (uint)(i & ~3)), i % 4, first[i]);
        }

        f.AssertOnly(MemoryBus);
    }

    [Fact]
    public void S23_TheBlockOfAnotherCallAtTheSameAddressIsNotTaken()
    {
        // Between two calls the program writes to the block; the first call's run has the second's.
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1), Li(Bare.In, HashedRun.Blocks), [Sw(Bare.In, 4, Bare.In)],
            HashedRun.Compress(HashedRun.Other, HashedRun.Blocks, 1));
        var (then, later, old) = (f.Block(0, 0), f.Block(1, 0), f.Old(0));
        Assert.NotEqual(then, later);
        f.Rows.RemoveRange(0, 18);
        f.Rows.InsertRange(0, CompressRow.Run(f.Time(0), f.Word(0), old, later));
        f.SetNew(0, old);
        f.AssertOnly(Sha256Bus);
        for (var i = 0; i < 4; i++)
        {
            f.SetLoaded(f.LoadRow(f.Time(0), f.Word(0)), i, later[i]);
        }

        f.AssertOnly(MemoryBus);
    }

    [Fact]
    public void S23_CallsOfOneBlockAreNotExchanged()
    {
        // The same blocks, two states: each call's run is claimed for the other.
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1), HashedRun.Compress(HashedRun.Other, HashedRun.Blocks, 1));
        var (a, b) = (f.Rows[16]!.Sum(), f.Rows[34]!.Sum());
        f.SetNew(0, b);
        f.SetNew(1, a);
        f.AssertOnly(Sha256Bus);
        // And the runs say that they are those of the other's time.
        for (var r = 0; r < 36; r++)
        {
            f.Rows[r]!.Time = f.Time(r < 18 ? 1 : 0);
        }

        f.AssertOnly(Sha256Bus);
    }

    [Fact]
    public void S14_HalvesOfAStateAreNotExchanged()
    {
        // The low half for the high one; and the high halves of two calls of one time of blocks.
        using (var f = OneBlock())
        {
            var old = f.Old(0);
            f.Claim(0, CompressRow.Sequence(f.Time(0), f.Word(0), [.. old[4..], .. old[..4]], f.Block(0, 0), CompressRow.Rounds));
            f.AssertOnly(Sha256Bus);
        }

        using (var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1), HashedRun.Compress(HashedRun.Other, HashedRun.Blocks, 1)))
        {
            uint[] first = f.Old(0), second = f.Old(1), mixed = [.. first[..4], .. second[4..]], other = [.. second[..4], .. first[4..]];
            f.Rows.Clear();
            f.Rows.AddRange(CompressRow.Run(f.Time(0), f.Word(0), mixed, f.Block(0, 0)));
            f.Rows.AddRange(CompressRow.Run(f.Time(1), f.Word(1), other, f.Block(1, 0)));
            f.SetNew(0, mixed);
            f.SetNew(1, other);
            f.AssertOnly(Sha256Bus);
        }

        // New halves: low for high.
        using (var f = OneBlock())
        {
            var now = f.Rows[^2]!.Sum();
            f.SetNew(0, [.. now[4..], .. now[..4]]);
            f.AssertOnly(Sha256Bus);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(15)]
    public void S23_MessageWordsAreThoseOfMemory(int word)
    {
        using var f = OneBlock();
        var block = f.Block(0, 0);
        block[word] ^= 0x0100_0000;
        f.Claim(0, CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), block, CompressRow.Rounds));
        f.AssertOnly(Sha256Bus);
        f.SetLoaded(f.LoadRow(f.Time(0), f.Word(0) + (uint)(word & ~3)), word % 4, block[word]);
        f.AssertOnly(MemoryBus);
    }

    [Theory]
    [InlineData(1, 2, "t")]
    [InlineData(2, 0, "t0", "t")]
    [InlineData(3, 3, "chained", "s", "t")]
    public void S23_NoRoundsAreLeftOut(int s, int t, params string[] rules)
    {
        using var f = OneBlock();
        f.Claim(0, CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds.Where(r => r != (s, t))));
        f.AssertOnly(rules);
    }

    [Theory]
    [InlineData(1, 2, "t")]
    [InlineData(3, 3, "chained", "s", "t")]
    [InlineData(2, 3, "s", "t", "t0")]
    public void S23_NoRoundsAreDoneTwice(int s, int t, params string[] rules)
    {
        using var f = OneBlock();
        f.Claim(0, CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds.SelectMany(r => r == (s, t) ? new[] { r, r } : [r])));
        f.AssertOnly(rules);
    }

    [Fact]
    public void S23_ABlockHasSixteenRows()
    {
        // Eight rows of rounds, then the sum.
        using var f = OneBlock();
        f.Claim(0, CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds.Take(8)));
        f.AssertOnly("chained", "s", "t0");
    }

    [Fact]
    public void S05_TheKindsOfRowsAreThoseDeclared()
    {
        // All rows with flags from -1 to 2: what the constraints leave are rows not in use, four kinds of initial rows, and sixteen rounds.
        var text = TableText.Of(Compress);
        string[] flags = ["is_initial", "is_first", "is_last", "s0", "s1", "s2", "s3", "t0", "t1", "t2", "t3"];
        HashSet<string> names = ["is_initial", "is_first", "is_last", "first_initial", "last_initial", "flag", "one_s", "one_t", "one_kind"];
        var rules = text.Table.Constraints.Where(c => names.Contains(c.Name)).Select(c => c.Value).ToArray();
        Assert.Equal(names.Count + 7, rules.Length);
        var row = new Fp[text.Table.MainNames.Count];
        var kept = new List<int[]>();
        var cells = new int[flags.Length];
        Choose(0);
        Assert.Equal(1 + 4 + 16, kept.Count);
        Assert.All(kept, k => Assert.True(k.All(x => x == 0) || k[0] == 1 && k[3..].All(x => x == 0) || k[..3].All(x => x == 0) && k[3..7].Sum() == 1 && k[7..].Sum() == 1));

        // Which may follow which: all pairs.
        var transitions = text.Table.Constraints.Where(c => c.Name is "t0" or "s0" or "t" or "s" or "chained").Select(c => c.Value).ToArray();
        foreach (var now in kept)
        {
            foreach (var next in kept)
            {
                var holds = transitions.All(v => TableText.Value(v, Row(now), Row(next), []) == Fp.Zero);
                Assert.True(holds == Follows(now, next), $"({string.Join(' ', now)}) -> ({string.Join(' ', next)})");
            }

            // The first row of the table: not in use, or the first of a run.
            var begins = TableText.Value(Assert.Single(text.Table.FirstConstraints).Value, Row(now), null, []) == Fp.Zero;
            Assert.Equal(now.All(x => x == 0) || now[1] == 1, begins);
        }

        void Choose(int k)
        {
            if (k == flags.Length)
            {
                if (rules.All(v => TableText.Value(v, row, null, []) == Fp.Zero))
                {
                    kept.Add([.. cells]);
                }

                return;
            }

            // Two that no other flag can make up for are enough for the ones that are boolean by themselves.
            foreach (var v in k < 3 ? new[] { 0, 1 } : [0, 1, -1, 2])
            {
                cells[k] = v;
                row[text[flags[k]]] = Fp.FromInt64(v);
                Choose(k + 1);
            }

            cells[k] = 0;
            row[text[flags[k]]] = Fp.Zero;
        }

        Fp[] Row(int[] kind)
        {
            var cells = new Fp[text.Table.MainNames.Count];
            for (var k = 0; k < flags.Length; k++)
            {
                cells[text[flags[k]]] = Fp.FromInt64(kind[k]);
            }

            return cells;
        }

        static bool Follows(int[] now, int[] next)
        {
            var (round, nextRound) = (Round(now), Round(next));
            return round switch
            {
                // An initial row that is not last begins the rounds; behind a last row and behind rows not in use a run may begin.
                -1 when now[0] == 1 && now[2] == 0 => nextRound == 0,
                -1 => nextRound < 0 && next[0] == next[1],
                15 => next[0] == 1 && next[1] == 0,
                _ => nextRound == round + 1,
            };
        }

        static int Round(int[] kind) => kind[3..7].Sum() == 0 ? -1 : 4 * Array.IndexOf(kind, 1, 3) - 12 + Array.IndexOf(kind, 1, 7) - 7;
    }

    [Fact]
    public void S06_NoRunBeginsInTheFirstRowWithoutBeingFirst()
    {
        // One run that the table's end cuts off takes the state; another, without a beginning, gives a new one of the forger's choice. All buses balance.
        using var f = OneBlock();
        var taker = f.Rows[0]!;
        var rows = CompressRow.Run(f.Time(0), f.Word(0), [1, 2, 3, 4, 5, 6, 7, 8], f.Block(0, 0));
        rows[0].IsFirst = 0;
        f.SetNew(0, rows[^2].Sum());
        f.CutOff(rows, taker);
        f.AssertOnly("begins");

        // The same one row further down.
        f.Rows.RemoveAt(f.Rows.Count - 2);
        f.Rows.Insert(0, null);
        f.AssertOnly("chained", "ha_added", "he_added", "time", "word");
        // And as rounds of a block whose beginning is not there.
        rows.RemoveRange(0, 5);
        f.CutOff(rows, taker);
        Assert.Contains("begins", Names(f));
    }

    [Fact]
    public void S06_RunsEndWithALastRow()
    {
        using var f = OneBlock();
        f.Rows[^1]!.IsLast = 0;
        f.AssertOnly("s0", "t0", Sha256Bus);
    }

    [Fact]
    public void S06_RunsDoNotEndInBetween()
    {
        using var f = TwoBlocks();
        f.Rows[17]!.IsLast = 1;
        f.AssertOnly("s0", "t0", Sha256Bus);
        // Nor begin: another state in the middle.
        using var g = TwoBlocks();
        var second = CompressRow.Run(g.Time(0), g.Word(0) + 16, [8, 7, 6, 5, 4, 3, 2, 1], g.Block(0, 1));
        g.Rows.RemoveRange(17, g.Rows.Count - 17);
        g.Rows.AddRange(second);
        g.SetNew(0, second[^2].Sum());
        g.AssertOnly("chained", Sha256Bus);
    }

    [Theory]
    [InlineData(false, "carry_e_bit")]
    [InlineData(true, "carry_e_rest")]
    public void S07_CarriesOfEAreInRange(bool inRest, string rule)
    {
        // e of the last round is another; a follows from it.
        using var f = OneBlock();
        var rows = Honest(f);
        rows[16].E[3] += 1 << 7;
        rows[16].A[3] += 1 << 7;
        rows[16].PutsCarriesInRest = inRest;
        f.Claim(0, rows);
        f.AssertOnly(rule);
    }

    [Theory]
    [InlineData(false, "carry_a_bit")]
    [InlineData(true, "carry_a_rest")]
    public void S07_CarriesOfAAreInRange(bool inRest, string rule)
    {
        using var f = OneBlock();
        var rows = Honest(f);
        rows[16].A[3] ^= 0x8000_0001;
        rows[16].PutsCarriesInRest = inRest;
        f.Claim(0, rows);
        f.AssertOnly(rule);
    }

    [Theory]
    [InlineData(16, false, "carry_w_bit")]
    [InlineData(16, true, "carry_w_rest")]
    [InlineData(37, false, "carry_w_bit")]
    [InlineData(63, false, "carry_w_bit")]
    [InlineData(63, true, "carry_w_rest")]
    public void S07_TheScheduleFollowsFromTheBlock(int round, bool inRest, string rule)
    {
        using var f = OneBlock();
        var rows = CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds, (k, w) => k == round ? w ^ 0x0001_0000 : w);
        rows[1 + round / 4].PutsCarriesInRest = inRest;
        f.Claim(0, rows);
        f.AssertOnly(rule);
    }

    [Theory]
    [InlineData(2, "v0", "v0_0")]
    [InlineData(3, "v_row0", "v_row")]
    [InlineData(4, "v_rows0", "v_rows")]
    [InlineData(4, "w7_0", "w7")]
    public void S23_DelaysCarryWhatTheyAreOf(int row, string column, string rule)
    {
        // The delayed value is one higher, and so is the word of round 16.
        using var f = OneBlock();
        var rows = CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds, (k, w) => k == 16 ? w + 1 : w);
        f.Claim(0, rows);
        f.Write();
        rows[row].Cells[column] = f.W.Get(Compress, row, column) + 1L;
        f.AssertOnly(rule);
    }

    [Fact]
    public void S23_DelaysGoOnAcrossBlocks()
    {
        // Honest: what the schedule needs in the first rounds behind an initial row is that row's and the block's own, never the block's before.
        using var f = TwoBlocks();
        var rows = CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds);
        var second = CompressRow.Sequence(f.Time(0), f.Word(0) + 16, rows[^1].Sum(), f.Block(0, 1), CompressRow.Rounds, (k, w) => k == 20 ? w + 1 : w);
        second[0].IsFirst = 0;
        f.Claim(0, [.. rows, .. second]);
        f.AssertOnly("carry_w_bit");
    }

    [Fact]
    public void S07_BitsAreBits()
    {
        // A word cut otherwise: two of one bit for one of the next, in message, a and e of the last row.
        foreach (var word in new[] { "a3", "e3", "w3" })
        {
            using var f = OneBlock();
            f.Write();
            var row = word[0] == 'w' ? 18 : 17;
            var bit = Enumerable.Range(0, 16).First(b => f.W.Get(Compress, row, $"{word}_{b}") == 0 && f.W.Get(Compress, row, $"{word}_{b + 1}") == (row == 18 ? 0u : 1u));
            f.W.Set(Compress, row, $"{word}_{bit}", 2);
            f.W.Set(Compress, row, $"{word}_{bit + 1}", row == 18 ? -1 : 0);
            Assert.Contains("bit", NamesAsWritten(f));
        }
    }

    [Fact]
    public void S23_AnInitialRowsHalfIsTheStatesOwn()
    {
        // The W slots of the initial row hold the half that the bus sees; here they hold another than the a slots.
        using var f = OneBlock();
        var rows = CompressRow.Run(f.Time(0), f.Word(0), [1, 2, 3, 4, .. f.Old(0)[4..]], f.Block(0, 0));
        rows[0].W[0] = f.Rows[0]!.W[0];
        rows[0].W[1] = f.Rows[0]!.W[1];
        rows[0].W[2] = f.Rows[0]!.W[2];
        rows[0].W[3] = f.Rows[0]!.W[3];
        f.Rows.Clear();
        f.Rows.AddRange(rows);
        f.SetNew(0, rows[^2].Sum());
        f.AssertOnly("w_initial");
    }

    [Fact]
    public void S11_ARunStaysAtItsTime()
    {
        // Two calls on the same blocks: the run of the one ends as the other's.
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1), HashedRun.Compress(HashedRun.Other, HashedRun.Blocks, 1));
        uint[] first = f.Rows[16]!.Sum(), second = f.Rows[34]!.Sum();
        f.Rows[17]!.Time = f.Time(1);
        f.Rows[35]!.Time = f.Time(0);
        f.SetNew(0, second);
        f.SetNew(1, first);
        f.AssertOnly("time");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(-1)]
    public void S11_BlocksAreLoadedAtTheTimeOfTheCall(int delta)
    {
        using var f = OneBlock();
        var row = f.LoadRow(f.Time(0), f.Word(0));
        f.W.Set(Load, row, "time", f.Time(0) + delta);
        for (var i = 0u; i < 4; i++)
        {
            f.W.Set(Load, row, $"gap_low{i}", f.W.Get(Load, row, $"gap_low{i}") + delta);
            f.W.Set(Rv32Circuit.Boundary, f.W.Find(Rv32Circuit.Boundary, "key", MemoryKey.Memory + f.Word(0) + i), "time", f.Time(0) + 5 + delta);
        }

        f.AssertOnly(Sha256Bus);
    }

    [Fact]
    public void S10_RegistersAreNotLoadedAsBlocks()
    {
        // Words -56 to -53 are keys 8 to 11. A row that loads them has no taker, and a run that would take them no call.
        using var f = OneBlock();
        var row = f.LoadRow(f.Time(0), f.Word(0));
        f.W.Set(Load, row, "word", -56);
        Assert.Contains(Sha256Bus, NamesAsWritten(f));
        f.Rows.ForEach(r => r!.Word -= f.Word(0) + 56);
        Assert.Contains(Sha256Bus, Names(f));
    }

    [Fact]
    public void S11_LoadsDoNotGoRoundTheField()
    {
        // Loads at times that no call has, each 2^28 or less behind the one before, all around the field: words out of nothing, but nobody takes them.
        using var f = OneBlock();
        var times = Enumerable.Range(0, 8).Select(k => k * (Fp.Modulus / 8) + 1000L).ToArray();
        for (var k = 0; k < 8; k++)
        {
            var (row, before) = (4 + k, times[(k + 7) % 8] + 5);
            var gap = times[k] + 5 - before - 1 + (k == 0 ? Fp.Modulus : 0L);
            f.W.Set(Load, row, "is_real", 1);
            f.W.Set(Load, row, "time", times[k]);
            f.W.Set(Load, row, "word", f.Word(0) + 4000);
            for (var i = 0; i < 4; i++)
            {
                f.W.Set(Load, row, $"m{i}_0", 1 << 20);
                f.W.Set(Load, row, $"time_m{i}", before);
                f.W.Set(Load, row, $"gap_low{i}", gap & 0xFFFF);
            }
        }

        f.AssertOnly(Sha256Bus);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 16)]
    public void S06_ARunThatTheTableCutsOffDoesNotSwallowAState(int less)
    {
        // With a first limb as it was loaded, and with one that no canonical word has.
        using var f = HashedRun.WithACutOffRun(less);
        f.AssertOnly(Sha256Bus);
    }

    [Fact]
    public void S06_ARunThatTheTableCutsOffDoesNotSwallowMessageWords()
    {
        // Two rows of a run before the end of the table: it takes words, and never gives a state.
        using var f = OneBlock();
        f.Rows.AddRange(Enumerable.Repeat<CompressRow?>(null, f.W.ActiveRows(Compress) - f.Rows.Count - 2).Concat(f.Rows.Take(2)).ToArray());
        f.AssertOnly(Sha256Bus);
    }

    [Fact]
    public void S23_WithoutBlocksTheStateStays()
    {
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 0), HashedRun.Compress(HashedRun.Other, HashedRun.Blocks, 1));
        var old = f.Old(0);
        old[0]++;
        f.SetNew(0, old);
        f.AssertOnly(Sha256Bus);
        // A run of one row takes nothing and gives nothing.
        f.Rows.Add(CompressRow.Initial(f.Time(0), f.Word(0), old, true, true));
        f.AssertOnly(Sha256Bus);
    }

    [Fact]
    public void S23_ACallHasItsRun()
    {
        using var f = OneBlock();
        f.Rows.Clear();
        f.Unload(0, 0);
        f.AssertOnly(Sha256Bus);
        // Not even one that changes nothing.
        f.SetNew(0, f.Old(0));
        f.AssertOnly(Sha256Bus);
    }

    [Fact]
    public void S23_RunsWithoutACallDoNotBalance()
    {
        // At the time of a step without a call, and of none.
        foreach (var time in new long[] { 4, 6, 1 << 20, Fp.Modulus - 1 })
        {
            using var f = OneBlock();
            f.Rows.AddRange(CompressRow.Run(time, f.Word(0), f.Old(0), f.Block(0, 0)));
            f.AssertOnly(Sha256Bus);
        }
    }

    [Theory]
    [InlineData("block_quarter", "blocks_aligned")]
    [InlineData("state_quarter", "state_aligned")]
    public void S10_AddressesAreNotOffByAWord(string column, string rule)
    {
        using var f = OneBlock();
        f.W.Set(Call, 0, column, f.W.Get(Call, 0, column) + 1L);
        Assert.Contains(rule, NamesAsWritten(f));
        // With the limb to match, the register says otherwise; a quarter of a word, or one beyond its range, is in no table.
        f.W.Set(Call, 0, column[0] == 'b' ? "a1_0" : "a0_0", 4 * f.W.Get(Call, 0, column));
        Assert.Contains(MemoryBus, NamesAsWritten(f));
        foreach (var quarter in new[] { Fp.FromUInt32(4).Inverse(), Fp.FromUInt32(1 << 14), -Fp.One })
        {
            f.W.Set(Call, 0, column, quarter.ToUInt32());
            f.W.Set(Call, 0, column[0] == 'b' ? "a1_0" : "a0_0", (quarter * Fp.FromUInt32(4)).ToUInt32());
            Assert.Contains(RangeBus, NamesAsWritten(f));
        }
    }

    [Fact]
    public void S10_BlocksOffByAWordAreNotTheCalls()
    {
        // Words 1 to 16 for 0 to 15: loads, run and call agree; only the alignment of a1 does not.
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1), Li(Bare.In, HashedRun.Blocks), [Lw(T0, 0, Bare.In), Lw(T0, 64, Bare.In)]);
        var (w, time, word) = (f.W, f.Time(0), f.Word(0));
        var shifted = f.Words(word + 1);
        var rows = Enumerable.Range(0, 4).Select(k => f.LoadRow(time, word + 4 * (uint)k)).ToArray();
        for (var i = 0; i < 16; i++)
        {
            w.Set(Load, rows[i / 4], "word", word + 1 + (uint)(i & ~3));
            f.SetLoaded(rows[i / 4], i % 4, shifted[i]);
        }

        // Word 0 is read by the program first, word 16 after the call.
        SetBefore(0, 0);
        SetBefore(1, time + 5);
        f.Claim(0, CompressRow.Sequence(time, word + 1, f.Old(0), shifted, CompressRow.Rounds));
        f.AssertOnly(Sha256Bus);
        w.Set(Call, 0, "block_quarter", w.Get(Call, 0, "block_quarter") + 1L);
        f.AssertOnly("blocks_aligned");

        void SetBefore(int row, long before)
        {
            w.Set(LoadWord, row, "time_m", before);
            w.Set(LoadWord, row, "gap_low", w.Get(LoadWord, row, "time") + 2 - before - 1);
        }
    }

    [Fact]
    public void S21_TheCallIsTheOneThatTheRegisterNames()
    {
        // Another number in a7 in the tuple's place is not there; the call's row for an ecall of another kind neither.
        using var f = new HashedRun(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 0), Bare.Call(0x1000), HashedRun.Compress(HashedRun.Other, HashedRun.Blocks, 1));
        var ecall = (int)InstructionClass.Ecall;
        var row = f.W.Find(ecall, "is_cycles", 1);
        f.W.Copy(Call, 0, 2);
        f.W.Set(Call, 2, "pc", f.W.Get(ecall, row, "pc"));
        f.W.Set(Call, 2, "time", f.W.Get(ecall, row, "time"));
        f.W.Set(Call, 2, "time_a7", f.W.Get(ecall, row, "time_a7"));
        f.W.Clear(ecall, row);
        Assert.Contains(MemoryBus, NamesAsWritten(f));
        Assert.DoesNotContain("bus State", NamesAsWritten(f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 16)]
    [InlineData(-1)]
    public void S23_TheCountIsTheRegisters(int delta)
    {
        // The row says another count; register and run do not.
        using var f = TwoBlocks();
        f.W.Set(Call, 0, "a2_0", f.W.Get(Call, 0, "a2_0") + (long)delta);
        f.AssertOnlyAsWritten(MemoryBus, Sha256Bus);
    }

    [Fact]
    public void S06_RowsNotInUseMayHoldAnythingThatAddsUp()
    {
        // Words and places of no effect: no tuple, no kind.
        using var f = OneBlock();
        var random = new Random(6);
        for (var r = 0; r < 8; r++)
        {
            var row = new CompressRow { Time = random.Next(), Word = random.Next() };
            for (var j = 0; j < 4; j++)
            {
                (row.A[j], row.E[j], row.W[j]) = ((uint)random.Next(), (uint)random.Next(), (uint)random.Next());
            }

            f.Rows.Add(r % 3 == 2 ? null : row);
        }

        f.Write();
        Assert.Empty(Forgery.Finish(f.W));
    }

    private static HashedRun OneBlock() => new(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 1));

    private static HashedRun TwoBlocks() => new(HashedRun.Compress(HashedRun.State, HashedRun.Blocks, 2));

    private static List<CompressRow> Honest(HashedRun f) => CompressRow.Sequence(f.Time(0), f.Word(0), f.Old(0), f.Block(0, 0), CompressRow.Rounds);

    private static string[] Names(HashedRun f)
    {
        f.Write();
        return NamesAsWritten(f);
    }

    private static string[] NamesAsWritten(HashedRun f) => f.Broken();
}
