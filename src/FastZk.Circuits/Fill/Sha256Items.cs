using FastZk.Circuits.Tables.Sha256;
using FastZk.Stark;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>The work that fills the tables of SHA-256's blocks.</summary>
internal static class Sha256Items
{
    // 4096 rows of loads a piece.
    private const int LoadedBlocks = RecordList.ChunkRows / Sha256LoadTable.BlockRows;

    /// <summary>The work for one of the tables, or null when it is none of SHA-256's blocks.</summary>
    public static FillTask? Of(RecordList blocks, Sha256Layout layout, WitnessTable table)
    {
        switch (table.Table)
        {
            case Rv32Circuit.Sha256Load:
                return Loads(blocks, 0, layout.LoadCut, table);
            case Rv32Circuit.Sha256LoadSecond:
                return Loads(blocks, layout.LoadCut, layout.Blocks, table);
            case Rv32Circuit.Sha256Compress:
                return Compressions(blocks, layout, 0, layout.CompressCut, table);
            case Rv32Circuit.Sha256CompressSecond:
                return Compressions(blocks, layout, layout.CompressCut, layout.Blocks, table);
            default:
                return null;
        }
    }

    private static FillTask Loads(RecordList blocks, int from, int to, WitnessTable table) => new(table, Pieces(from, to, LoadedBlocks), (piece, _) =>
    {
        var first = from + piece * LoadedBlocks;
        var count = Math.Min(LoadedBlocks, to - first);
        var start = Sha256LoadTable.BlockRows * (first - from);
        Sha256LoadTable.Fill(blocks, first, count, table.Main, start);
        return new(start, Sha256LoadTable.BlockRows * count);
    });

    private static FillTask Compressions(RecordList blocks, Sha256Layout layout, int from, int to, WitnessTable table) =>
        new(table, Pieces(from, to, Sha256CompressFill.MaxBlocks), (piece, scratch) =>
        {
            var first = from + piece * Sha256CompressFill.MaxBlocks;
            scratch.Sha256.Fill(blocks, layout, first, Math.Min(to, first + Sha256CompressFill.MaxBlocks), table.Main);
            return default;
        });

    private static int Pieces(int from, int to, int step) => (to - from + step - 1) / step;
}
