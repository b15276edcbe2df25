using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Security;

namespace FastZk.Stark.Quotient;

/// <summary>
/// From the values of Q_n on s·⟨ω_2n⟩ (two coset blocks of n points) and on the overflow coset c·⟨ω_m⟩ to its coefficients: Q_n = Q_D + (X^2n - s^2n)·R'
/// with Q_D the interpolant on the first and R' the small rest that the second reveals (docs/protocol.md, "Quotient").
/// </summary>
internal static unsafe class QuotientInterpolation
{
    /// <summary>Adds Q_n to target, column by column.</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="profile">h and m.</param>
    /// <param name="logHeight">log2 n.</param>
    /// <param name="values">n rows: five columns of values on s·⟨ω_n⟩, then five on s·ω_2n·⟨ω_n⟩; overwritten.</param>
    /// <param name="overflow">five columns of m values on c·⟨ω_m⟩.</param>
    /// <param name="target">five columns of at least 2n + m coefficients in natural order, added to.</param>
    /// <param name="ignoreDegree">for soundness tests: do not look at R'.</param>
    /// <exception cref="StarkProverException">R' has more than h + 1 coefficients: some constraint does not hold or has too high a degree.</exception>
    public static void Add(ProverContext context, Profile profile, int logHeight, ColumnMatrix values, ColumnMatrix overflow, ColumnMatrix target, bool ignoreDegree = false)
    {
        var n = 1 << logHeight;
        var s = StarkConstants.Shift;
        Fp[] shifts = [s, s * Fp.RootOfUnity(logHeight + 1)];
        using (var powers = new ColumnMatrix(context.Pool, n, 2, secret: false))
        using (var scratch = new ColumnMatrix(context.Pool, n, context.Workers.Threads))
        {
            context.Workers.For(2, i => StarkKernels.Best.Powers(Fp.MontgomeryOne, shifts[i].Inverse().Raw, powers.Pointer(i), n));
            context.Workers.For(10, (c, worker) =>
            {
                context.Cancellation.ThrowIfCancellationRequested();
                Coefficients(values.Column(c), scratch.Column(worker));
                StarkKernels.Best.MultiplyScaled(values.Pointer(c), powers.Pointer(c / 5), Fp.MontgomeryOne, values.Pointer(c), n);
            });
        }

        // low + s^n·high and low - s^n·high are what the two cosets saw (s2^n = -s^n).
        var half = Fp.FromUInt32(2).Inverse();
        var highScale = half * s.Pow((ulong)n).Inverse();
        var chunk = Math.Min(n, 1 << 14);
        context.Workers.For(5 * (n / chunk), i =>
        {
            var k = i % 5;
            var at = (long)(i / 5) * chunk;
            StarkKernels.Best.AddHalves(values.Pointer(k) + at, values.Pointer(5 + k) + at, half.Raw, highScale.Raw,
                target.Pointer(k) + at, target.Pointer(k) + n + at, chunk);
        });
        context.Workers.For(5, k => AddRest(profile, logHeight, values.Pointer(k), values.Pointer(5 + k), overflow.Pointer(k), target.Pointer(k), ignoreDegree));
    }

    private static void Coefficients(Span<uint> values, Span<uint> scratch)
    {
        NumberTheoreticTransform.Interpolate(values, scratch);
        BitReversal.Permute(scratch, values);
    }

    // R' from what Q_D, whose coefficients are low and then high, leaves of the values on the overflow coset.
    private static void AddRest(Profile profile, int logHeight, uint* low, uint* high, uint* overflow, uint* target, bool ignoreDegree)
    {
        var n = 1 << logHeight;
        var m = profile.Overflow;
        var kernels = StarkKernels.Best;
        var s = StarkConstants.Shift;

        // Q_D at the overflow coset: fold its coefficients modulo X^m - c^m.
        var c = StarkConstants.OverflowShift;
        var folded = stackalloc uint[m];
        var values = stackalloc uint[m];
        new Span<uint>(folded, m).Clear();
        if (n >= m)
        {
            var ratio = c.Pow((ulong)m);
            var weight = Fp.One;
            for (var at = 0; at < 2 * n; at += m, weight *= ratio)
            {
                kernels.AddScaled(folded, at < n ? low + at : high + (at - n), weight.Raw, m);
            }
        }
        else
        {
            // 2n = m: the high half takes the upper residues.
            new ReadOnlySpan<uint>(low, n).CopyTo(new Span<uint>(folded, n));
            new ReadOnlySpan<uint>(high, n).CopyTo(new Span<uint>(folded + n, n));
        }

        BitReversal.Permute(new ReadOnlySpan<uint>(folded, m), new Span<uint>(values, m));
        NumberTheoreticTransform.Evaluate(new ReadOnlySpan<uint>(values, m), new Span<uint>(values, m), c);

        // X^2n is constant on the overflow coset, since m divides 2n.
        var inverse = (c.Pow(2 * (ulong)n) - s.Pow(2 * (ulong)n)).Inverse();
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

        kernels.AddScaled(target, folded, (-s.Pow(2 * (ulong)n)).Raw, m);
        kernels.AddScaled(target + 2L * n, folded, Fp.MontgomeryOne, m);
        new Span<uint>(folded, m).Clear();
        new Span<uint>(values, m).Clear();
    }
}
