using FastZk.Memory;

namespace FastZk.Stark.Commit;

/// <summary>The committed columns of one table: extension (B·n rows), values on the overflow coset and, for next-row columns, one row on (m rows).</summary>
internal sealed class ExtendedTable(ColumnMatrix extension, int logHeight) : IDisposable
{
    public ColumnMatrix Extension { get; } = extension;

    /// <summary>Null in the quotient's tables, which no constraint looks at.</summary>
    public ColumnMatrix? Overflow { get; private set; }

    public ColumnMatrix? OverflowNext { get; private set; }

    public int LogHeight { get; } = logHeight;

    /// <summary>Makes room for the overflow coset.</summary>
    public void AddOverflow(BufferPool pool, int points, int nextColumns, bool secret)
    {
        Overflow = new ColumnMatrix(pool, points, Extension.Columns, secret);
        OverflowNext = nextColumns == 0 ? null : new ColumnMatrix(pool, points, nextColumns, secret);
    }

    public void Dispose()
    {
        Extension.Dispose();
        Overflow?.Dispose();
        OverflowNext?.Dispose();
    }
}
