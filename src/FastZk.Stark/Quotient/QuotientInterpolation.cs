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
    /// <summary>Adds one base column of Q_n to target (natural order, at least 2n + m words).</summary>
    /// <param name="pool">scratch comes from here.</param>
    /// <param name="profile">h and m.</param>
    /// <param name="logHeight">log2 n.</param>
    /// <param name="first">values on s·⟨ω_n⟩.</param>
    /// <param name="second">values on s·ω_2n·⟨ω_n⟩.</param>
    /// <param name="overflow">m values on c·⟨ω_m⟩.</param>
    /// <param name="target">added to.</param>
    /// <param name="ignoreDegree">for soundness tests: do not look at R'.</param>
    /// <exception cref="StarkProverException">R' has more than h + 1 coefficients: some constraint does not hold or has too high a degree.</exception>
    public static void Add(BufferPool pool, Profile profile, int logHeight, uint* first, uint* second, uint* overflow, uint* target, bool ignoreDegree = false)
    {
        var n = 1 << logHeight;
        var m = profile.Overflow;
        var kernels = StarkKernels.Best;
        var s = StarkConstants.Shift;
        var s2 = s * Fp.RootOfUnity(logHeight + 1);
        using var scratch = new ColumnMatrix(pool, n, 4);
        var low = scratch.Pointer(0);
        var high = scratch.Pointer(1);
        var powers = scratch.Pointer(2);
        var swap = scratch.Pointer(3);
        Coefficients(first, s, low);
        Coefficients(second, s2, high);

        // low + s^n·high and low - s^n·high are what the two cosets saw (s2^n = -s^n).
        var half = Fp.FromUInt32(2).Inverse();
        var sn = s.Pow((ulong)n);
        var highScale = (half * sn.Inverse()).Raw;
        new ReadOnlySpan<uint>(low, n).CopyTo(new Span<uint>(swap, n));
        kernels.AddScaled(low, high, Fp.MontgomeryOne, n); // a + b
        kernels.AddScaled(swap, high, (-Fp.One).Raw, n); // a - b
        kernels.AddScaled(target, low, half.Raw, n);
        kernels.AddScaled(target + n, swap, highScale, n);

        // Q_D at the overflow coset: fold its coefficients modulo X^m - c^m.
        var c = StarkConstants.OverflowShift;
        var folded = stackalloc uint[m];
        var values = stackalloc uint[m];
        new Span<uint>(folded, m).Clear();
        var ratio = c.Pow((ulong)m);
        var weight = half;
        for (var at = 0; at < n; at += m)
        {
            kernels.AddScaled(folded, low + at, weight.Raw, Math.Min(m, n));
            weight *= ratio;
        }

        weight = Fp.FromRawUnchecked(highScale) * c.Pow((ulong)n);
        for (var at = 0; at < n; at += m)
        {
            if (n >= m)
            {
                kernels.AddScaled(folded, swap + at, weight.Raw, m);
                weight *= ratio;
            }
            else
            {
                // 2n = m: the high half takes the upper residues.
                kernels.AddScaled(folded + n, swap, highScale, n);
            }
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
        return;

        void Coefficients(uint* evaluations, Fp shift, uint* coefficients)
        {
            NumberTheoreticTransform.Interpolate(new ReadOnlySpan<uint>(evaluations, n), new Span<uint>(swap, n));
            BitReversal.Permute(new ReadOnlySpan<uint>(swap, n), new Span<uint>(coefficients, n));
            kernels.Powers(Fp.MontgomeryOne, shift.Inverse().Raw, powers, n);
            kernels.MultiplyScaled(coefficients, powers, Fp.MontgomeryOne, coefficients, n);
        }
    }
}
