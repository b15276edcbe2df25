using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Kernels;
using FastZk.Stark.Lookup;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// The quotient Q = Σ_n Q_n of all tables under one challenge γ, as coefficients in natural order.
/// </summary>
internal static unsafe class QuotientBuilder
{
    private const int TileGroup = 16; // tiles a work item

    /// <summary>Work items of one height: tiles of so many coset blocks of n points, and the overflow coset.</summary>
    public static int Items(long n, int blocks) => blocks * (int)((n / StarkConstants.Tile + TileGroup - 1) / TileGroup) + 1;

    /// <summary>Words of one base column of Q: 2N + m.</summary>
    public static long Words(ProofShape shape) => 2 * shape.Top + shape.Profile.Overflow;

    /// <summary>Computes Q; the caller owns the result (five columns of <see cref="Words"/>).</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="shape">the proof's shape.</param>
    /// <param name="fixedStage">the preprocessed columns of a table, or null.</param>
    /// <param name="main">main stage.</param>
    /// <param name="auxiliary">auxiliary stage.</param>
    /// <param name="challenge">(α, β).</param>
    /// <param name="gamma">γ.</param>
    /// <param name="totals">T_t by table id.</param>
    /// <param name="products">U_t by table id.</param>
    /// <param name="ignoreDegree">for soundness tests: go on when a quotient has too many coefficients.</param>
    public static ColumnMatrix Build(ProverContext context, ProofShape shape, Func<int, ExtendedTable?> fixedStage, StageCommitment main, StageCommitment auxiliary,
        LogUpChallenge challenge, Fp5 gamma, Fp5[] totals, Fp5[] products, bool ignoreDegree = false)
    {
        using var powers = GammaPowers(context.Pool, shape, gamma, out var starts);
        var result = new ColumnMatrix(context.Pool, Words(shape), 5, zeroed: true);
        try
        {
            foreach (var log in main.LogHeights)
            {
                AddHeight(context, shape, log, fixedStage, main, auxiliary, challenge, powers.AsSpan<Fp5>(), starts, totals, products, result, ignoreDegree);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>γ^k for all constraints, as extension elements, and where each table's powers begin. The caller owns the buffer.</summary>
    public static NativeBuffer GammaPowers(BufferPool pool, ProofShape shape, Fp5 gamma, out int[] starts)
    {
        starts = new int[shape.System.Tables.Length];
        var count = 0;
        foreach (var t in shape.Present)
        {
            starts[t.Id] = count;
            count += t.ConstraintCount;
        }

        var buffer = pool.Rent(count * (long)sizeof(Fp5), secret: false);
        var powers = buffer.AsSpan<Fp5>();
        var x = Fp5.One;
        for (var i = 0; i < count; i++, x *= gamma)
        {
            powers[i] = x;
        }

        return buffer;
    }

    /// <summary>Bytes that the evaluators of tables of one height take on so many coset blocks and the overflow coset.</summary>
    public static long ArenaBytes(IEnumerable<CompiledTable> tables, int blocks) => (blocks + 1) * tables.Sum(TableEvaluator.Bytes) + 4096;

    private static void AddHeight(ProverContext context, ProofShape shape, int log, Func<int, ExtendedTable?> fixedStage, StageCommitment main, StageCommitment auxiliary,
        LogUpChallenge challenge, ReadOnlySpan<Fp5> powers, int[] starts, Fp5[] totals, Fp5[] products, ColumnMatrix result, bool ignoreDegree)
    {
        var profile = shape.Profile;
        var n = 1 << log;
        var blocks = ProofShape.Density(profile, log, shape.LogTop);
        var step = (long)(profile.Blowup / blocks) * n;
        var tables = main.TablesOf(log).Select(shape.Table).ToArray();
        using var domains = EvaluationDomains.Of(context, profile, log, blocks);
        using var values = new ColumnMatrix(context.Pool, n, 5 * blocks, zeroed: true);
        using var overflowValues = new ColumnMatrix(context.Pool, profile.Overflow, 5, zeroed: true);
        using var arena = new Arena(context.Pool, ArenaBytes(tables, blocks));
        var evaluators = new TableEvaluator[blocks + 1, tables.Length];
        for (var d = 0; d <= blocks; d++)
        {
            for (var i = 0; i < tables.Length; i++)
            {
                var t = tables[i];
                var m = main.Table(t.Id)!;
                var x = auxiliary.Table(t.Id)!;
                var f = fixedStage(t.Id);
                var gamma = powers.Slice(starts[t.Id], t.ConstraintCount);
                evaluators[d, i] = d < blocks
                    ? new(arena, t, domains[d], challenge, m.Extension, d * step, f?.Extension, x.Extension, null, null, gamma, totals[t.Id], products[t.Id])
                    : new(arena, t, domains[d], challenge, m.Overflow!, 0, f?.Overflow, x.Overflow!, m.OverflowNext, x.OverflowNext, gamma, totals[t.Id], products[t.Id]);
            }
        }

        EvaluateTiles(context, tables, evaluators, blocks, values, overflowValues);
        QuotientInterpolation.Add(context, profile, log, blocks, values, overflowValues, result, ignoreDegree);
    }

    private static void EvaluateTiles(ProverContext context, CompiledTable[] tables, TableEvaluator[,] evaluators, int blocks, ColumnMatrix values, ColumnMatrix overflowValues)
    {
        const int tile = StarkConstants.Tile;
        var tiles = (int)(values.Rows / tile);
        var items = (tiles + TileGroup - 1) / TileGroup;
        var overflowTiles = (int)(overflowValues.Rows / tile);
        using var buffers = new WorkerBuffers(context.Pool, [.. tables.Select(t => t.Fingerprints.ConstraintProgram)], TableEvaluator.ScratchWords, context.Workers.Threads);
        context.Workers.For(Items(values.Rows, blocks), (item, worker) =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var d = item / items;
            var isOverflow = d == blocks;
            var start = isOverflow ? 0 : (item - d * items) * TileGroup;
            var end = isOverflow ? overflowTiles : Math.Min(tiles, start + TileGroup);
            var matrix = isOverflow ? overflowValues : values;
            var target = matrix.Pointer(isOverflow ? 0 : 5 * d);
            var stride = matrix.Stride;
            for (var i = 0; i < tables.Length; i++)
            {
                for (long t = start; t < end; t++)
                {
                    evaluators[d, i].Evaluate(buffers.Tiles(worker, i), buffers.Scratch(worker), t * tile, target + t * tile, stride);
                }
            }
        });
    }
}
