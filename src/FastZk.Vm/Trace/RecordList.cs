using FastZk.Memory;

namespace FastZk.Vm.Trace;

/// <summary>
/// A growing struct-of-arrays list of 32-bit columns in pooled native memory, written one row at a time. Rows lie in chunks of
/// <see cref="ChunkRows"/>; inside a chunk each column is contiguous.
/// </summary>
public sealed unsafe class RecordList : IDisposable
{
    /// <summary>Rows of a chunk.</summary>
    public const int ChunkRows = 4096;

    /// <summary>Words from one column of a chunk to the next: no multiple of a page, so that columns do not share cache sets.</summary>
    public const int ColumnStride = ChunkRows + 16;

    private readonly BufferPool _pool;
    private readonly List<NativeBuffer> _chunks = [];
    private uint* _next;
    private int _left;

    public RecordList(BufferPool pool, int columns)
    {
        _pool = pool;
        Columns = columns;
    }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _chunks.Count * ChunkRows - _left;

    /// <summary>Number of chunks; all but the last are full.</summary>
    public int ChunkCount => _chunks.Count;

    /// <summary>Rows of a chunk.</summary>
    public int RowsOf(int chunk) => chunk == _chunks.Count - 1 ? ChunkRows - _left : ChunkRows;

    /// <summary>A column of a chunk, RowsOf(chunk) words.</summary>
    public ReadOnlySpan<uint> Column(int chunk, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns);
        return new((uint*)_chunks[chunk].Pointer + column * ColumnStride, RowsOf(chunk));
    }

    /// <summary>A value, for tests and small lists.</summary>
    public uint this[int row, int column] => Column(row / ChunkRows, column)[row % ChunkRows];

    /// <summary>Replaces a value that was written before.</summary>
    internal void Set(int row, int column, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns);
        ((uint*)_chunks[row / ChunkRows].Pointer)[column * ColumnStride + row % ChunkRows] = value;
    }

    /// <summary>
    /// Adds a row and returns the address of its first column; column c is ColumnStride·c words on. The row's Columns words are the caller's to
    /// write, once, before the next call.
    /// </summary>
    internal uint* Append()
    {
        if (_left == 0)
        {
            _chunks.Add(_pool.Rent((long)Columns * ColumnStride * sizeof(uint)));
            _next = (uint*)_chunks[^1].Pointer;
            _left = ChunkRows;
        }

        _left--;
        return _next++;
    }

    /// <summary>Wipes and returns the memory.</summary>
    public void Dispose()
    {
        foreach (var c in _chunks)
        {
            c.Dispose();
        }

        _chunks.Clear();
        _left = 0;
        _next = null;
    }
}
