using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

// Products with fixed factors (see ShoupFactor): four multiplications where the Montgomery product of two variables takes six.
public readonly unsafe partial struct Packed8
{
    // The butterflies are written on raw vectors and not with the operators: those cost locals, and the JIT stops inlining when a method has 512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(ref Packed8 x0, ref Packed8 x1, ulong* twiddle)
    {
        var b = x1._v;
        var c = Vector256.Create(*twiddle).AsUInt32();
        var q = HighHalves(Avx2.Multiply(b, c), Avx2.Multiply(Odd(b), c));
        b = Avx2.MultiplyLow(b, Vector256.Create(((uint*)twiddle)[1])) - Avx2.MultiplyLow(q, Vector256.Create(Fp.Modulus));
        b = Avx2.Min(b, b - Vector256.Create(Fp.Modulus));
        var s = x0._v + b;
        b = x0._v - b;
        x0 = new(Avx2.Min(s, s - Vector256.Create(Fp.Modulus)));
        x1 = new(Avx2.Min(b, b + Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitLazy(ref Packed8 x0, ref Packed8 x1, ulong* twiddle)
    {
        var b = x1._v;
        var c = Vector256.Create(*twiddle).AsUInt32();
        var q = HighHalves(Avx2.Multiply(b, c), Avx2.Multiply(Odd(b), c));
        b = Avx2.MultiplyLow(b, Vector256.Create(((uint*)twiddle)[1])) - Avx2.MultiplyLow(q, Vector256.Create(Fp.Modulus));
        b = Avx2.Min(b, b - Vector256.Create(Fp.Modulus));
        x1 = new(x0._v + Vector256.Create(Fp.Modulus) - b);
        x0 = new(x0._v + b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(ref Packed8 x0, ref Packed8 x1, ulong* twiddle)
    {
        var s = x0._v + x1._v;
        var d = x0._v + Vector256.Create(Fp.Modulus) - x1._v;
        x0 = new(Avx2.Min(s, s - Vector256.Create(Fp.Modulus)));
        var c = Vector256.Create(*twiddle).AsUInt32();
        var q = HighHalves(Avx2.Multiply(d, c), Avx2.Multiply(Odd(d), c));
        d = Avx2.MultiplyLow(d, Vector256.Create(((uint*)twiddle)[1])) - Avx2.MultiplyLow(q, Vector256.Create(Fp.Modulus));
        x1 = new(Avx2.Min(d, d - Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Plain(ref Packed8 x0, ref Packed8 x1)
    {
        var s = x0._v + x1._v;
        var d = x0._v - x1._v;
        x0 = new(Avx2.Min(s, s - Vector256.Create(Fp.Modulus)));
        x1 = new(Avx2.Min(d, d + Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 Multiply(Packed8 a, ulong* factor)
    {
        var v = a._v;
        var c = Vector256.Create(*factor).AsUInt32();
        var q = HighHalves(Avx2.Multiply(v, c), Avx2.Multiply(Odd(v), c));
        v = Avx2.MultiplyLow(v, Vector256.Create(((uint*)factor)[1])) - Avx2.MultiplyLow(q, Vector256.Create(Fp.Modulus));
        return new(Avx2.Min(v, v - Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 Multiply(Packed8 a, uint* factors)
    {
        var v = MultiplyLazy(a, factors)._v;
        return new(Avx2.Min(v, v - Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 MultiplyLazy(Packed8 a, uint* factors)
    {
        var c = Vector256.Load(factors + 8);
        var q = HighHalves(Avx2.Multiply(a._v, c), Avx2.Multiply(Odd(a._v), Odd(c)));
        return new(Avx2.MultiplyLow(a._v, Vector256.Load(factors)) - Avx2.MultiplyLow(q, Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Odd(Vector256<uint> v) => Avx2.ShiftRightLogical(v.AsUInt64(), 32).AsUInt32();

    // The high words of the products of even lanes and of odd lanes, each at its lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> HighHalves(Vector256<ulong> even, Vector256<ulong> odd) =>
        Avx2.Blend(Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0xAA);
}
