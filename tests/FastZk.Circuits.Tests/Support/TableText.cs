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

    public static TableText Of(int table) => All[table];

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

    /// <summary>The tuples of a row with their signed multiplicities (sends positive), those of multiplicity 0 left out.</summary>
    public List<(BusTuple Tuple, long Net, bool IsSend)> Tuples(Fp[] now, Fp[] fixedNow)
    {
        var found = new List<(BusTuple, long, bool)>();
        Span<Fp> message = stackalloc Fp[BusTuple.Capacity];
        foreach (var i in Table.Interactions)
        {
            var m = Value(i.Multiplicity, now, null, fixedNow);
            if (m == Fp.Zero)
            {
                continue;
            }

            for (var k = 0; k < i.Message.Count; k++)
            {
                message[k] = Value(i.Message[k], now, null, fixedNow);
            }

            long v = m.ToUInt32();
            v = v > Fp.Modulus / 2 ? v - Fp.Modulus : v;
            found.Add((BusTuple.Of(i.Bus, message[..i.Message.Count]), i.IsSend ? v : -v, i.IsSend));
        }

        return found;
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
