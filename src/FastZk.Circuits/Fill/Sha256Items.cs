using FastZk.Circuits.Tables.Sha256;
using FastZk.Stark;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>The work that fills the tables of SHA-256's blocks.</summary>
internal static class Sha256Items
{
    // 4096 rows of loads an item.
    private const int LoadedBlocks = RecordList.ChunkRows / Sha256LoadTable.BlockRows;

    public static IEnumerable<FillItem> Of(ProverContext context, RecordList blocks, Sha256Layout layout, IReadOnlyList<WitnessTable> tables)
    {
        foreach (var t in tables)
        {
            var (cut, second) = t.Table switch
            {
                Rv32Circuit.Sha256Load or Rv32Circuit.Sha256LoadSecond => (layout.LoadCut, t.Table == Rv32Circuit.Sha256LoadSecond),
                Rv32Circuit.Sha256Compress or Rv32Circuit.Sha256CompressSecond => (layout.CompressCut, t.Table == Rv32Circuit.Sha256CompressSecond),
                _ => (-1, false),
            };
            if (cut < 0)
            {
                continue;
            }

            var (from, to) = second ? (cut, layout.Blocks) : (0, cut);
            var loads = t.Table is Rv32Circuit.Sha256Load or Rv32Circuit.Sha256LoadSecond;
            var step = loads ? LoadedBlocks : Sha256CompressFill.MaxBlocks;
            for (var b = from; b < to; b += step)
            {
                var (first, last) = (b, Math.Min(to, b + step));
                if (loads)
                {
                    var start = Sha256LoadTable.BlockRows * (first - from);
                    yield return new(t, start, Sha256LoadTable.BlockRows * (last - first), () => Sha256LoadTable.Fill(blocks, first, last - first, t.Main, start));
                    continue;
                }

                yield return new(t, 0, 0, () =>
                {
                    using var fill = new Sha256CompressFill(context.Pool);
                    fill.Fill(blocks, layout, first, last, t.Main);
                });
            }
        }
    }
}
