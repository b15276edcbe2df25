using FastZk.Memory;

namespace FastZk.Stark.Commit;

/// <summary>The committed columns of one table: extension (B·n rows), values on the overflow coset and, for next-row columns, one row on (m rows).</summary>
internal sealed class ExtendedTable(ColumnMatrix extension, ColumnMatrix? overflow, ColumnMatrix? overflowNext, int logHeight) : IDisposable
{
    public ColumnMatrix Extension { get; } = extension;
    public ColumnMatrix? Overflow { get; } = overflow;
    public ColumnMatrix? OverflowNext { get; } = overflowNext;
    public int LogHeight { get; } = logHeight;

    public void Dispose()
    {
        Extension.Dispose();
        Overflow?.Dispose();
        OverflowNext?.Dispose();
    }
}
