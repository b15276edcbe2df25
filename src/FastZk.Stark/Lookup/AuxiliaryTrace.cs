using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Kernels;

namespace FastZk.Stark.Lookup;

/// <summary>
/// The LogUp columns of one table on ⟨ω_n⟩: helper columns h_c = Σ m_i/D_i of some fractions each on the active rows, and S, the sum of all fractions of the rows
/// before. S_0 = 0, S_a is the table's total; everything behind is uniformly random.
/// </summary>
internal static unsafe class AuxiliaryTrace
{
    /// <summary>Generates the columns in the first n rows of target, which has AuxiliaryColumns columns.</summary>
    public static void Generate(ProverContext context, CompiledTable table, int logHeight, int activeRows, ColumnMatrix main, ColumnMatrix? fixedColumns,
        LogUpChallenge challenge, Randomness randomness, ColumnMatrix target)
    {
        var n = 1 << logHeight;
        Fill(context, table, activeRows, main, fixedColumns, challenge, target);
        context.Workers.For(Fp5.Degree, k => Accumulate(target.Column(table.SumColumn + k), activeRows));
        context.Workers.ForRanges(table.AuxiliaryColumns, 1, 1, (start, end) =>
        {
            using var stream = randomness.Stream(RandomPurpose.AuxiliaryRows, table.Id, (int)start);
            for (var c = (int)start; c < end; c++)
            {
                Randomness.Restart(stream, RandomPurpose.AuxiliaryRows, table.Id, c);
                var first = c >= table.SumColumn ? activeRows + 1 : activeRows;
                stream.FillFieldElements(target.Column(c)[first..n]);
            }
        });
    }

    /// <summary>Bytes that one loop over a table's rows takes.</summary>
    public static long ArenaBytes(CompiledTable table) => FractionSet.Bytes(table) + 8L * (table.MainColumns + table.FixedColumns + table.AuxiliaryColumns) + 256;

    /// <summary>Bytes of scratch, besides its slots, that each worker in it takes.</summary>
    public static long ScratchBytes(CompiledTable table) => (15L * (table.HelperColumns + 1) + 11) * StarkConstants.Tile * sizeof(uint);

    private static void Fill(ProverContext context, CompiledTable table, int activeRows, ColumnMatrix main, ColumnMatrix? fixedColumns, LogUpChallenge challenge, ColumnMatrix result)
    {
        using var arena = new Arena(context.Pool, ArenaBytes(table));
        var columns = Pointers(arena, main, fixedColumns);
        var columnCount = main.Columns + (fixedColumns?.Columns ?? 0);
        var auxiliary = Pointers(arena, result, null);
        var set = FractionSet.Build(arena, table, challenge);
        var program = table.Fingerprints.TraceProgram;
        const int tile = StarkConstants.Tile;
        context.Workers.ForRanges((activeRows + tile - 1) / tile, 4, 1, (start, end, worker) =>
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
                });
            }
        });
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
