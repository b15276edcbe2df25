using System.Globalization;
using System.Text;
using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Stark.Security;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>Each constraint and each fraction of the circuit spoiled in turn, and what notices it.</summary>
internal sealed class CircuitMutations
{
    private const int BlindRows = 16, BlindPairs = 2500, Solutions = 4_000, Completions = 400, EdgeTries = 400;

    private static readonly long[] Deltas = [1, -1, 2, -2, 256, -256, 65536, -65536, 0x8000, -0x8000, 255, 0xFF00, 1 << 14, 1 << 13, 32, -32, 5_000_011];

    /// <summary>
    /// Tables too wide for this search (hundreds of rules that read hundreds of columns each), and those beside them. A test in tests/FastZk.Circuits.Tests
    /// builds, for each of their constraints and lookups, a row that it alone refuses. Their fractions are mutated here as all others.
    /// </summary>
    internal static readonly IReadOnlyDictionary<int, string> DecidedElsewhere = new Dictionary<int, string>
    {
        [Rv32Circuit.KeccakCall] = "KeccakDecisionTests",
        [Rv32Circuit.KeccakState] = "KeccakDecisionTests",
        [Rv32Circuit.KeccakAbsorb] = "KeccakDecisionTests",
        [Rv32Circuit.KeccakParity] = "KeccakDecisionTests",
        [Rv32Circuit.KeccakPermute] = "KeccakDecisionTests",
        [Rv32Circuit.Multiply256] = "Multiply256DecisionTests",
        [Rv32Circuit.Level] = "Multiply256DecisionTests",
    };

    private static readonly Lazy<CircuitMutations> Shared = new(() => new());

    private Random _random = new(5);
    private readonly Dictionary<string, FractionMutants> _fractions = [];

    private CircuitMutations()
    {
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Instance == 0))
        {
            var text = TableText.Of(t.Id);
            if (!DecidedElsewhere.ContainsKey(t.Id))
            {
                Undecided.UnionWith(TableRules.Names(text));
            }

            for (var i = 0; i < text.Interactions.Count; i++)
            {
                _fractions.Add(text.NameOfFraction(i), new(text.Interactions[i]));
            }
        }

        foreach (var (elf, input, leastLogTop) in ColumnCoverage.Runs.Append((EdgePrograms.Unread(), [], Rv32Circuit.LogWide)))
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input, leastLogTop);
            foreach (var table in w.Witness.Tables.Select(t => t.Table).Where(t => Rv32Circuit.System.Tables[t].Instance == 0))
            {
                Honest(w, table);
            }

            foreach (var table in w.Witness.Tables.Select(t => t.Table).Where(IsSearched))
            {
                if (table == Rv32Circuit.Sha256Compress)
                {
                    new CompressMutations(w, n => Undecided.Contains(n) && !DecisiveConstraintTests.Implied.ContainsKey(n), Decided).Run();
                }
                else
                {
                    Forge(w, table);
                }
            }
        }

        using var unread = new WitnessChecks(ElfImage.Load(EdgePrograms.Unread()), []);
        Complete(unread);
    }

    /// <summary>What the mutations came to.</summary>
    public static CircuitMutations Result => Shared.Value;

    /// <summary>Constraints and lookups for which no row was found that they alone refuse.</summary>
    public HashSet<string> Undecided { get; } = [];

    /// <summary>Those for which one was found.</summary>
    public HashSet<string> Decisive { get; } = [];

    /// <summary>Those for which a whole witness was found that they alone refuse.</summary>
    public HashSet<string> Completed { get; } = [];

    /// <summary>Mutants of fractions that nothing noticed.</summary>
    public IEnumerable<(string Fraction, int Mutant)> Survivors => _fractions.SelectMany(f => f.Value.Left.Select(m => (f.Key, m)));

    /// <summary>Lookups of the tables whose rules are decided elsewhere: an honest run cannot notice that one asks for too little.</summary>
    public static IReadOnlySet<string> LookupsDecidedElsewhere { get; } =
        (from text in DecidedElsewhere.Keys.Select(TableText.Of)
         from i in Enumerable.Range(0, text.Interactions.Count)
         where TableRules.IsLookup(text.Interactions[i])
         select text.NameOfFraction(i)).ToHashSet();

    /// <summary>The generated table of docs/soundness.md.</summary>
    public string Table(IReadOnlyDictionary<string, string> implied)
    {
        var b = new StringBuilder("| table | constraints and lookups | decisive | of these complete | implied | decided by a test of their own | fractions | mutants "
            + "| noticed by an honest run | by a row that must not stand | by one that must | by an argument or a test of its own |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        int[] total = new int[11];
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Instance == 0))
        {
            var rules = TableRules.Names(TableText.Of(t.Id)).ToArray();
            var fractions = _fractions.Where(f => f.Key.StartsWith(t.Name + "[", StringComparison.Ordinal)).Select(f => f.Value).ToArray();
            int[] row =
            [
                rules.Length, rules.Count(Decisive.Contains), rules.Count(Completed.Contains), rules.Count(r => Undecided.Contains(r) && implied.ContainsKey(r)),
                DecidedElsewhere.ContainsKey(t.Id) ? rules.Length : 0,
                fractions.Length, fractions.Sum(f => f.All), fractions.Sum(f => f.ByHonest), fractions.Sum(f => f.ByForged), fractions.Sum(f => f.ByValid), fractions.Sum(f => f.Left.Count),
            ];
            total = [.. total.Zip(row, (x, y) => x + y)];
            Line(t.Name, row);
        }

        Line("all", total);
        return b.ToString();

        void Line(string name, int[] row) => b.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", row.Select(n => n.ToString("N0", CultureInfo.InvariantCulture)))} |\n");
    }

    private void Honest(WitnessChecks w, int table)
    {
        var text = TableText.Of(table);
        var left = Enumerable.Range(0, text.Interactions.Count).Select(i => _fractions[text.NameOfFraction(i)]).Where(m => m.Left.Count > 0).ToArray();
        if (left.Length == 0)
        {
            return;
        }

        var provided = Providers.Of(w);
        // All rows when they are few; otherwise a cut from the middle, whose tuples are honest as well.
        var count = Math.Min(w.Rows[table], 300);
        var start = w.Fixed(table) is null && table is not (Rv32Circuit.RangeFew or Rv32Circuit.BytesFew) ? (w.Rows[table] - count) / 2 : 0;
        var rows = Enumerable.Range(start, count).Select(r => (w.Row(table, r), w.FixedRow(table, r))).ToArray();
        foreach (var m in left)
        {
            m.Honest(rows, provided);
        }
    }

    // Blind changes first, then, for what they did not decide, a cell spoiled and all else repaired.
    private void Forge(WitnessChecks w, int table)
    {
        // One table's search does not depend on another's.
        _random = new(table);
        var text = TableText.Of(table);
        var names = TableRules.Names(text).ToArray();
        var provided = Providers.Of(w);
        var rules = new TableRules(table, provided);
        for (var k = 0; k < BlindRows && names.Any(IsWanted); k++)
        {
            var row = k < BlindRows - 2 ? _random.Next(w.Rows[table]) : w.Rows[table] + k - (BlindRows - 2);
            var next = row + 1 < w.ActiveRows(table) ? w.Row(table, row + 1) : null;
            foreach (var forged in Corruptions(w.Row(table, row)))
            {
                Decide(text, rules, forged, next, provided);
            }
        }

        var solver = new RowSolver(table, provided, _random);
        for (var i = 0; i < text.Interactions.Count; i++)
        {
            if (TableRules.IsLookup(text.Interactions[i]) && IsWanted(text.NameOfFraction(i)))
            {
                Edges(w, table, i, rules, solver, provided);
            }
        }

        foreach (var name in solver.Rules.Where(r => IsWanted(r) && !DecisiveConstraintTests.Implied.ContainsKey(r)).ToArray())
        {
            var columns = solver.Reads(name);
            for (var k = 0; k < Solutions && Undecided.Contains(name); k++)
            {
                var row = w.Row(table, _random.Next(w.Rows[table]));
                var column = k % 4 < 2 ? columns[_random.Next(columns.Length)] : _random.Next(row.Length);
                HashSet<int> locked = k % 2 == 0 ? [column] : [];
                if (k % 4 == 3 && columns.Length > 1)
                {
                    // Two flags at once.
                    locked = [columns[_random.Next(columns.Length)], columns[_random.Next(columns.Length)]];
                    foreach (var c in locked)
                    {
                        row[c] = Fp.One;
                    }
                }
                else
                {
                    row[column] += Delta();
                }

                if (solver.Repair(row, locked, name))
                {
                    Decide(text, rules, row, null, provided);
                }
            }
        }
    }

    // Lookups at the first and the last entry, and just outside of them.
    private void Edges(WitnessChecks w, int table, int fraction, TableRules rules, RowSolver solver, Func<BusTuple, bool> provided)
    {
        var text = TableText.Of(table);
        var (name, lookup) = (text.NameOfFraction(fraction), text.Interactions[fraction]);
        for (var k = 0; k < EdgeTries && IsWanted(name); k++)
        {
            var row = w.Row(table, _random.Next(w.Rows[table]));
            var entry = lookup.Message[k % lookup.Message.Count];
            var terms = AffineForm.Of(entry, text.Table.MainNames.Count).Terms.ToArray();
            var size = lookup.Bus != Bus.Range ? 256 : 1L << (int)Math.Min(TableRules.TupleOf(lookup, row, [])[1], 16);
            var target = _random.Next(4) switch { 0 => -1, 1 => 0, 2 => size - 1, _ => size };
            if (terms.Length == 0)
            {
                continue;
            }

            var (column, weight) = terms[_random.Next(terms.Length)];
            row[column] += (Fp.FromInt64(target) - TableText.Value(entry, row, null, [])) * weight.Inverse();
            Decide(text, rules, row, null, provided);
            Fp[] forged = [.. row], valid = [.. row];
            if (solver.Repair(forged, [column], name))
            {
                Decide(text, rules, forged, null, provided);
            }

            if (solver.Repair(valid, [column]))
            {
                Decide(text, rules, valid, null, provided);
            }
        }
    }

    private static bool IsSearched(int table) => Rv32Circuit.System.Tables[table] is { FixedColumns: 0, Instance: 0 } && !DecidedElsewhere.ContainsKey(table);

    private bool IsWanted(string rule) => Undecided.Contains(rule) || _fractions.TryGetValue(rule, out var m) && m.Left.Count > 0;

    private void Decide(TableText text, TableRules rules, Fp[] forged, Fp[]? next, Func<BusTuple, bool> provided)
    {
        if (rules.OnlyBroken(forged, next, out var fraction) is not { } name)
        {
            return;
        }

        if (name == "")
        {
            for (var i = 0; i < text.Interactions.Count; i++)
            {
                _fractions[text.NameOfFraction(i)].Valid(forged, provided);
            }

            return;
        }

        Decided(name);
        if (fraction >= 0)
        {
            _fractions[text.NameOfFraction(fraction)].Forged(forged, provided);
        }
    }

    private void Decided(string name)
    {
        if (Undecided.Remove(name))
        {
            Decisive.Add(name);
        }
    }

    // A row that receives what the honest one receives, and differs in results that nobody reads.
    private void Complete(WitnessChecks w)
    {
        var provided = Providers.Of(w);
        var overwritten = new OverwrittenValues(w);
        var change = new WitnessChange(w, provided);
        foreach (var table in w.Witness.Tables.Select(t => t.Table).Where(t => t < Rv32Circuit.Program))
        {
            var rules = new TableRules(table, provided);
            var solver = new RowSolver(table, provided, _random);
            var compiled = Rv32Circuit.System.Tables[table];
            var bound = compiled.Fractions.Where(f => !f.Source.IsSend && (!TableRules.IsLookup(f.Source) || f.Bus == Bus.Program)).Concat<CompiledTuple>(compiled.Pairs.Select(p => p.Consumed)).SelectMany(f => f.Columns).Where(c => c < compiled.DeclaredMain).ToHashSet();
            var free = Enumerable.Range(0, compiled.DeclaredMain).Except(bound).ToArray();
            foreach (var name in solver.Rules.Where(Decisive.Contains))
            {
                for (var k = 0; k < Completions && free.Length > 0 && !Completed.Contains(name); k++)
                {
                    var row = _random.Next(w.Rows[table]);
                    var forged = w.Row(table, row);
                    var column = free[_random.Next(free.Length)];
                    forged[column] += Delta();
                    if (solver.Repair(forged, [.. bound, column], name) && rules.OnlyBroken(forged, null, out _) == name
                        && overwritten.Complete(w, change, table, row, forged) && change.Complaints().All(c => c == name))
                    {
                        Completed.Add(name);
                    }
                }
            }
        }
    }

    private IEnumerable<Fp[]> Corruptions(Fp[] now)
    {
        for (var c = 0; c < now.Length; c++)
        {
            foreach (var d in Deltas)
            {
                yield return With(now, c, Fp.FromInt64(d));
            }
        }

        for (var k = 0; k < BlindPairs; k++)
        {
            yield return With(With(now, _random.Next(now.Length), Delta()), _random.Next(now.Length), Delta());
        }
    }

    private Fp Delta() => Fp.FromInt64(Deltas[_random.Next(Deltas.Length)]);

    private static Fp[] With(Fp[] row, int column, Fp delta)
    {
        var forged = (Fp[])row.Clone();
        forged[column] += delta;
        return forged;
    }
}
