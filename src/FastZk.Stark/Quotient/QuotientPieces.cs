using FastZk.Field.Ntt;
using FastZk.Memory;
using FastZk.Stark.Commit;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// Cuts Q into P_0 + X^K·P_1 + X^2K·P_2, K = N - M, masked by t_0, t_1 of M uniform coefficients each, and adds the uniformly random codeword R
/// (docs/protocol.md, "Pieces"). "Table" 0 holds P_0, P_1, R (fifteen columns of height N), "table" 1 holds P_2.
/// </summary>
internal static unsafe class QuotientPieces
{
    /// <summary>Columns of P_0, P_1 and R.</summary>
    public const int TopColumns = 15;

    /// <summary>First column of R.</summary>
    public const int RandomColumn = 10;

    /// <summary>Extends and commits to the pieces.</summary>
    public static StageCommitment Commit(ProverContext context, ProofShape shape, ColumnMatrix quotient, Randomness randomness)
    {
        var profile = shape.Profile;
        var n = (int)shape.Top;
        var m = profile.PieceMask;
        var k = n - m;
        var logLast = profile.LogLastPiece;
        var last = 1 << logLast;
        var top = new ExtendedTable(new ColumnMatrix(context.Pool, (long)n << profile.LogBlowup, TopColumns), shape.LogTop);
        ExtendedTable? low = null;
        try
        {
            low = new ExtendedTable(new ColumnMatrix(context.Pool, (long)last << profile.LogBlowup, 5), logLast);
            using var extender = new ColumnExtender(context.Pool, profile, shape.LogTop);
            using var lastExtender = new ColumnExtender(context.Pool, profile, logLast);
            using var scratch = new ColumnMatrix(context.Pool, n, 2 * context.Workers.Threads);
            context.Workers.For(20, (item, worker) =>
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var limb = item % 5;
                var q = quotient.Column(limb);
                var natural = scratch.Column(2 * worker);
                var reversed = scratch.Column(2 * worker + 1);
                switch (item / 5)
                {
                    case 0:
                        q[..k].CopyTo(natural);
                        Mask(randomness, 0, limb, natural[k..]);
                        break;
                    case 1:
                        q.Slice(k, k).CopyTo(natural);
                        Mask(randomness, 1, limb, natural[k..]);
                        Subtract(randomness, 0, limb, natural, m);
                        break;
                    case 2:
                        var count = profile.RandomRows + 1 + 2 * m;
                        natural = natural[..last];
                        reversed = reversed[..last];
                        natural.Clear();
                        q.Slice(2 * k, count).CopyTo(natural);
                        Subtract(randomness, 1, limb, natural, m);
                        break;
                    default:
                        // Uniform in any order of coefficients: no permutation is needed.
                        using (var stream = randomness.Stream(RandomPurpose.RandomCodeword, 0, limb))
                        {
                            stream.FillFieldElements(reversed);
                        }

                        break;
                }

                if (item < 15)
                {
                    BitReversal.Permute(natural, reversed);
                }

                fixed (uint* coefficients = reversed)
                {
                    if (item / 5 == 2)
                    {
                        lastExtender.Evaluate(coefficients, low.Extension.Pointer(limb), tiled: false);
                    }
                    else
                    {
                        extender.Evaluate(coefficients, top.Extension.Pointer(item < 10 ? item : RandomColumn + limb), tiled: false);
                    }
                }
            });
        }
        catch
        {
            top.Dispose();
            low?.Dispose();
            throw;
        }

        return StageCommitment.FromExtensions(context, profile, [top, low], log => randomness.Salts(RandomPurpose.SaltQuotient, log));
    }

    private static void Mask(Randomness randomness, int index, int limb, Span<uint> target)
    {
        using var stream = randomness.Stream(RandomPurpose.PieceMask, index, limb);
        stream.FillFieldElements(target);
    }

    private static void Subtract(Randomness randomness, int index, int limb, Span<uint> target, int m)
    {
        Span<uint> t = stackalloc uint[m];
        Mask(randomness, index, limb, t);
        fixed (uint* x = target, y = t)
        {
            // M is a multiple of 16 in both profiles, and both spans have M words.
            StarkKernels.Best.AddScaled(x, y, (-Field.Fp.One).Raw, m);
        }

        t.Clear();
    }
}
