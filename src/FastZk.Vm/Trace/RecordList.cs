using FastZk.Memory;

namespace FastZk.Vm.Trace;

/// <summary>
/// A growing list of records of 32-bit columns in pooled native memory, written one row at a time. Rows lie in chunks of <see cref="ChunkRows"/>, the
/// columns of a row side by side: writing a row touches one or two cache lines, and each list is one stream of memory.
/// </summary>
public sealed unsafe class RecordList : IDisposable
{
    /// <summary>Rows of a chunk.</summary>
    public const int ChunkRows = 4096;

    private readonly BlockList _chunks;
    private uint* _next;
    private int _left;

    public RecordList(BufferPool pool, int columns)
    {
        _chunks = new BlockList(pool, (long)ChunkRows * columns * sizeof(uint));
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

    /// <summary>The rows of a chunk, one behind the other: RowsOf(chunk)·Columns words.</summary>
    public ReadOnlySpan<uint> Rows(int chunk) => new(_chunks[chunk], RowsOf(chunk) * Columns);

    /// <summary>A value, for tests and small lists.</summary>
    public uint this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns);
            return Rows(row / ChunkRows)[row % ChunkRows * Columns + column];
        }
    }

    /// <summary>Replaces a value that was written before.</summary>
    internal void Set(int row, int column, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns);
        ((uint*)_chunks[row / ChunkRows])[row % ChunkRows * Columns + column] = value;
    }

    /// <summary>Adds a row and returns the address of its Columns words, which are the caller's to write, once, before the next call.</summary>
    internal uint* Append()
    {
        if (_left == 0)
        {
            _next = OpenChunk();
            _left = ChunkRows;
        }

        var row = _next;
        _next += Columns;
        _left--;
        return row;
    }

    /// <summary>
    /// For a writer that keeps its place itself: opens the next chunk, which has room for <see cref="ChunkRows"/> rows, and returns the address of its
    /// first row. The list's counts are right again after <see cref="Close"/>.
    /// </summary>
    internal uint* OpenChunk() => (uint*)_chunks.Add();

    /// <summary>Ends the writing by <see cref="OpenChunk"/>.</summary>
    /// <param name="next">Behind the last row written to the last chunk; all chunks before must be full.</param>
    internal void Close(uint* next)
    {
        _next = next;
        _left = _chunks.Count == 0 ? 0 : ChunkRows - (int)(next - (uint*)_chunks[_chunks.Count - 1]) / Columns;
    }

    /// <summary>Wipes and returns the memory.</summary>
    public void Dispose()
    {
        _chunks.Dispose();
        _left = 0;
        _next = null;
    }
}
