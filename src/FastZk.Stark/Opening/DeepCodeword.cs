using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Opening;

/// <summary>
/// f_0(x) = R(x) + Σ_{j≥1} λ^j·q_j(s(x/s)^{N/n_j}) with q_j(Y) = (w(Y) - w(z))/(Y - z): all opened pairs of all heights in one codeword of degree
/// below N; shorter tables enter lifted, that is by index (docs/protocol.md, "DEEP and FRI").
/// </summary>
internal static unsafe class DeepCodeword
{
    private const int ColumnBlock = 24; // columns combined at a time
    internal const int LongTile = 2048; // rows: long enough for the columns' lines to be asked for ahead of their use, short enough for the second-level cache

    /// <summary>Builds the codeword; the caller owns it (five columns, B·N rows).</summary>
    public static ColumnMatrix Build(ProverContext context, ProofShape shape, OpeningList openings, ReadOnlySpan<Fp5> values, Fp5 lambda,
        IReadOnlyDictionary<int, PointEvaluator> points, ColumnMatrix randomCodeword, int randomColumn)
    {
        var result = new ColumnMatrix(context.Pool, shape.Top << shape.Profile.LogBlowup, 5);
        try
        {
            for (var k = 0; k < 5; k++)
            {
                randomCodeword.Column(randomColumn + k).CopyTo(result.Column(k));
            }

            foreach (var log in openings.Select(o => o.LogHeight).Distinct().OrderDescending())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                AddHeight(context, shape, log, openings, values, lambda, points[log], result);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void AddHeight(ProverContext context, ProofShape shape, int log, OpeningList openings, ReadOnlySpan<Fp5> values, Fp5 lambda, PointEvaluator point,
        ColumnMatrix result)
    {
        var n = 1L << log;
        var tile = (int)Math.Min(n, LongTile);
        var isTop = log == shape.LogTop;
        var tilesPerBlock = n / tile;
        using var arena = new Arena(context.Pool, 28L * Count(openings.Span, log, false) + 28L * Count(openings.Span, log, true) + 1024);
        var a = Prepare(arena, openings.Span, values, lambda, log, next: false);
        var b = Prepare(arena, openings.Span, values, lambda, log, next: true);
        using var own = isTop ? null : new ColumnMatrix(context.Pool, n << shape.Profile.LogBlowup, 5, zeroed: true);
        var target = own ?? result;
        var one = Fp.MontgomeryOne;
        var back = Fp.RootOfUnity(log).Inverse().Raw;
        context.Workers.ForRanges(tilesPerBlock << shape.Profile.LogBlowup, 1, 1, (start, end) =>
        {
            using var scratch = context.Pool.Rent(10L * tile * sizeof(uint));
            var combination = (uint*)scratch.Pointer;
            var rotated = combination + 5 * tile;
            var kernels = StarkKernels.Best;
            var scale = stackalloc uint[2];
            scale[0] = one;
            scale[1] = back;
            for (var t = start; t < end; t++)
            {
                var row = t * tile;
                var inverse = point.Inverses.Pointer(0) + row;
                var stride = point.Inverses.Stride;
                if (a is { } p)
                {
                    p.Combine(kernels, row, combination, tile);
                    kernels.AddDeep(target.Pointer(0) + row, target.Stride, combination, tile, p.Value, inverse, stride, scale, tile);
                }

                if (b is { } q)
                {
                    // 1/(y - ζg) = g^-1/(y/g - ζ), and y/g is one row back in the same coset block.
                    var block = row & ~(n - 1);
                    for (var k = 0; k < 5; k++)
                    {
                        var column = point.Inverses.Pointer(k);
                        rotated[k * tile] = column[row == block ? block + n - 1 : row - 1];
                        Buffer.MemoryCopy(column + row, rotated + k * tile + 1, (tile - 1) * sizeof(uint), (tile - 1) * sizeof(uint));
                    }

                    q.Combine(kernels, row, combination, tile);
                    kernels.AddDeep(target.Pointer(0) + row, target.Stride, combination, tile, q.Value, rotated, tile, scale + 1, tile);
                }
            }
        });

        if (own is null)
        {
            return;
        }

        // Row r of block j of the top domain is row r mod n of block j of this one.
        var repeats = (int)(shape.Top >> log);
        context.Workers.For(repeats * shape.Profile.Blowup, i =>
        {
            var block = i / repeats;
            StarkKernels.Best.AddExt(result.Pointer(0) + block * shape.Top + i % repeats * n, result.Stride, own.Pointer(0) + block * n, own.Stride, n);
        });
    }

    private static int Count(ReadOnlySpan<OpenedColumn> openings, int log, bool next)
    {
        var count = 0;
        foreach (var o in openings)
        {
            count += o.LogHeight == log && o.Next == next ? 1 : 0;
        }

        return count;
    }

    // The columns of one height and point, their powers of λ, and what all of them add up to; null when there are none.
    private static Prepared? Prepare(Arena arena, ReadOnlySpan<OpenedColumn> openings, ReadOnlySpan<Fp5> values, Fp5 lambda, int log, bool next)
    {
        var count = Count(openings, log, next);
        if (count == 0)
        {
            return null;
        }

        var columns = (uint**)arena.Allocate(count * (long)sizeof(nint));
        var weights = (uint*)arena.Allocate(count * 5L * sizeof(uint));
        var constants = (uint*)arena.Allocate(10 * sizeof(uint));
        var value = Fp5.Zero;
        var power = lambda;
        var at = 0;
        for (var i = 0; i < openings.Length; i++, power *= lambda)
        {
            if (openings[i].LogHeight == log && openings[i].Next == next)
            {
                columns[at] = (uint*)openings[i].Extension;
                power.CopyRawTo(new Span<uint>(weights + 5 * at, 5));
                value += power * values[i];
                at++;
            }
        }

        value.CopyRawTo(new Span<uint>(constants, 5));
        new Span<uint>(constants + 5, 5).Clear();
        return new(columns, weights, count, constants);
    }

    // Pointers into the arena of AddHeight, valid while it runs.
    private readonly struct Prepared(uint** columns, uint* weights, int count, uint* constants)
    {
        public uint* Value => constants;

        public void Combine(StarkKernels kernels, long row, uint* combination, int rows)
        {
            for (var c = 0; c < count; c += ColumnBlock)
            {
                kernels.DotExt(columns + c, row, Math.Min(ColumnBlock, count - c), weights + 5 * c, constants + 5, combination, rows, rows, accumulate: c > 0);
            }
        }
    }
}
