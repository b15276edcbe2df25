using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Kernels;

namespace FastZk.Stark.Lookup;

/// <summary>
/// The LogUp columns of one table on ⟨ω_n⟩: helper columns h_c = Σ m_i/D_i of some fractions each on the active rows, and S, the sum of all fractions of the rows
/// before. S_0 = 0, S_a is the table's total. Of tables with pairs also the running products: Z_0 begins with 1 and takes in each row all that the pairs
/// produce, over all that they consume; Z_j is Z_0 times the same of the first wj pairs of the row. Z_0 in row a is the table's product. Everything behind is
/// uniformly random.
/// </summary>
internal static unsafe class AuxiliaryTrace
{
    /// <summary>Generates the columns in the first n rows of target, which has AuxiliaryColumns columns.</summary>
    public static void Generate(ProverContext context, CompiledTable table, int logHeight, int activeRows, ColumnMatrix main, ColumnMatrix? fixedColumns,
        LogUpChallenge challenge, Randomness randomness, ColumnMatrix target)
    {
        var n = 1 << logHeight;
        using (var products = table.Pairs.Length == 0 ? null : new ColumnMatrix(context.Pool, ProductWords(activeRows), 1))
        {
            Fill(context, table, activeRows, main, fixedColumns, challenge, target, products);
            if (products is not null)
            {
                Multiply(context, table, activeRows, target, products.Column(0));
            }
        }

        context.Workers.For(Fp5.Degree, k => Accumulate(target.Column(table.SumColumn + k), activeRows));
        context.Workers.ForRanges(table.AuxiliaryColumns, 1, 1, (start, end) =>
        {
            using var stream = randomness.Stream(RandomPurpose.AuxiliaryRows, table.Id, (int)start);
            for (var c = (int)start; c < end; c++)
            {
                Randomness.Restart(stream, RandomPurpose.AuxiliaryRows, table.Id, c);
                var first = c >= table.SumColumn && c < table.SumColumn + table.NextAuxiliaryColumns ? activeRows + 1 : activeRows;
                stream.FillFieldElements(target.Column(c)[first..n]);
            }
        });
    }

    /// <summary>Bytes that one loop over a table's rows takes.</summary>
    public static long ArenaBytes(CompiledTable table) => FractionSet.Bytes(table) + 8L * (table.MainColumns + table.FixedColumns + table.AuxiliaryColumns) + 256;

    /// <summary>Bytes of scratch, besides its slots, that each worker in it takes.</summary>
    public static long ScratchBytes(CompiledTable table) => (15L * (table.HelperColumns + 1 + table.ProductColumns) + 11) * StarkConstants.Tile * sizeof(uint);

    /// <summary>Words of the products of a table's tiles.</summary>
    public static long ProductWords(int activeRows) => (long)Fp5.Degree * Tiles(activeRows);

    // Tiles with a row in [0, activeRows]: in the last of these rows S and Z_0 hold what the table makes.
    private static int Tiles(int activeRows) => activeRows / StarkConstants.Tile + 1;

    private static void Fill(ProverContext context, CompiledTable table, int activeRows, ColumnMatrix main, ColumnMatrix? fixedColumns, LogUpChallenge challenge, ColumnMatrix result,
        ColumnMatrix? products)
    {
        using var arena = new Arena(context.Pool, ArenaBytes(table));
        var columns = Pointers(arena, main, fixedColumns);
        var columnCount = main.Columns + (fixedColumns?.Columns ?? 0);
        var auxiliary = Pointers(arena, result, null);
        var set = FractionSet.Build(arena, table, challenge);
        var program = table.Fingerprints.TraceProgram;
        const int tile = StarkConstants.Tile;
        context.Workers.ForRanges(Tiles(activeRows), 4, 1, (start, end, worker) =>
        {
            using var buffers = new TileBuffers(context.Pool, program);
            var terms = stackalloc uint*[set.TermCount + 1];
            using var scratch = context.Pool.Rent(ScratchBytes(table));
            for (var t = start; t < end; t++)
            {
                if ((t & 63) == 0)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                }

                buffers.Seek(columns, t * tile);
                StarkKernels.Best.Run(program, buffers.Slots, tile);
                var values = buffers.Outputs(set.Count);
                set.Gather(values, terms);
                StarkKernels.Best.LogUpGenerate(new LogUpTile
                {
                    FractionCount = set.Count,
                    PairCount = set.PairCount,
                    FractionsPerColumn = table.FractionsPerColumn,
                    Fractions = set.Views,
                    Values = values,
                    Terms = terms,
                    Row = t * tile,
                    Rows = tile,
                    Multiplicities = buffers.Outputs(0),
                    Ahead = columns,
                    AheadCount = t + 1 < end ? columnCount : 0,
                    Auxiliary = auxiliary,
                    Scratch = (uint*)scratch.Pointer,
                    Product = products is null ? null : products.Pointer(0) + 5 * t,
                });
            }
        });
    }

    // The products begin anew in each tile: what the tiles before make is multiplied on.
    private static void Multiply(ProverContext context, CompiledTable table, int activeRows, ColumnMatrix target, Span<uint> products)
    {
        const int tile = StarkConstants.Tile;
        var tiles = Tiles(activeRows);
        var before = Fp5.One;
        for (var t = 0; t < tiles; t++)
        {
            var own = products.Slice(5 * t, 5);
            var product = before * Fp5.FromRawUnchecked(own);
            before.CopyRawTo(own);
            before = product;
        }

        using var arena = new Arena(context.Pool, 8L * target.Columns + 64);
        var columns = Pointers(arena, target, null) + table.ProductColumn;
        // Pinned until all workers are done: each reads the five words of its own tiles, and tiles do not overlap.
        fixed (uint* words = products)
        {
            var starts = words;
            context.Workers.ForRanges(tiles, 4, 1, (start, end) =>
            {
                for (var t = start; t < end; t++)
                {
                    StarkKernels.Best.ScaleProducts(columns, table.ProductColumns, t * tile, starts + 5 * t, tile);
                }
            });
        }
    }

    /// <summary>Base pointers of main columns, then fixed columns.</summary>
    public static uint** Pointers(Arena arena, ColumnMatrix main, ColumnMatrix? fixedColumns)
    {
        var count = main.Columns + (fixedColumns?.Columns ?? 0);
        var p = (uint**)arena.Allocate(count * (long)sizeof(nint));
        for (var c = 0; c < main.Columns; c++)
        {
            p[c] = main.Pointer(c);
        }

        for (var c = 0; c < (fixedColumns?.Columns ?? 0); c++)
        {
            p[main.Columns + c] = fixedColumns!.Pointer(c);
        }

        return p;
    }

    // Row sums to exclusive prefix sums: row r becomes the sum of the rows before it, row a the total.
    private static void Accumulate(Span<uint> column, int activeRows)
    {
        fixed (uint* words = column)
        {
            var whole = activeRows & -StarkKernels.SumBlock;
            var sum = Fp.FromRawUnchecked(StarkKernels.Best.ExclusiveSums(words, whole));
            for (var r = whole; r < activeRows; r++)
            {
                var v = Fp.FromRawUnchecked(column[r]);
                column[r] = sum.Raw;
                sum += v;
            }

            column[activeRows] = sum.Raw;
        }
    }
}
