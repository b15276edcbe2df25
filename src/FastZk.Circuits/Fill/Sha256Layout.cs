using FastZk.Circuits.Tables.Sha256;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>Which blocks of the SHA-256 calls stand in which instance of their tables, and at which rows.</summary>
internal sealed class Sha256Layout
{
    // Below this height a second instance's columns in every opening cost more than the padding.
    private const int SmallestCutLog = 13;

    private Sha256Layout(int blocks, int loadCut, int compressCut, int[] firstRows, int[] rows)
    {
        (Blocks, LoadCut, CompressCut, FirstRows, CompressRows) = (blocks, loadCut, compressCut, firstRows, rows);
    }

    /// <summary>Number of blocks.</summary>
    public int Blocks { get; }

    /// <summary>Blocks from this one on are loaded by the second instance.</summary>
    public int LoadCut { get; }

    /// <summary>Blocks from this one on are compressed by the second instance.</summary>
    public int CompressCut { get; }

    /// <summary>The initial row of each block in its instance.</summary>
    public int[] FirstRows { get; }

    /// <summary>Rows in use of both instances of the compression.</summary>
    public int[] CompressRows { get; }

    public static Sha256Layout Of(ExecutionTrace trace, Profile profile)
    {
        var list = trace.Sha256Blocks;
        var blocks = list.Count;
        var loadCut = Cut(profile, blocks, b => Sha256LoadTable.BlockRows * b, b => Sha256LoadTable.BlockRows * (blocks - b));
        loadCut -= loadCut < blocks ? loadCut % (RecordList.ChunkRows / Sha256LoadTable.BlockRows) : 0;

        var before = RowsBefore(list);
        return At(list, before, loadCut, Cut(profile, blocks, b => RowsTo(list, before, b), b => before[blocks] - before[b]));
    }

    /// <summary>The layout that has so many rows in each table, as <see cref="WitnessBuilder.RowCounts"/> counted them.</summary>
    public static Sha256Layout Of(ExecutionTrace trace, int[] rows)
    {
        var (loadCut, first) = (rows[Rv32Circuit.Sha256Load] / Sha256LoadTable.BlockRows, rows[Rv32Circuit.Sha256Compress]);
        var before = RowsBefore(trace.Sha256Blocks);
        var cut = Enumerable.Range(0, before.Length).First(b => RowsTo(trace.Sha256Blocks, before, b) == first);
        return At(trace.Sha256Blocks, before, loadCut, cut);
    }

    // Rows in front of each block when nothing is cut: each run has a row more than its blocks.
    private static int[] RowsBefore(RecordList list)
    {
        var before = new int[list.Count + 1];
        for (var b = 0; b < list.Count; b++)
        {
            before[b + 1] = before[b] + Sha256CompressTable.BlockRows + (int)list[b, (int)Sha256BlockColumn.IsLast];
        }

        return before;
    }

    // Rows of the blocks in front of b, with the one that ends a run that is cut there.
    private static int RowsTo(RecordList list, int[] before, int b) =>
        before[b] + (b == 0 || list[b - 1, (int)Sha256BlockColumn.IsLast] == 1 ? 0 : 1);

    private static Sha256Layout At(RecordList list, int[] before, int loadCut, int cut)
    {
        var firstRows = new int[list.Count];
        for (var b = 0; b < list.Count; b++)
        {
            firstRows[b] = b < cut ? before[b] : before[b] - before[cut];
        }

        return new(list.Count, loadCut, cut, firstRows, [RowsTo(list, before, cut), before[list.Count] - before[cut]]);
    }

    // As for the instruction classes: 2^(k-1) rows first, and a rest that fits 2^(k-2); otherwise all in one.
    private static int Cut(Profile profile, int blocks, Func<int, int> rowsTo, Func<int, int> rowsFrom)
    {
        var log = profile.LogHeightFor(rowsTo(blocks));
        if (log <= SmallestCutLog)
        {
            return blocks;
        }

        var (low, high) = (0, blocks);
        var capacity = profile.ActiveRows(log - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = rowsTo(middle) <= capacity ? (middle, high) : (low, middle - 1);
        }

        return profile.LogHeightFor(rowsFrom(low)) <= log - 2 ? low : blocks;
    }
}
