using FastZk.Field;

namespace FastZk.Stark.Air;

/// <summary>A tuple of a bus in compiled form.</summary>
/// <param name="Bus">bus number.</param>
/// <param name="Columns">the columns (main, then fixed) that occur in the tuple, ascending.</param>
/// <param name="Weights">Weights[c][k]: coefficient of column Columns[c] in entry k.</param>
/// <param name="Constants">constant part of each entry.</param>
public record CompiledTuple(int Bus, int[] Columns, Fp[][] Weights, Fp[] Constants);

/// <summary>One fraction in compiled form.</summary>
/// <param name="Source">the declaration.</param>
/// <param name="MultiplicityOutput">index among the multiplicity outputs of the programs; the sign is already in that value.</param>
/// <param name="Tuple">the message.</param>
public sealed record CompiledFraction(Interaction Source, int MultiplicityOutput, CompiledTuple Tuple) : CompiledTuple(Tuple);

/// <summary>One pair in compiled form.</summary>
/// <param name="Source">the declaration.</param>
/// <param name="Consumed">the tuple taken.</param>
/// <param name="Produced">the tuple put back.</param>
public sealed record CompiledPair(TuplePair Source, CompiledTuple Consumed, CompiledTuple Produced);

/// <summary>
/// A table as prover and verifier use it: programs for constraints and multiplicities, fractions, and the layout of auxiliary columns.
/// n fractions, w of them a column, make ceil(n/w) extension columns: a helper column h_c for the fractions wc to wc + w - 1 each, and the running
/// sum S, which takes the last 1 to w fractions inside its own constraint. w is 2, whose constraint of degree 3 suits every blow-up, or 4.
/// Pairs, w of them a column, make running products behind S.
/// </summary>
public sealed class CompiledTable
{
    /// <summary>Highest degree a constraint may have (blow-up 2 must suffice).</summary>
    public const int MaxDegree = 3;

    /// <summary>Highest degree of a constraint of the first row: divided by X - 1, it must fit beside the others in Q.</summary>
    public const int MaxFirstDegree = 2;

    /// <summary>Mask constants ρ are read from this many main columns; r, where there are pairs, from as many behind them.</summary>
    public const int MaskColumns = Fp5.Degree;

    // Made when first used: a proof or a receipt without a table pays nothing for its formulas.
    private readonly Lazy<TileProgram> _constraintProgram, _multiplicityProgram;
    private readonly Lazy<FingerprintPlan> _fingerprints;

    /// <param name="table">the declaration.</param>
    /// <param name="id">position in the system.</param>
    public CompiledTable(AirTable table, int id)
    {
        Table = table;
        Id = id;
        DeclaredMain = table.MainNames.Count;
        MainColumns = Math.Max(DeclaredMain, table.Pairs.Count > 0 ? 2 * MaskColumns : MaskColumns);
        FixedColumns = table.FixedNames.Count;
        if (table.Interactions.Count == 0)
        {
            throw new InvalidOperationException($"Table {table.Name} has no fraction: nothing would bind it to the rest.");
        }

        foreach (var (name, value, _) in table.Constraints)
        {
            if (value.Degree > MaxDegree)
            {
                throw new InvalidOperationException($"Constraint {table.Name}.{name} has degree {value.Degree}; the highest is {MaxDegree}.");
            }
        }

        foreach (var (name, value) in table.FirstConstraints)
        {
            if (value.Degree > MaxFirstDegree || NextOf(value).Any())
            {
                throw new InvalidOperationException($"Constraint {table.Name}.{name} of the first row has degree {value.Degree} (the highest is {MaxFirstDegree}) or reads the next row.");
            }
        }

        FirstConstraints = [.. table.FirstConstraints];
        RowConstraints = table.Constraints.Where(c => !c.IsTransition).ToArray();
        TransitionConstraints = table.Constraints.Where(c => c.IsTransition).ToArray();
        foreach (var (name, value, _) in RowConstraints)
        {
            if (NextOf(value).Any())
            {
                throw new InvalidOperationException($"Constraint {table.Name}.{name} reads the next row but is no transition constraint.");
            }
        }

        NextColumns = TransitionConstraints.SelectMany(c => NextOf(c.Value)).Distinct().Order().ToArray();

        var multiplicities = table.Interactions.Select(i => i.IsSend ? i.Multiplicity : -i.Multiplicity).ToArray();
        _constraintProgram = new(() => TileProgram.Compile(MainColumns, FixedColumns, NextColumns,
            [.. RowConstraints.Select(c => c.Value), .. TransitionConstraints.Select(c => c.Value), .. FirstConstraints.Select(c => c.Value), .. multiplicities]));
        _multiplicityProgram = new(() => TileProgram.Compile(MainColumns, FixedColumns, [], multiplicities));
        Fractions = table.Interactions.Select(Fraction).ToArray();
        Pairs = table.Pairs.Select(p => new CompiledPair(p, Tuple(p.Bus, p.Consumed), Tuple(p.Bus, p.Produced))).ToArray();
        Tuples = [.. Fractions, .. Pairs.SelectMany(p => new[] { p.Consumed, p.Produced })];
        _fingerprints = new(() => FingerprintPlan.Make(this, [.. table.Interactions.Select(i => i.Multiplicity)]));
    }

    private CompiledTable(CompiledTable other, int id, int instance)
    {
        (Table, Id, Instance, DeclaredMain, MainColumns, FixedColumns) = (other.Table, id, instance, other.DeclaredMain, other.MainColumns, other.FixedColumns);
        (RowConstraints, TransitionConstraints, FirstConstraints) = (other.RowConstraints, other.TransitionConstraints, other.FirstConstraints);
        (NextColumns, Fractions, Pairs, Tuples) = (other.NextColumns, other.Fractions, other.Pairs, other.Tuples);
        (_constraintProgram, _multiplicityProgram, _fingerprints) = (other._constraintProgram, other._multiplicityProgram, other._fingerprints);
    }

    /// <summary>The same table with four fractions in a column.</summary>
    public CompiledTable Dense() => new(this, Id, Instance) { FractionsPerColumn = 4 };

    /// <summary>The same declaration once more, for other rows.</summary>
    /// <param name="id">position in the system.</param>
    /// <param name="instance">how many earlier tables of the system have the declaration, at least 1.</param>
    public CompiledTable Again(int id, int instance) => new(this, id, instance);

    /// <summary>How the prover's kernels compute the denominators.</summary>
    internal FingerprintPlan Fingerprints => _fingerprints.Value;

    public AirTable Table { get; }

    /// <summary>Position in the system; fixes the order of tables everywhere.</summary>
    public int Id { get; }

    /// <summary>0, or how many earlier tables have the same declaration: a declaration may be used several times, for parts of its rows.</summary>
    public int Instance { get; }

    public string Name => Instance == 0 ? Table.Name : $"{Table.Name}.{Instance + 1}";

    /// <summary>Main columns that the table declares.</summary>
    public int DeclaredMain { get; }

    /// <summary>Committed main columns: the declared ones, and random dummies up to <see cref="MaskColumns"/>, or twice as many where there are pairs.</summary>
    public int MainColumns { get; }

    public int FixedColumns { get; }

    /// <summary>w: fractions that a helper column takes, and pairs that a product takes, 2 or 4; their constraint has degree w + 1.</summary>
    public int FractionsPerColumn { get; private init; } = 2;

    /// <summary>Helper columns (extension) without the running sum.</summary>
    public int HelperColumns => (Fractions.Length + FractionsPerColumn - 1) / FractionsPerColumn - 1;

    /// <summary>Running products (extension).</summary>
    public int ProductColumns => (Pairs.Length + FractionsPerColumn - 1) / FractionsPerColumn;

    /// <summary>Committed auxiliary base columns: five for each helper, five for S, five for each product.</summary>
    public int AuxiliaryColumns => Fp5.Degree * (HelperColumns + 1 + ProductColumns);

    /// <summary>First base column of S among the auxiliary columns.</summary>
    public int SumColumn => Fp5.Degree * HelperColumns;

    /// <summary>First base column of the products among the auxiliary columns.</summary>
    public int ProductColumn => SumColumn + Fp5.Degree;

    /// <summary>Auxiliary columns opened at the next row, from <see cref="SumColumn"/> on: S and, where there are pairs, the first product.</summary>
    public int NextAuxiliaryColumns => Pairs.Length > 0 ? 2 * Fp5.Degree : Fp5.Degree;

    public (string Name, Expression Value, bool IsTransition)[] RowConstraints { get; }
    public (string Name, Expression Value, bool IsTransition)[] TransitionConstraints { get; }

    public (string Name, Expression Value)[] FirstConstraints { get; }

    /// <summary>Main columns opened at the next row, ascending.</summary>
    public int[] NextColumns { get; }

    public CompiledFraction[] Fractions { get; }

    public CompiledPair[] Pairs { get; }

    /// <summary>The fractions, then of each pair what is consumed and what is produced: everything that has a fingerprint.</summary>
    public CompiledTuple[] Tuples { get; }

    /// <summary>Outputs: row constraints, transition constraints, constraints of the first row, signed multiplicity of each fraction.</summary>
    public TileProgram ConstraintProgram => _constraintProgram.Value;

    /// <summary>Outputs: signed multiplicity of each fraction.</summary>
    public TileProgram MultiplicityProgram => _multiplicityProgram.Value;

    /// <summary>Powers of γ that the table takes: its constraints, one a helper column, three for S (transition, first, last), one a product, and two for their chain (first, last).</summary>
    public int ConstraintCount => RowConstraints.Length + TransitionConstraints.Length + FirstConstraints.Length + HelperColumns + 3 + (Pairs.Length > 0 ? ProductColumns + 2 : 0);

    /// <summary>Columns opened at ζ: preprocessed, main, auxiliary.</summary>
    public int OpenedAtPoint => FixedColumns + MainColumns + AuxiliaryColumns;

    /// <summary>Columns opened at ζ·g_n: the next-row columns, S and the first product.</summary>
    public int OpenedAtNext => NextColumns.Length + NextAuxiliaryColumns;

    /// <summary>The largest integer sum of counted multiplicities of a row on one bus.</summary>
    public long BusWeight(int bus) => Table.Interactions.Where(i => i.Bus == bus).Sum(i => (long)i.MaxMultiplicity);

    /// <summary>Longest message.</summary>
    public int LongestMessage => Tuples.Max(t => t.Constants.Length);

    private CompiledFraction Fraction(Interaction source, int index)
    {
        _ = AffineForm.Of(source.Multiplicity, MainColumns);
        return new(source, index, Tuple(source.Bus, source.Message));
    }

    private CompiledTuple Tuple(int bus, IReadOnlyList<Expression> entries)
    {
        var forms = entries.Select(m => AffineForm.Of(m, MainColumns)).ToArray();
        var columns = forms.SelectMany(f => f.Terms.Select(t => t.Key)).Distinct().Order().ToArray();
        var weights = columns.Select(c => forms.Select(f => f.Terms.FirstOrDefault(t => t.Key == c).Value).ToArray()).ToArray();
        return new(bus, columns, weights, forms.Select(f => f.Constant).ToArray());
    }

    private static IEnumerable<int> NextOf(Expression e)
    {
        var stack = new Stack<Expression>([e]);
        while (stack.TryPop(out var x))
        {
            if (x.Kind == ExpressionKind.MainNext)
            {
                yield return x.Column;
            }

            if (x.Left is not null)
            {
                stack.Push(x.Left);
                stack.Push(x.Right!);
            }
        }
    }
}
