using FastZk.Field;
using FastZk.Vm;

namespace FastZk.Circuits.Tests;

/// <summary>S19: for every constraint and lookup of the Keccak tables a row, or a row and the next, that it alone refuses, built for it.</summary>
public class KeccakDecisionTests
{
    private const uint State = Bare.Data, Blocks = Bare.Data + 200;
    private const int Call = Rv32Circuit.KeccakCall, States = Rv32Circuit.KeccakState, Sums = Rv32Circuit.KeccakAbsorb, Rounds = Rv32Circuit.KeccakPermute,
        Parity = Rv32Circuit.KeccakParity;

    [Fact]
    public void S19_EveryConstraintOfARoundDecides()
    {
        using var w = Witness();
        var judge = new Judge(w, Rounds);
        var text = TableText.Of(Rounds);
        // A round in the middle of a permutation, and the one behind it.
        Fp[] now = w.Row(Rounds, 11), next = w.Row(Rounds, 12);
        Assert.Empty(judge.Broken(now, next));
        Assert.Empty(judge.Broken(next, null));
        foreach (var c in text.Table.MainNames.Where(n => n[0] is 'a' or 'c' && char.IsAsciiDigit(n[1])))
        {
            judge.Note(Repaired(With(now, (c, 2))));
        }

        for (var k = 0; k < 24; k++)
        {
            var (one, other) = ((k + 1) % 24, (k + 2) % 24);
            judge.Note(Repaired(With(Flagless(now), ($"r{one}", 1), ($"r{other}", 1), ($"r{k}", -1))));
        }

        judge.Note(Repaired(With(Flagless(now), ("r0", 1), ("r1", 1))));
        judge.Note(With(now, ("absorbs", 2)));
        foreach (var (name, column, count) in new[] { ("theta", "w", 67), ("parity", "q", 40), ("iota", "o", 7), ("chi", "y", 67) })
        {
            for (var i = 0; i < count; i++)
            {
                var forged = With(now, ($"{column}{i}", now[text[$"{column}{i}"]].ToUInt32() + 1L));
                judge.Note(name == "iota" ? Repaired(forged, "iota") : forged);
            }
        }

        foreach (var name in new[] { "time", "word", "absorbs" })
        {
            judge.Note(now, With(next, (name, name == "absorbs" ? 0 : 3)));
        }

        for (var j = 0; j < 67; j++)
        {
            // A bit of the next round's state: another pack, and remainders to match.
            var bit = $"a{24 * j / 64}_{24 * j % 64}";
            var forged = Repaired(With(next, (bit, 1 - (long)next[text[bit]].ToUInt32())));
            Assert.Empty(judge.Broken(forged, null));
            judge.Note(now, forged);
        }

        for (var k = 1; k < 24; k++)
        {
            judge.Note(Repaired(With(Flagless(now), ($"r{k - 1}", 1))), Flagless(next));
        }

        Assert.Null(text.BrokenAsFirst(w.Row(Rounds, 0)));
        Assert.NotNull(text.BrokenAsFirst(now));
        Assert.Empty(judge.Undecided);

        Fp[] Flagless(Fp[] row) => With(row, [.. Enumerable.Range(0, 24).Select(k => ($"r{k}", 0L))]);

        // Columns that constraints of degree 1 in them determine, set so that these hold, but for those of a name.
        Fp[] Repaired(Fp[] row, string? except = null)
        {
            var repaired = (Fp[])row.Clone();
            foreach (var (name, column, weight) in new[] { ("theta", "w", 1u), ("parity", "q", 2u), ("iota", "o", 1u), ("chi", "y", 1u) })
            {
                var i = 0;
                foreach (var (_, value, _) in text.Table.Constraints.Where(c => c.Name == name && name != except))
                {
                    repaired[text[$"{column}{i++}"]] += TableText.Value(value, repaired, null, []) * Fp.FromUInt32(weight).Inverse();
                }
            }

            return repaired;
        }

        Fp[] With(Fp[] row, params (string Column, long Value)[] cells) => Changed(text, row, cells);
    }

    [Fact]
    public void S19_EveryConstraintOfDigitsDecides()
    {
        using var w = Witness();
        var judge = new Judge(w, Parity);
        for (var i = 0; i < 8; i++)
        {
            judge.Note(Changed(TableText.Of(Parity), w.Row(Parity, 1234), ($"digit{i}", 3)));
        }

        Assert.Empty(judge.Undecided);
    }

    [Fact]
    public void S19_EveryConstraintAndLookupOfABlocksSumDecides()
    {
        using var w = Witness();
        var judge = new Judge(w, Sums);
        var text = TableText.Of(Sums);
        Fp[] row = w.Row(Sums, 1), tail = w.Row(Sums, 5);
        judge.Note(Changed(text, Idle(text, row), ("is_real", 2)));
        judge.Note(Changed(text, Idle(text, tail), ("is_tail", 2)));
        judge.Note(Changed(text, Idle(text, tail), ("is_real", 0)));
        for (var i = 0; i < 12; i++)
        {
            var limb = $"{i / 2}_{i % 2}";
            var (state, sum) = (tail[text["s" + limb]].ToUInt32(), row[text["x" + limb]].ToUInt32());
            if (i >= 8)
            {
                judge.Note(Changed(text, tail, ("m" + limb, 1), ($"m{limb}_low", 1), ("x" + limb, state ^ 1), ($"x{limb}_low", (state ^ 1) & 0xFF)));
            }

            judge.Note(Changed(text, row, ("x" + limb, sum + 1), ($"x{limb}_low", (sum & 0xFF) + 1)));
            judge.Note(Changed(text, row, ("x" + limb, sum + 256)));
        }

        Accesses(judge, text, row);
        Assert.Empty(judge.Undecided);
    }

    [Fact]
    public void S19_EveryConstraintAndLookupOfAStatesRowDecides()
    {
        using var w = Witness();
        var judge = new Judge(w, States);
        var text = TableText.Of(States);
        Fp[] row = w.Row(States, 2), small = w.Row(States, 8);
        judge.Note(Changed(text, Idle(text, row), ("is_real", 2)));
        judge.Note(Changed(text, Idle(text, small), ("is_small", 2)));
        judge.Note(Changed(text, Idle(text, small), ("is_real", 0)));
        for (var i = 0; i < 4; i++)
        {
            foreach (var name in new[] { "old", "new" })
            {
                var limb = $"{name}{(3 * i + 1) / 2}_{(3 * i + 1) % 2}";
                judge.Note(Changed(text, row, ($"{name}_low{i}", 256), (limb, 256 + (row[text[limb]].ToUInt32() & 0xFF00))));
            }

            foreach (var limb in new[] { 3 * i, 3 * i + 2 })
            {
                judge.Note(Changed(text, row, ($"new{limb / 2}_{limb % 2}", 0x10000)));
            }
        }

        Accesses(judge, text, row);
        Assert.Empty(judge.Undecided);
    }

    [Fact]
    public void S19_EveryConstraintAndLookupOfACallDecides()
    {
        using var w = Witness();
        var judge = new Judge(w, Call);
        var text = TableText.Of(Call);
        Fp[] absorb = w.Row(Call, 0), permute = w.Row(Call, 1);
        judge.Note(Changed(text, text.Idle(permute), ("is_absorb", -1)));
        judge.Note(Changed(text, text.Idle(permute), ("is_absorb", 1), ("is_permute", -1)));
        judge.Note(Changed(text, text.Idle(permute), ("is_absorb", 1)));
        judge.Note(Changed(text, absorb, ("a0_0", 1)));
        judge.Note(Changed(text, absorb, ("a1_0", 1)));
        judge.Note(Changed(text, permute, ("a1_0", 4), ("block_quarter", 1)));
        judge.Note(Changed(text, permute, ("a1_1", 1)));
        judge.Note(Changed(text, permute, ("a2_0", 2)));
        judge.Note(Changed(text, absorb, ("a0_0", 0x10000), ("state_quarter", 1 << 14)));
        judge.Note(Changed(text, absorb, ("a1_0", 0x10000), ("block_quarter", 1 << 14)));
        judge.Note(Changed(text, absorb, ("pc", absorb[text["pc"]].ToUInt32() + 2)));
        foreach (var (column, at) in new[] { ("time_a7", 1), ("time_a1", 3), ("time_a2", 4), ("time_a0", 6) })
        {
            judge.Note(Changed(text, absorb, (column, absorb[text["time"]].ToUInt32() + at)));
        }

        Assert.Empty(judge.Undecided);
    }

    /// <summary>An access that took up what it puts back itself, or something later, would read whatever it likes.</summary>
    [Fact]
    public void S11_NoAccessOfACallTakesUpItselfOrALaterOne()
    {
        using var w = Witness();
        foreach (var (table, accesses) in new[] { (States, 6), (Sums, 6) })
        {
            var text = TableText.Of(table);
            var now = w.Row(table, 1);
            var probe = new RowProbe(w);
            for (var i = 0; i < accesses; i++)
            {
                foreach (var ahead in new long[] { 0, 1, 3, 0xFFFF, 0x10000, 1 << 27, (1 << 28) - 1 })
                {
                    foreach (var low in new[] { -1 - ahead, -1 - ahead & 0xFFFF, Fp.Modulus - 1 - ahead & 0xFFFF, 0, 0xFFFF })
                    {
                        var forged = Changed(text, now, ($"time_m{i}", now[text["time"]].ToUInt32() + 5 + ahead), ($"gap_low{i}", low));
                        Assert.Null(text.Broken(forged, null, []));
                        Assert.StartsWith($"BusTuple {{ Bus = {Bus.Range}", probe.Rejected(table, 1, forged), StringComparison.Ordinal);
                    }
                }
            }
        }
    }

    // Both lookups of each access of a row: a low limb that is none, a gap below 0.
    private static void Accesses(Judge judge, TableText text, Fp[] row)
    {
        long last = row[text["time"]].ToUInt32() + 4;
        for (var i = 0; i < 6; i++)
        {
            judge.Note(Changed(text, row, ($"time_m{i}", last - (3 << 16) - 7), ($"gap_low{i}", 0x10007)));
            judge.Note(Changed(text, row, ($"time_m{i}", last + 0x10000 - 7), ($"gap_low{i}", 7)));
        }
    }

    private static Fp[] Changed(TableText text, Fp[] row, params (string Column, long Value)[] cells)
    {
        var changed = (Fp[])row.Clone();
        foreach (var (column, value) in cells)
        {
            changed[text[column]] = Fp.FromInt64(value);
        }

        return changed;
    }

    // As in a row not in use, with the old state as the new one and gaps to match: the access is 5 behind the time.
    private static Fp[] Idle(TableText text, Fp[] row)
    {
        var names = text.Table.MainNames;
        var copies = names.Where(n => n.StartsWith("new", StringComparison.Ordinal)).Select(n => (n, (long)row[text["old" + n[3..]]].ToUInt32()));
        return Changed(text, text.Idle(Changed(text, row, [.. copies])), [.. names.Where(n => n.StartsWith("gap_low", StringComparison.Ordinal)).Select(n => (n, 4L))]);
    }

    private static WitnessChecks Witness()
    {
        var data = new uint[50 + 34];
        new Random(8).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.AsSpan()));
        return new(ElfImage.Load(Bare.ElfWithData(data, Bare.Call(0x1002, State, Blocks, 1), Bare.Call(0x1003, State))), []);
    }

    /// <summary>Which rules of a table a row breaks, and which have been the only one.</summary>
    private sealed class Judge
    {
        private readonly TableText _text;
        private readonly Func<BusTuple, bool> _provided;
        private readonly string[] _constraints, _fractions;

        public Judge(WitnessChecks w, int table)
        {
            _text = TableText.Of(table);
            _provided = Providers.Of(w);
            _constraints = [.. Enumerable.Range(0, _text.Table.Constraints.Count).Select(_text.NameOf)];
            _fractions = [.. Enumerable.Range(0, _text.Interactions.Count).Select(_text.NameOfFraction)];
            // Rows not in use are decided by PairForgeryTests.
            Undecided = [.. _constraints.Where((_, i) => _text.Table.Constraints[i].Name != "idle"), .. _fractions.Where((_, i) => IsLookup(i))];
        }

        /// <summary>Rules that have refused no row alone.</summary>
        public HashSet<string> Undecided { get; }

        /// <summary>Insists that a row, beside the next if there is one, breaks one rule, and notes it.</summary>
        public void Note(Fp[] now, Fp[]? next = null) => Undecided.Remove(Assert.Single(Broken(now, next)));

        public List<string> Broken(Fp[] now, Fp[]? next)
        {
            var broken = new List<string>();
            for (var i = 0; i < _constraints.Length; i++)
            {
                var (_, value, isTransition) = _text.Table.Constraints[i];
                if ((!isTransition || next is not null) && TableText.Value(value, now, next, []) != Fp.Zero)
                {
                    broken.Add(_constraints[i]);
                }
            }

            for (var i = 0; i < _fractions.Length; i++)
            {
                var fraction = _text.Interactions[i];
                if (IsLookup(i) && TableText.Value(fraction.Multiplicity, now, null, []) != Fp.Zero
                    && !_provided(BusTuple.Of(fraction.Bus, [.. fraction.Message.Select(m => TableText.Value(m, now, null, []))])))
                {
                    broken.Add(_fractions[i]);
                }
            }

            return broken;
        }

        private bool IsLookup(int fraction) => _text.Interactions[fraction] is { IsSend: false } i && Providers.IsLookup(i.Bus);
    }
}
