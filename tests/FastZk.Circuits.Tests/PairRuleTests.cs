using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tests;

/// <summary>
/// What a table's constraints must say of its pairs for the chains of State and Memory to be chains, shown from the text of the constraints for every row that
/// they accept: all values of the flags are gone through, and what is left of the constraints then is linear algebra.
/// </summary>
public class PairRuleTests
{
    private static readonly Fp Limb = Fp.FromUInt32(1 << 16);

    public static TheoryData<int> Tables => [.. Rv32Circuit.System.Tables.Where(t => t.Pairs.Length > 0 && t.Instance == 0).Select(t => t.Id)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void S06_APairIsUsedOrNot(int table)
    {
        var text = new Rules(table);
        Assert.Equal(0, Rv32Circuit.System.Tables[table].FixedColumns);
        foreach (var pair in text.Table.Pairs)
        {
            var used = SparsePolynomial.Of(pair.Used);
            Assert.All(used.Columns, c => Assert.Contains(c, text.Booleans));
            var values = text.Cases(used).Select(c => used.With(c).Constant).Distinct().ToArray();
            Assert.Equal([Fp.Zero, Fp.One], values.OrderBy(v => v.ToUInt32()));
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void S06_APairThatIsNotUsedGivesBackWhatItTakes(int table)
    {
        var text = new Rules(table);
        foreach (var group in text.Unused().GroupBy(u => u.Flags))
        {
            var span = text.Implied(group.Key, without: null);
            Assert.All(group, u => Assert.True(GivesBack(u.Pair, group.Key, span)));
        }
    }

    /// <summary>Without any one of these constraints a row could turn a tuple into another: time or pc into any, a value into any.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void S19_EveryConstraintOfUnusedPairsIsNeeded(int table)
    {
        var text = new Rules(table);
        var idle = text.Rows.Where(r => r.Name == "idle").ToHashSet();
        foreach (var group in text.Unused().GroupBy(u => u.Flags))
        {
            foreach (var constraint in idle.ToArray())
            {
                var span = text.Implied(group.Key, constraint);
                if (group.Any(u => !GivesBack(u.Pair, group.Key, span)))
                {
                    idle.Remove(constraint);
                }
            }
        }

        Assert.Empty(idle);
    }

    /// <summary>The key stays, and time moves on by a gap in [1, 2^28], which lookups show; on State by the table's step, but for an exit, which ends the chain.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void S11_APairThatIsUsedMovesTimeOnByWhatItShows(int table)
    {
        var text = new Rules(table);
        foreach (var pair in text.Table.Pairs.Where(_ => table != Rv32Circuit.Boundary))
        {
            var used = SparsePolynomial.Of(pair.Used);
            foreach (var flags in text.Cases(used).Where(c => used.With(c).Constant == Fp.One))
            {
                var gap = Difference(pair.Produced[1], pair.Consumed[1]).With(flags);
                if (pair.Bus == Bus.State)
                {
                    var span = text.Implied(flags, without: null);
                    Assert.True(text.IsExit(flags) ? EndsChain(pair, flags, span) : span.Contains(gap.Minus(SparsePolynomial.Of(text.Table.MaxStateStep))));
                    continue;
                }

                Assert.True(Difference(pair.Produced[0], pair.Consumed[0]).With(flags).IsZero);
                Assert.True(text.Shows(gap.Minus(SparsePolynomial.Of(1)), flags));
            }
        }
    }

    private static bool GivesBack(TuplePair pair, IReadOnlyDictionary<int, Fp> flags, PolynomialSpan span) =>
        pair.Produced.Zip(pair.Consumed).All(e => span.Contains(Difference(e.First, e.Second).With(flags)));

    // The tuple that the verifier consumes.
    private static bool EndsChain(TuplePair pair, IReadOnlyDictionary<int, Fp> flags, PolynomialSpan span) =>
        span.Contains(Difference(pair.Produced[0], 1 << 30).With(flags)) && span.Contains(SparsePolynomial.Of(pair.Produced[1]).With(flags));

    private static SparsePolynomial Difference(Expression a, Expression b) => SparsePolynomial.Of(a).Minus(SparsePolynomial.Of(b));

    /// <summary>The constraints of one table that speak of one row, multiplied out, and the ranges that it looks up.</summary>
    private sealed class Rules
    {
        private readonly (SparsePolynomial Multiplicity, SparsePolynomial Value, SparsePolynomial Bits)[] _ranges;
        private readonly Dictionary<string, IReadOnlyDictionary<int, Fp>[]> _cases = [];

        public Rules(int table)
        {
            Table = Rv32Circuit.System.Tables[table].Table;
            Rows = [.. Table.Constraints.Where(c => !c.IsTransition).Select(c => (c.Name, SparsePolynomial.Of(c.Value)))];
            Booleans = [.. Rows.Select(r => r.Value).Where(IsBoolean).Select(p => p.Columns.Single())];
            _ranges = [.. Table.Interactions.Where(i => i.Bus == Bus.Range && !i.IsSend)
                .Select(i => (SparsePolynomial.Of(i.Multiplicity), SparsePolynomial.Of(i.Message[0]), SparsePolynomial.Of(i.Message[1])))];
        }

        public AirTable Table { get; }

        public (string Name, SparsePolynomial Value)[] Rows { get; }

        /// <summary>Columns with a constraint x·(x - 1) = 0.</summary>
        public HashSet<int> Booleans { get; }

        /// <summary>The values that the flags of a form, and flags which a constraint ties to these, can have together.</summary>
        public IReadOnlyDictionary<int, Fp>[] Cases(SparsePolynomial used)
        {
            var flags = used.Columns.ToHashSet();
            foreach (var columns in Rows.Select(r => r.Value.Columns.ToArray()).Where(c => c.All(Booleans.Contains) && c.Any(used.Columns.Contains)))
            {
                flags.UnionWith(columns);
            }

            var order = flags.Order().ToArray();
            var key = string.Join(' ', order);
            if (!_cases.TryGetValue(key, out var cases))
            {
                cases = [.. Enumerable.Range(0, 1 << order.Length)
                    .Select(bits => order.Select((c, i) => (c, Value: Fp.FromUInt32((uint)(bits >> i & 1)))).ToDictionary(p => p.c, p => p.Value))
                    .Where(values => Rows.All(r => r.Value.With(values) is var left && (left.IsZero || !left.IsConstant)))];
                _cases.Add(key, cases);
            }

            return cases;
        }

        /// <summary>Whether a row with these flags is the program's end.</summary>
        public bool IsExit(IReadOnlyDictionary<int, Fp> flags) => flags.Any(f => Table.MainNames[f.Key] == "is_exit" && f.Value == Fp.One);

        /// <summary>Each pair with each case in which it is not used.</summary>
        public IEnumerable<(TuplePair Pair, IReadOnlyDictionary<int, Fp> Flags)> Unused() =>
            from pair in Table.Pairs
            let used = SparsePolynomial.Of(pair.Used)
            from flags in Cases(used)
            where used.With(flags).IsZero
            select (pair, flags);

        /// <summary>What the constraints, but for one, imply for given flags: combinations of those that are affine then.</summary>
        public PolynomialSpan Implied(IReadOnlyDictionary<int, Fp> flags, (string, SparsePolynomial)? without) =>
            new(Rows.Where(r => without is null || !r.Equals(without.Value)).Select(r => r.Value.With(flags)).Where(p => p.Terms.Keys.All(k => k <= 0xffff)));

        /// <summary>Whether lookups bind a value to [0, 2^16), or to [0, 2^28) by its low limb and the rest.</summary>
        public bool Shows(SparsePolynomial value, IReadOnlyDictionary<int, Fp> flags)
        {
            var asked = _ranges.Where(r => r.Multiplicity.With(flags) is { IsConstant: true } m && m.Constant == Fp.One)
                .Select(r => (Value: r.Value.With(flags), Bits: r.Bits.With(flags))).ToArray();
            return Asks(value, 16) || asked.Any(low => Is(low.Bits, 16) && Asks(value.Minus(low.Value).Scaled(Limb.Inverse()), 12));

            bool Asks(SparsePolynomial v, int bits) => asked.Any(a => Is(a.Bits, bits) && a.Value.Minus(v).IsZero);

            static bool Is(SparsePolynomial p, int n) => p.IsConstant && p.Constant == Fp.FromUInt32((uint)n);
        }

        private static bool IsBoolean(SparsePolynomial p) =>
            p.Columns.Count() == 1 && p.Columns.Single() is var c && p.With(new Dictionary<int, Fp> { [c] = Fp.Zero }).IsZero && p.With(new Dictionary<int, Fp> { [c] = Fp.One }).IsZero
            && p.Terms.Count == 2;
    }
}
