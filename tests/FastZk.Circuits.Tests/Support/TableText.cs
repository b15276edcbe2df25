using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tests;

/// <summary>Reads the constraints and interactions of one table straight from their expressions, a second reading beside the compiled programs.</summary>
internal sealed class TableText(AirTable table)
{
    private static readonly TableText[] All = [.. Rv32Circuit.System.Tables.Select(t => new TableText(t.Table))];

    private readonly Lazy<int[][]> _readers = new(() => ReadersOf(table));

    private readonly Dictionary<string, int> _columns = table.MainNames.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);

    public AirTable Table { get; } = table;

    /// <summary>The fractions, then of each pair what is consumed and what is produced, as if they were fractions of the rows in use.</summary>
    public IReadOnlyList<Interaction> Interactions { get; } = InteractionsOf(table);

    public static TableText Of(int table) => All[table];

    /// <summary>See <see cref="Interactions"/>.</summary>
    public static Interaction[] InteractionsOf(AirTable table) =>
        [.. table.Interactions, .. table.Pairs.SelectMany(p => new Interaction[] { new(p.Bus, false, p.Used, p.Consumed, 1), new(p.Bus, true, p.Used, p.Produced, 1) })];

    /// <summary>Index of a main column.</summary>
    public int this[string column] => _columns[column];

    /// <summary>A constraint's name after its table's; constraints of one name are numbered.</summary>
    public string NameOf(int constraint)
    {
        var name = Table.Constraints[constraint].Name;
        var before = Table.Constraints.Take(constraint).Count(c => c.Name == name);
        return Table.Constraints.Count(c => c.Name == name) == 1 ? $"{Table.Name}.{name}" : $"{Table.Name}.{name}.{before}";
    }

    /// <summary>The name of a constraint of the first row, after its table's.</summary>
    public string NameOfFirst(int constraint) => $"{Table.Name}.first.{Table.FirstConstraints[constraint].Name}";

    /// <summary>The constraints that read a column, in this row or the next, by number.</summary>
    public IReadOnlyList<int> Readers(int column) => _readers.Value[column];

    /// <summary>A fraction's name: its number after its table's name.</summary>
    public string NameOfFraction(int fraction) => $"{Table.Name}[{fraction}]";

    /// <summary>The first constraint that a row breaks, or null; transition constraints are read only with a next row.</summary>
    public string? Broken(Fp[] now, Fp[]? next, Fp[] fixedNow)
    {
        foreach (var (name, value, isTransition) in Table.Constraints)
        {
            if ((!isTransition || next is not null) && Value(value, now, next, fixedNow) != Fp.Zero)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The first constraint that a row breaks as the first of its table, or null.</summary>
    public string? BrokenAsFirst(Fp[] row) => Table.FirstConstraints.FirstOrDefault(c => Value(c.Value, row, null, []) != Fp.Zero).Name;

    /// <summary>
    /// The tuples of a row with their signed multiplicities (sends positive), those of multiplicity 0 left out, and those of pairs whose sides are equal. Pairs
    /// count in every row: that those of a row not in use are equal is a matter of constraints.
    /// </summary>
    public List<(BusTuple Tuple, long Net, bool IsSend)> Tuples(Fp[] now, Fp[] fixedNow)
    {
        var found = new List<(BusTuple, long, bool)>();
        foreach (var i in Table.Interactions)
        {
            var m = Value(i.Multiplicity, now, null, fixedNow);
            if (m == Fp.Zero)
            {
                continue;
            }

            long v = m.ToUInt32();
            v = v > Fp.Modulus / 2 ? v - Fp.Modulus : v;
            found.Add((Tuple(i.Bus, i.Message, now, fixedNow), i.IsSend ? v : -v, i.IsSend));
        }

        foreach (var p in Table.Pairs)
        {
            var (consumed, produced) = (Tuple(p.Bus, p.Consumed, now, fixedNow), Tuple(p.Bus, p.Produced, now, fixedNow));
            if (consumed != produced)
            {
                found.Add((consumed, -1, false));
                found.Add((produced, 1, true));
            }
        }

        return found;
    }

    /// <summary>The row with all pairs' sides made equal but for their steps, as in a row not in use: what is taken becomes what is put back.</summary>
    public Fp[] Idle(Fp[] row)
    {
        var idle = (Fp[])row.Clone();
        foreach (var difference in Table.Constraints.Where(c => c.Name == "idle").Select(c => c.Value.Right!))
        {
            var terms = AffineForm.Of(difference, Table.MainNames.Count).Terms;
            var (column, weight) = terms.FirstOrDefault(t => t.Key == difference.Right!.Column, terms.Last());
            idle[column] -= Value(difference, idle, null, []) * weight.Inverse();
        }

        return idle;
    }

    private static BusTuple Tuple(int bus, IReadOnlyList<Expression> entries, Fp[] now, Fp[] fixedNow)
    {
        Span<Fp> message = stackalloc Fp[BusTuple.Capacity];
        for (var k = 0; k < entries.Count; k++)
        {
            message[k] = Value(entries[k], now, null, fixedNow);
        }

        return BusTuple.Of(bus, message[..entries.Count]);
    }

    private static int[][] ReadersOf(AirTable table)
    {
        var readers = new SortedSet<int>[table.MainNames.Count];
        for (var c = 0; c < readers.Length; c++)
        {
            readers[c] = [];
        }

        for (var i = 0; i < table.Constraints.Count; i++)
        {
            Note(table.Constraints[i].Value, i);
        }

        return [.. readers.Select(r => r.ToArray())];

        void Note(Expression e, int constraint)
        {
            if (e.Kind is ExpressionKind.Main or ExpressionKind.MainNext)
            {
                readers[e.Column].Add(constraint);
            }
            else if (e.Left is not null)
            {
                Note(e.Left, constraint);
                Note(e.Right!, constraint);
            }
        }
    }

    /// <summary>The value of an expression on a row.</summary>
    public static Fp Value(Expression e, Fp[] now, Fp[]? next, Fp[] fixedNow) => e.Kind switch
    {
        ExpressionKind.Constant => e.Value,
        ExpressionKind.Main => now[e.Column],
        ExpressionKind.MainNext => next![e.Column],
        ExpressionKind.Fixed => fixedNow[e.Column],
        ExpressionKind.Add => Value(e.Left!, now, next, fixedNow) + Value(e.Right!, now, next, fixedNow),
        ExpressionKind.Subtract => Value(e.Left!, now, next, fixedNow) - Value(e.Right!, now, next, fixedNow),
        _ => Value(e.Left!, now, next, fixedNow) * Value(e.Right!, now, next, fixedNow),
    };
}
