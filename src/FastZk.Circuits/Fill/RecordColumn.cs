using System.Runtime.CompilerServices;

namespace FastZk.Circuits.Fill;

/// <summary>One column of the records of a chunk, whose rows lie one behind the other.</summary>
/// <param name="rows">The chunk's rows.</param>
/// <param name="column">Which column.</param>
/// <param name="columns">Words from one row to the next.</param>
internal readonly ref struct RecordColumn(ReadOnlySpan<uint> rows, int column, int columns)
{
    private readonly ReadOnlySpan<uint> _rows = rows;

    /// <summary>The value in row i.</summary>
    public uint this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _rows[i * columns + column];
    }
}
