using FastZk.Circuits.Preprocessed;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tables.Lookups;

/// <summary>
/// Entries (x, n) of the Range bus, two a row, that the prover chooses: the shortest proofs look so few of them up that a table of all would be most of the
/// proof. x is put together of two bytes whose bits the table small bounds.
/// </summary>
/// <remarks>
/// Claim: Range(x, n) is provided only with n in 0..16 and x, as an integer, below 2^n, whatever stands in a row. Small(6, low, n_low) and
/// Small(6, high, n_high), which every active row receives, say low &lt; 2^n_low and high &lt; 2^n_high with both n in 0..8. full: n_high is 0, and then
/// x = low is below 2^n_low = 2^n; or n_low is 8, and then x = low + 256·high is below 256·2^n_high = 2^n. The count is free, as in <see cref="RangeTable"/>.
/// </remarks>
internal sealed class RangeFewTable : AirTable
{
    /// <summary>Entries in a row, and columns of each.</summary>
    public const int EntriesPerRow = 2, EntryColumns = 5;

    /// <summary>log2 of the table's height, in all profiles and all proofs that have it: how many entries are in use does not show.</summary>
    public const int LogHeight = 12;

    public RangeFewTable()
        : base("range_few")
    {
        for (var s = 0; s < EntriesPerRow; s++)
        {
            var low = Column($"low{s}");
            var high = Column($"high{s}");
            var lowBits = Column($"low_bits{s}");
            var highBits = Column($"high_bits{s}");
            Zero("full", (lowBits - 8) * highBits);
            Receive(Bus.Small, 1, 1, SmallTable.Bits, low, lowBits, 0, 0);
            Receive(Bus.Small, 1, 1, SmallTable.Bits, high, highBits, 0, 0);
            Send(Bus.Range, Column($"count{s}"), 0, low + 256 * high, lowBits + highBits);
        }
    }

    /// <summary>Bytes and their bits of an entry: what it looks up itself.</summary>
    public static ((uint X, uint Bits) Low, (uint X, uint Bits) High) Split(uint x, uint n) => ((x & 0xFF, Math.Min(n, 8)), (x >> 8, n - Math.Min(n, 8)));

    /// <summary>Writes entry number i.</summary>
    public static void Put(ColumnMatrix matrix, int i, uint x, uint n, uint count)
    {
        var (low, high) = Split(x, n);
        var first = i % EntriesPerRow * EntryColumns;
        var row = i / EntriesPerRow;
        matrix.Column(first)[row] = low.X;
        matrix.Column(first + 1)[row] = high.X;
        matrix.Column(first + 2)[row] = low.Bits;
        matrix.Column(first + 3)[row] = high.Bits;
        matrix.Column(first + 4)[row] = count;
    }
}
