using System.Runtime.CompilerServices;
using FastZk.Field.Ntt;

namespace FastZk.Field.Packed;

// The scalar twin of the lazy products: same words, ranges included.
public readonly unsafe partial struct Packed1
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(ref Packed1 x0, ref Packed1 x1, ulong* twiddle)
    {
        var u = Multiply(x1, twiddle);
        x1 = x0 - u;
        x0 += u;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitLazy(ref Packed1 x0, ref Packed1 x1, ulong* twiddle)
    {
        var u = Multiply(x1, twiddle);
        x1 = SubtractLazy(x0, u);
        x0 = AddLazy(x0, u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(ref Packed1 x0, ref Packed1 x1, ulong* twiddle)
    {
        var u = SubtractLazy(x0, x1);
        x0 += x1;
        x1 = Multiply(u, twiddle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Plain(ref Packed1 x0, ref Packed1 x1)
    {
        var u = x0 - x1;
        x0 += x1;
        x1 = u;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 Multiply(Packed1 a, ulong* factor) => Correct(Shoup(a, (uint)(*factor >> 32), (uint)*factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 MultiplyLazy(Packed1 a, uint* factors) => Shoup(a, factors[0], factors[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 Multiply(Packed1 a, uint* factors) => Correct(MultiplyLazy(a, factors));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed1 Shoup(Packed1 a, uint factor, uint companion)
    {
        var q = (uint)((ulong)a._value.Raw * companion >> 32);
        return new(Fp.FromRawUnchecked(a._value.Raw * factor - q * Fp.Modulus));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed1 Correct(Packed1 a) => new(Fp.FromRawUnchecked(Math.Min(a._value.Raw, a._value.Raw - Fp.Modulus)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed1 AddLazy(Packed1 a, Packed1 b) => new(Fp.FromRawUnchecked(a._value.Raw + b._value.Raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed1 SubtractLazy(Packed1 a, Packed1 b) => new(Fp.FromRawUnchecked(a._value.Raw - b._value.Raw + Fp.Modulus));
}
