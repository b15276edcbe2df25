using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Preprocessed;

/// <summary>
/// All (x, n) with x in [0, 2^n), n = 0..16: 131071 entries. Three a row take 43691 rows; short proofs have eighteen a row, 7282 rows, so that this table does
/// not decide how high the highest is.
/// </summary>
/// <remarks>
/// Claim: Range(x, n) is received only with n in 0..16 and x, as an integer, below 2^n. The tuples are preprocessed; the counts are free field elements, but
/// no bus total of receives reaches p, so a tuple that stands in no slot cannot be received. Slots left over and rows not in use are zero: (0, 0),
/// which is valid. n may be computed (shifts, LB and LH): whatever it comes to, there is no entry for another n.
/// </remarks>
internal sealed class RangeTable : LookupTable
{
    private const int Entries = (1 << 17) - 1;

    /// <param name="name">name of the table.</param>
    /// <param name="entriesPerRow">entries in a row.</param>
    public RangeTable(string name, int entriesPerRow)
        : base(name, entriesPerRow)
    {
        for (var s = 0; s < EntriesPerRow; s++)
        {
            Send(Bus.Range, Column($"count{s}"), 0, Fixed($"x{s}"), Fixed($"bits{s}"));
        }
    }

    public override int CounterColumns => EntriesPerRow;
    public override int Counters => Entries;
    public override int UsedRows => (Entries + EntriesPerRow - 1) / EntriesPerRow;

    /// <summary>The entry of (x, n).</summary>
    public static int EntryOf(uint x, uint n) => (int)((1u << (int)n) - 1 + x);

    public override (int Row, int Column) Place(int counter) => (counter / EntriesPerRow, counter % EntriesPerRow);

    public override void FillFixed(ColumnMatrix matrix)
    {
        for (var n = 0; n <= 16; n++)
        {
            for (uint x = 0; x < 1u << n; x++)
            {
                Set(EntryOf(x, (uint)n), x, (uint)n);
            }
        }

        // The slots left over and the rows not in use stay zero, which repeats the valid tuple (0, 0).
        void Set(int entry, uint x, uint n)
        {
            var (row, slot) = Place(entry);
            matrix.Column(2 * slot)[row] = x;
            matrix.Column(2 * slot + 1)[row] = n;
        }
    }
}
