using System.Numerics;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Transforms of power-of-two length n over BabyBear. Evaluations are in natural order (entry i belongs to shift·ω_n^i), coefficients in
/// bit-reversed order (entry i is the coefficient of X^reverse(i)).
/// </summary>
public static unsafe class NumberTheoreticTransform
{
    /// <summary>Evaluations on ⟨ω_n⟩ to coefficients. The spans have one power-of-two length 1..2^27; they are equal or do not overlap.</summary>
    /// <param name="evaluations">n values.</param>
    /// <param name="coefficients">n coefficients.</param>
    /// <param name="backend">null for the best.</param>
    /// <param name="tiled">
    /// leaves every block of <see cref="TileSide"/>² coefficients transposed; cheaper when the next step is <see cref="Evaluate"/> with the same flag.
    /// </param>
    public static void Interpolate(ReadOnlySpan<uint> evaluations, Span<uint> coefficients, PackedBackend? backend = null, bool tiled = false)
    {
        var log = Check(evaluations.Length, coefficients.Length);
        var n = 1L << log;
        // The lengths were checked to be n, and the tables are those of n.
        fixed (uint* x = evaluations, y = coefficients)
        {
            switch (Choose(n, backend))
            {
                case PackedBackend.Avx512: Inverse<Packed16>(x, y, log, tiled); break;
                case PackedBackend.Avx2: Inverse<Packed8>(x, y, log, tiled); break;
                default: Inverse<Packed1>(x, y, log, tiled); break;
            }
        }
    }

    /// <summary>Coefficients (bit-reversed) to evaluations on shift·⟨ω_n⟩. Lengths and flag as in <see cref="Interpolate"/>.</summary>
    public static void Evaluate(ReadOnlySpan<uint> coefficients, Span<uint> evaluations, Fp shift, PackedBackend? backend = null, bool tiled = false)
    {
        var log = Check(coefficients.Length, evaluations.Length);
        var n = 1L << log;
        // The lengths were checked to be n, and the tables are those of n.
        fixed (uint* x = coefficients, y = evaluations)
        {
            switch (Choose(n, backend))
            {
                case PackedBackend.Avx512: Forward<Packed16>(x, y, log, shift, tiled); break;
                case PackedBackend.Avx2: Forward<Packed8>(x, y, log, shift, tiled); break;
                default: Forward<Packed1>(x, y, log, shift, tiled); break;
            }
        }
    }

    private static void Inverse<T>(uint* x, uint* y, int log, bool tiled)
        where T : unmanaged, IPacked<T> =>
        NttKernel<T>.Inverse(x, y, 1L << log, TransformTables.Inverse(log, T.Width), tiled);

    private static void Forward<T>(uint* x, uint* y, int log, Fp shift, bool tiled)
        where T : unmanaged, IPacked<T> =>
        NttKernel<T>.Forward(x, y, 1L << log, TransformTables.Forward(log, T.Width, shift), tiled);

    /// <summary>Side of the blocks that tiled coefficients come in, for transforms of length n: the lanes of the form that transforms them.</summary>
    public static int TileSide(long n, PackedBackend? backend = null) => Choose(n, backend) switch
    {
        PackedBackend.Avx512 => 16,
        PackedBackend.Avx2 => 8,
        _ => 1,
    };

    // The packed kernels transpose Width x Width tiles; shorter transforms take the widest form that fits.
    private static PackedBackend Choose(long n, PackedBackend? wanted) => (wanted ?? PackedBackends.Best) switch
    {
        PackedBackend.Avx512 when n >= 256 => PackedBackend.Avx512,
        PackedBackend.Avx512 when n >= 64 && PackedBackends.IsSupported(PackedBackend.Avx2) => PackedBackend.Avx2,
        PackedBackend.Avx2 when n >= 64 => PackedBackend.Avx2,
        _ => PackedBackend.Scalar,
    };

    private static int Check(int a, int b)
    {
        if (a != b || !BitOperations.IsPow2(a) || a > 1 << Fp.TwoAdicity)
        {
            throw new ArgumentException($"A transform needs two spans of one power-of-two length up to 2^27, not {a} and {b}.");
        }

        return BitOperations.Log2((uint)a);
    }
}
