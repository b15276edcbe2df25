using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Preprocessed;

/// <summary>
/// All pairs of bytes (x, y) with x and y: 65536 entries, three a row, 21846 rows. One entry serves four lookups, each with a multiplicity column of its own:
/// the pair itself, and, or = x + y - and, xor = x + y - 2·and.
/// </summary>
internal sealed class ByteTable : LookupTable
{
    private const int Entries = 1 << 16, Kinds = 4;

    public ByteTable()
        : base("bytes", 3)
    {
        for (var s = 0; s < EntriesPerRow; s++)
        {
            var x = Fixed($"x{s}");
            var y = Fixed($"y{s}");
            var and = Fixed($"and{s}");
            Send(Bus.BytePair, Column($"pair_count{s}"), 0, x, y);
            Send(Bus.Bitwise, Column($"and_count{s}"), 0, 1, x, y, and);
            Send(Bus.Bitwise, Column($"or_count{s}"), 0, 2, x, y, x + y - and);
            Send(Bus.Bitwise, Column($"xor_count{s}"), 0, 3, x, y, x + y - 2 * and);
        }
    }

    public override int CounterColumns => 3 * Kinds;
    public override int Counters => Entries * Kinds;
    public override int UsedRows => (Entries + 2) / 3;

    /// <summary>The counter of a pair and a kind: 0 pair, 1 and, 2 or, 3 xor.</summary>
    public static int CounterOf(uint kind, uint x, uint y) => (int)((x << 8 | y) * Kinds + kind);

    public override (int Row, int Column) Place(int counter)
    {
        var entry = counter / Kinds;
        return (entry / 3, Kinds * (entry % 3) + counter % Kinds);
    }

    public override void FillFixed(ColumnMatrix matrix)
    {
        // The slots left over and the rows not in use stay zero, which repeats valid tuples: whatever stands in a slot can be looked up, its count is free.
        for (var e = 0; e < Entries; e++)
        {
            var x = (uint)e >> 8;
            var y = (uint)e & 0xFF;
            matrix.Column(3 * (e % 3))[e / 3] = x;
            matrix.Column(3 * (e % 3) + 1)[e / 3] = y;
            matrix.Column(3 * (e % 3) + 2)[e / 3] = x & y;
        }
    }
}
