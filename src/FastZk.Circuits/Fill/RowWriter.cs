using System.Runtime.CompilerServices;
using FastZk.Memory;

namespace FastZk.Circuits.Fill;

/// <summary>Writes the columns of one row in the order in which the table declares them, as canonical integers below p.</summary>
/// <remarks>Invariant: at most Columns values are put for a row of the matrix; the row number is checked on construction.</remarks>
internal unsafe ref struct RowWriter
{
    private readonly long _stride;
    private uint* _at;

    public RowWriter(ColumnMatrix matrix, long row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)matrix.Rows);
        _at = matrix.Pointer(0) + row;
        _stride = matrix.Stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(uint value)
    {
        *_at = value;
        _at += _stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(bool value) => Put(value ? 1u : 0u);

    /// <summary>The two 16-bit limbs of a word, low first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Word(uint value)
    {
        Put(value & 0xFFFF);
        Put(value >> 16);
    }
}
