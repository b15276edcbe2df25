using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Preprocessed;

/// <summary>
/// All pairs of bytes (x, y) with their conjunction: 65536 entries, three a row in 21846 rows, or nine a row in 7282 (see <see cref="RangeTable"/>). One entry
/// serves two lookups, each with a multiplicity column of its own: the pair itself, and the pair with its conjunction (or and xor follow from that in the
/// tables that need them).
/// </summary>
/// <remarks>
/// Claim: BytePair(x, y) is received only for bytes, And(x, y, w) only for bytes and w = x and y. As for <see cref="RangeTable"/> counts are free, tuples are
/// not; the slots left over and the rows not in use say (0, 0, 0).
/// </remarks>
internal sealed class ByteTable : LookupTable
{
    private const int Entries = 1 << 16, Kinds = 2;

    /// <param name="name">name of the table.</param>
    /// <param name="entriesPerRow">entries in a row.</param>
    public ByteTable(string name, int entriesPerRow)
        : base(name, entriesPerRow)
    {
        for (var s = 0; s < EntriesPerRow; s++)
        {
            var x = Fixed($"x{s}");
            var y = Fixed($"y{s}");
            var and = Fixed($"and{s}");
            Send(Bus.BytePair, Column($"pair_count{s}"), 0, x, y);
            Send(Bus.And, Column($"and_count{s}"), 0, x, y, and);
        }
    }

    public override int CounterColumns => EntriesPerRow * Kinds;
    public override int Counters => Entries * Kinds;
    public override int UsedRows => (Entries + EntriesPerRow - 1) / EntriesPerRow;

    /// <summary>The counter of a pair and a kind: 0 pair, 1 and.</summary>
    public static int CounterOf(uint kind, uint x, uint y) => (int)((x << 8 | y) * Kinds + kind);

    public override (int Row, int Column) Place(int counter)
    {
        var entry = counter / Kinds;
        return (entry / EntriesPerRow, Kinds * (entry % EntriesPerRow) + counter % Kinds);
    }

    public override void FillFixed(ColumnMatrix matrix)
    {
        // The slots left over and the rows not in use stay zero, which repeats valid tuples: whatever stands in a slot can be looked up, its count is free.
        for (var e = 0; e < Entries; e++)
        {
            var x = (uint)e >> 8;
            var y = (uint)e & 0xFF;
            var row = e / EntriesPerRow;
            var slot = e % EntriesPerRow;
            matrix.Column(3 * slot)[row] = x;
            matrix.Column(3 * slot + 1)[row] = y;
            matrix.Column(3 * slot + 2)[row] = x & y;
        }
    }
}
