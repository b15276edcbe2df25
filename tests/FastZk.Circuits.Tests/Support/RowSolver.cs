using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tests;

/// <summary>
/// A simple attacker: it spoils a cell and then repairs what broke, solving one broken constraint or lookup after the other for a cell in which it is
/// affine. It leaves locked cells alone and may be told to ignore one constraint or lookup.
/// </summary>
internal sealed class RowSolver
{
    private const int MaxSteps = 24;

    private readonly Rule[] _rules;
    private readonly Func<BusTuple, bool> _provided;
    private readonly Random _random;

    // A constraint (bus -1), or a lookup with its message.
    private sealed record Rule(string Name, Expression Value, Interaction? Lookup, int[] Columns);

    public RowSolver(int table, Func<BusTuple, bool> provided, Random random)
    {
        var text = TableText.Of(table);
        var t = text.Table;
        _provided = provided;
        _random = random;
        _rules =
        [
            .. t.Constraints.Select((c, i) => (c, i)).Where(p => !p.c.IsTransition).Select(p => new Rule(text.NameOf(p.i), p.c.Value, null, ColumnsOf(p.c.Value))),
            .. t.Interactions.Select((x, i) => (x, i)).Where(p => !p.x.IsSend && Providers.IsLookup(p.x.Bus) && p.x.Bus != Bus.Program)
                .Select(p => new Rule(text.NameOfFraction(p.i), p.x.Multiplicity, p.x, [.. p.x.Message.Append(p.x.Multiplicity).SelectMany(ColumnsOf).Distinct()])),
        ];
    }

    /// <summary>Names of all rules: constraints of one row, and lookups but for the instruction's.</summary>
    public IEnumerable<string> Rules => _rules.Select(r => r.Name);

    /// <summary>The columns that a rule reads.</summary>
    public int[] Reads(string name) => _rules.First(r => r.Name == name).Columns;

    /// <summary>Repairs a row in place; true when every rule holds but the ignored one, if any, which must not hold.</summary>
    public bool Repair(Fp[] row, HashSet<int> locked, string? ignored = null)
    {
        var fixedNow = new HashSet<int>(locked);
        for (var step = 0; step < MaxSteps; step++)
        {
            var broken = _rules.Where(r => r.Name != ignored && !Holds(r, row)).ToArray();
            if (broken.Length == 0)
            {
                return ignored is null || !Holds(_rules.First(r => r.Name == ignored), row);
            }

            var rule = broken[_random.Next(broken.Length)];
            var free = rule.Columns.Where(c => !fixedNow.Contains(c)).ToArray();
            if (free.Length == 0)
            {
                return false;
            }

            var column = free[_random.Next(free.Length)];
            if (!Solve(rule, row, column))
            {
                continue;
            }

            fixedNow.Add(column);
        }

        return false;
    }

    private bool Holds(Rule r, Fp[] row)
    {
        var value = TableText.Value(r.Value, row, null, []);
        if (r.Lookup is null || value == Fp.Zero)
        {
            return value == Fp.Zero;
        }

        Span<Fp> message = stackalloc Fp[BusTuple.Capacity];
        for (var k = 0; k < r.Lookup.Message.Count; k++)
        {
            message[k] = TableText.Value(r.Lookup.Message[k], row, null, []);
        }

        return _provided(BusTuple.Of(r.Lookup.Bus, message[..r.Lookup.Message.Count]));
    }

    // A constraint becomes 0; of a lookup one entry becomes a small number.
    private bool Solve(Rule rule, Fp[] row, int column)
    {
        var e = rule.Value;
        var target = Fp.Zero;
        if (rule.Lookup is { } lookup)
        {
            var entries = lookup.Message.Where(m => ColumnsOf(m).Contains(column)).ToArray();
            if (entries.Length == 0)
            {
                return false;
            }

            e = entries[_random.Next(entries.Length)];
            target = Fp.FromInt64(_random.Next(3) switch { 0 => 0, 1 => _random.Next(256), _ => _random.Next(1 << 16) });
        }

        // A product vanishes with one of its factors.
        while (rule.Lookup is null && e.Kind == ExpressionKind.Multiply)
        {
            e = _random.Next(2) == 0 ? e.Left! : e.Right!;
        }

        var x = row[column];
        var f0 = TableText.Value(e, row, null, []);
        row[column] = x + Fp.One;
        var f1 = TableText.Value(e, row, null, []);
        row[column] = x + Fp.One + Fp.One;
        var f2 = TableText.Value(e, row, null, []);
        row[column] = x;
        var slope = f1 - f0;
        if (slope == Fp.Zero || f2 - f1 != slope)
        {
            return false;
        }

        row[column] = x + (target - f0) * slope.Inverse();
        return true;
    }

    private static int[] ColumnsOf(Expression e) => e.Kind switch
    {
        ExpressionKind.Constant or ExpressionKind.Fixed => [],
        ExpressionKind.Main or ExpressionKind.MainNext => [e.Column],
        _ => [.. ColumnsOf(e.Left!).Concat(ColumnsOf(e.Right!)).Distinct()],
    };
}
