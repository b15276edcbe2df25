using FastZk.Circuits.Preprocessed;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tables.Lookups;

/// <summary>Pairs of bytes (x, y), and with their conjunction, that the prover chooses, one a row: as <see cref="RangeFewTable"/>, of half bytes.</summary>
/// <remarks>
/// Claim: BytePair(x, y) is provided only for bytes, And(x, y, w) only for bytes and w = x and y, whatever stands in a row. Small(7, x_i, y_i, w_i), which
/// every active row receives for its low and its high halves, says that x_i and y_i are below 16 and w_i is their conjunction; put together with 16 they are
/// bytes, and conjunction goes bit by bit. The counts are free.
/// </remarks>
internal sealed class ByteFewTable : AirTable
{
    /// <summary>log2 of the table's height, in all profiles and all proofs that have it.</summary>
    public const int LogHeight = 11;

    public ByteFewTable()
        : base("bytes_few")
    {
        var x = Halves("x");
        var y = Halves("y");
        var and = Halves("and");
        for (var i = 0; i < 2; i++)
        {
            Receive(Bus.Small, 1, 1, SmallTable.Conjunction, x[i], y[i], and[i], 0);
        }

        Send(Bus.BytePair, Column("pair_count"), 0, x[0] + 16 * x[1], y[0] + 16 * y[1]);
        Send(Bus.And, Column("and_count"), 0, x[0] + 16 * x[1], y[0] + 16 * y[1], and[0] + 16 * and[1]);
    }

    /// <summary>Writes entry number i.</summary>
    public static void Put(ColumnMatrix matrix, int i, uint x, uint y, uint pairs, uint conjunctions)
    {
        uint[] cells = [x & 15, x >> 4, y & 15, y >> 4, x & y & 15, (x & y) >> 4, pairs, conjunctions];
        for (var c = 0; c < cells.Length; c++)
        {
            matrix.Column(c)[i] = cells[c];
        }
    }

    private Expression[] Halves(string name) => [Column(name + "_low"), Column(name + "_high")];
}
