using System.Runtime.CompilerServices;

namespace FastZk.Memory;

/// <summary>
/// A matrix of 32-bit words in column-major order on one pooled buffer: <see cref="Rows"/> words of a column lie together.
/// Every column starts on a 64-byte boundary, and the stride is no multiple of 4096 bytes, so that the same row of many columns
/// does not fall into one cache set.
/// </summary>
public sealed unsafe class ColumnMatrix : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <summary>Rents a matrix; its contents are undefined unless <paramref name="zeroed"/>.</summary>
    /// <param name="pool">Where the memory comes from and returns to.</param>
    /// <param name="rows">Rows, 0 or more.</param>
    /// <param name="columns">Columns, 0 or more.</param>
    /// <param name="secret">Whether the memory is wiped on return.</param>
    /// <param name="zeroed">Whether the words start as zero.</param>
    /// <exception cref="MemoryLimitException">The pool's limit is reached.</exception>
    public ColumnMatrix(BufferPool pool, long rows, int columns, bool secret = true, bool zeroed = false)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Stride = StrideFor(rows);
        Rows = rows;
        Columns = columns;
        _buffer = pool.Rent(UsedBytes(rows, columns), zeroed, secret);
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Words from the start of one column to the start of the next; a multiple of 16, at least <see cref="Rows"/>.</summary>
    public long Stride { get; }

    /// <summary>Column <paramref name="c"/>, <see cref="Rows"/> words.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public Span<uint> Column(int c) => new(Pointer(c), checked((int)Rows));

    /// <summary>First word of column <paramref name="c"/>, aligned to 64 bytes; valid for <see cref="Rows"/> words until disposal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* Pointer(int c)
    {
        if ((uint)c >= (uint)Columns) ThrowColumn(c);
        return (uint*)_buffer.Pointer + c * Stride;
    }

    /// <summary>Bytes of pool memory that a matrix of this shape takes.</summary>
    public static long PredictBytes(long rows, int columns) => BufferPool.BlockBytes(UsedBytes(rows, columns));

    /// <summary>The stride, in words, of a matrix with <paramref name="rows"/> rows.</summary>
    public static long StrideFor(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 1L << 40);
        long stride = Math.Max(16, (rows + 15) & -16);
        return stride % 1024 == 0 ? stride + 16 : stride;
    }

    /// <summary>Wipes (if secret) and returns the memory.</summary>
    public void Dispose() => _buffer.Dispose();

    private static long UsedBytes(long rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        return checked(StrideFor(rows) * columns * sizeof(uint));
    }

    private void ThrowColumn(int c) => throw new ArgumentOutOfRangeException(nameof(c), c, $"The matrix has {Columns} columns.");
}
