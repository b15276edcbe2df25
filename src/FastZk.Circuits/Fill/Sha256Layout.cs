using FastZk.Circuits.Tables.Sha256;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>Which blocks of the SHA-256 calls stand in which instance of their tables, and at which rows.</summary>
internal sealed class Sha256Layout
{
    // Below this height a second instance's columns in every opening cost more than the padding.
    private const int SmallestCutLog = 13;

    private readonly RecordList _list;

    private Sha256Layout(RecordList list, int loadCut, int compressCut)
    {
        (_list, LoadCut, CompressCut) = (list, loadCut, compressCut);
    }

    /// <summary>Number of blocks.</summary>
    public int Blocks => _list.Count;

    /// <summary>Blocks from this one on are loaded by the second instance.</summary>
    public int LoadCut { get; }

    /// <summary>Blocks from this one on are compressed by the second instance.</summary>
    public int CompressCut { get; }

    /// <summary>Rows in use of both instances of the compression.</summary>
    public (int First, int Second) CompressRows => (RowsTo(_list, CompressCut), RowsBefore(_list, Blocks) - RowsBefore(_list, CompressCut));

    /// <summary>The initial row of a block in its instance.</summary>
    public int FirstRow(int block) => RowsBefore(_list, block) - (block < CompressCut ? 0 : RowsBefore(_list, CompressCut));

    public static Sha256Layout Of(ExecutionTrace trace, Profile profile)
    {
        var list = trace.Sha256Blocks;
        var blocks = list.Count;
        var loadCut = Cut(profile, blocks, b => Sha256LoadTable.BlockRows * b, b => Sha256LoadTable.BlockRows * (blocks - b));
        loadCut -= loadCut < blocks ? loadCut % (RecordList.ChunkRows / Sha256LoadTable.BlockRows) : 0;
        return new(list, loadCut, Cut(profile, blocks, b => RowsTo(list, b), b => RowsBefore(list, blocks) - RowsBefore(list, b)));
    }

    /// <summary>The layout that has so many rows in each table, as <see cref="WitnessBuilder.RowCounts"/> counted them.</summary>
    public static Sha256Layout Of(ExecutionTrace trace, int[] rows)
    {
        var list = trace.Sha256Blocks;
        return new(list, rows[Rv32Circuit.Sha256Load] / Sha256LoadTable.BlockRows, LastWithin(list.Count, b => RowsTo(list, b), rows[Rv32Circuit.Sha256Compress]));
    }

    // Rows in front of a block when nothing is cut: each run has a row more than its blocks.
    private static int RowsBefore(RecordList list, int block)
    {
        var runs = block == 0 ? 0 : list[block - 1, (int)Sha256BlockColumn.Run] + list[block - 1, (int)Sha256BlockColumn.IsLast];
        return Sha256CompressTable.BlockRows * block + (int)runs;
    }

    // Rows of the blocks in front of b, with the one that ends a run that is cut there.
    private static int RowsTo(RecordList list, int b) => RowsBefore(list, b) + (b == 0 || list[b - 1, (int)Sha256BlockColumn.IsLast] == 1 ? 0 : 1);

    // The most blocks that have no more rows than the capacity.
    private static int LastWithin(int blocks, Func<int, int> rowsTo, int capacity)
    {
        var (low, high) = (0, blocks);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = rowsTo(middle) <= capacity ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    // As for the instruction classes: 2^(k-1) rows first, and a rest that fits 2^(k-2); otherwise all in one.
    private static int Cut(Profile profile, int blocks, Func<int, int> rowsTo, Func<int, int> rowsFrom)
    {
        var log = profile.LogHeightFor(rowsTo(blocks));
        if (log <= SmallestCutLog)
        {
            return blocks;
        }

        var cut = LastWithin(blocks, rowsTo, profile.ActiveRows(log - 1));
        return profile.LogHeightFor(rowsFrom(cut)) <= log - 2 ? cut : blocks;
    }
}
