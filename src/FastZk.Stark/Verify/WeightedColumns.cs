using FastZk.Field;

namespace FastZk.Stark.Verify;

/// <summary>Columns of an opened row that one sum takes, each with a weight in E. A view of the caller's memory, which has room for all that is added.</summary>
internal ref struct WeightedColumns(Span<int> columns, Span<Fp5> weights)
{
    private readonly Span<int> _columns = columns;
    private readonly Span<Fp5> _weights = weights;
    private int _count;

    public readonly ReadOnlySpan<int> Columns => _columns[.._count];

    public readonly ReadOnlySpan<Fp5> Weights => _weights[.._count];

    public void Add(int column, in Fp5 weight)
    {
        _columns[_count] = column;
        _weights[_count++] = weight;
    }

    /// <summary>Adds the columns from first on, one a weight.</summary>
    public void AddRange(int first, ReadOnlySpan<Fp5> weights)
    {
        foreach (ref readonly var w in weights)
        {
            Add(first++, w);
        }
    }
}
