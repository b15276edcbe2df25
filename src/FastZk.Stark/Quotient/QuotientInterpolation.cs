using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// From the values of Q_n on s·⟨ω_kn⟩ (k coset blocks of n points, k is 2 or 4) and on the overflow coset c·⟨ω_m⟩ to its coefficients:
/// Q_n = Q_D + (X^kn - s^kn)·R' with Q_D the interpolant on the first and R' the small rest that the second reveals (docs/protocol.md, "Quotient").
/// </summary>
internal static unsafe class QuotientInterpolation
{
    /// <summary>Adds Q_n to target, column by column.</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="profile">h and m.</param>
    /// <param name="logHeight">log2 n.</param>
    /// <param name="blocks">k.</param>
    /// <param name="values">n rows: for each j below k five columns of values on s·ω_kn^j·⟨ω_n⟩; overwritten.</param>
    /// <param name="overflow">five columns of m values on c·⟨ω_m⟩.</param>
    /// <param name="target">five columns of at least kn + m coefficients in natural order, added to.</param>
    /// <param name="ignoreDegree">for soundness tests: do not look at R'.</param>
    /// <exception cref="StarkProverException">R' has more than h + 1 coefficients: some constraint does not hold or has too high a degree.</exception>
    public static void Add(ProverContext context, Profile profile, int logHeight, int blocks, ColumnMatrix values, ColumnMatrix overflow, ColumnMatrix target, bool ignoreDegree = false)
    {
        var n = 1 << logHeight;
        using (var powers = new ColumnMatrix(context.Pool, n, blocks, secret: false))
        using (var scratch = new ColumnMatrix(context.Pool, n, context.Workers.Threads))
        {
            var step = Fp.RootOfUnity(logHeight + (blocks == 4 ? 2 : 1));
            context.Workers.For(blocks, j =>
                StarkKernels.Best.Powers(Fp.MontgomeryOne, (StarkConstants.Shift * step.Pow((ulong)j)).Inverse().Raw, powers.Pointer(j), n));
            context.Workers.For(5 * blocks, (c, worker) =>
            {
                context.Cancellation.ThrowIfCancellationRequested();
                Coefficients(values.Column(c), scratch.Column(worker));
                StarkKernels.Best.MultiplyScaled(values.Pointer(c), powers.Pointer(c / 5), Fp.MontgomeryOne, values.Pointer(c), n);
            });
        }

        var chunk = Math.Min(n, 1 << 14);
        context.Workers.For(5 * (n / chunk), i =>
        {
            var at = (long)(i / 5) * chunk;
            Combine(n, blocks, i % 5, at, chunk, values, target);
        });
        context.Workers.For(5, k => AddRest(profile, logHeight, blocks, values, k, overflow.Pointer(k), target.Pointer(k), ignoreDegree));
    }

    private static void Coefficients(Span<uint> values, Span<uint> scratch)
    {
        NumberTheoreticTransform.Interpolate(values, scratch);
        BitReversal.Permute(scratch, values);
    }

    // Block j saw a_j = Σ_i (s^n·ω_k^j)^i·p_i, where Q_D = Σ_i X^in·p_i: p_i = s^-in/k · Σ_j ω_k^-ij·a_j, in the place of a_j with j = i, but for p_1 and p_2
    // with k = 4, which change places.
    private static void Combine(int n, int blocks, int limb, long at, long count, ColumnMatrix values, ColumnMatrix target)
    {
        var kernels = StarkKernels.Best;
        var back = StarkConstants.Shift.Pow((ulong)n).Inverse();
        var scale = Fp.FromUInt32((uint)blocks).Inverse();
        var to = target.Pointer(limb) + at;
        var a = values.Pointer(limb) + at;
        var b = values.Pointer(5 + limb) + at;
        if (blocks == 2)
        {
            kernels.AddHalves(a, b, scale.Raw, (scale * back).Raw, to, to + n, count);
            return;
        }

        var c = values.Pointer(10 + limb) + at;
        var d = values.Pointer(15 + limb) + at;
        kernels.Halves(a, c, Fp.MontgomeryOne, Fp.MontgomeryOne, count);
        kernels.Halves(b, d, Fp.MontgomeryOne, Fp.RootOfUnity(2).Inverse().Raw, count);
        kernels.AddHalves(a, b, scale.Raw, (scale * back * back).Raw, to, to + 2L * n, count);
        kernels.AddHalves(c, d, (scale * back).Raw, (scale * back * back * back).Raw, to + n, to + 3L * n, count);
    }

    // R' from what Q_D leaves of the values on the overflow coset.
    private static void AddRest(Profile profile, int logHeight, int blocks, ColumnMatrix parts, int limb, uint* overflow, uint* target, bool ignoreDegree)
    {
        var n = 1 << logHeight;
        var m = profile.Overflow;
        var kernels = StarkKernels.Best;
        var s = StarkConstants.Shift;
        var length = (long)blocks * n;

        // Q_D at the overflow coset: fold its coefficients modulo X^m - c^m.
        var c = StarkConstants.OverflowShift;
        var folded = stackalloc uint[m];
        var values = stackalloc uint[m];
        new Span<uint>(folded, m).Clear();
        var ratio = c.Pow((ulong)m);
        var weight = Fp.One;
        var count = Math.Min(n, m);
        for (long at = 0; at < length; at += count)
        {
            var part = (int)(at / n);
            var column = blocks == 4 && part is (1 or 2) ? 3 - part : part;
            kernels.AddScaled(folded + at % m, parts.Pointer(5 * column + limb) + at % n, weight.Raw, count);
            if ((at + count) % m == 0)
            {
                weight *= ratio;
            }
        }

        BitReversal.Permute(new ReadOnlySpan<uint>(folded, m), new Span<uint>(values, m));
        NumberTheoreticTransform.Evaluate(new ReadOnlySpan<uint>(values, m), new Span<uint>(values, m), c);

        // X^kn is constant on the overflow coset, since m divides kn.
        var inverse = (c.Pow((ulong)length) - s.Pow((ulong)length)).Inverse();
        for (var i = 0; i < m; i++)
        {
            values[i] = ((Fp.FromRawUnchecked(overflow[i]) - Fp.FromRawUnchecked(values[i])) * inverse).Raw;
        }

        NumberTheoreticTransform.Interpolate(new ReadOnlySpan<uint>(values, m), new Span<uint>(values, m));
        BitReversal.Permute(new ReadOnlySpan<uint>(values, m), new Span<uint>(folded, m));
        kernels.Powers(Fp.MontgomeryOne, c.Inverse().Raw, values, m);
        kernels.MultiplyScaled(folded, values, Fp.MontgomeryOne, folded, m);
        for (var i = profile.RandomRows + 1; i < m && !ignoreDegree; i++)
        {
            if (folded[i] != 0)
            {
                throw new StarkProverException($"The quotient of height 2^{logHeight} has too high a degree: the witness does not satisfy the constraints.");
            }
        }

        kernels.AddScaled(target, folded, (-s.Pow((ulong)length)).Raw, m);
        kernels.AddScaled(target + length, folded, Fp.MontgomeryOne, m);
        new Span<uint>(folded, m).Clear();
        new Span<uint>(values, m).Clear();
    }
}
