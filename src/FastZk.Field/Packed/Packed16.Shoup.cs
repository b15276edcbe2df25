using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

// Products with fixed factors (see ShoupFactor): four multiplications where the Montgomery product of two variables takes six.
public readonly unsafe partial struct Packed16
{
    // The butterflies are written on raw vectors and not with the operators: those cost locals, and the JIT stops inlining when a method has 512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(ref Packed16 x0, ref Packed16 x1, ulong* twiddle)
    {
        var b = x1._v;
        var c = Vector512.Create(*twiddle).AsUInt32();
        var q = HighHalves(Avx512F.Multiply(b, c), Avx512F.Multiply(Odd(b), c));
        b = Avx512F.MultiplyLow(b, Vector512.Create(((uint*)twiddle)[1])) - Avx512F.MultiplyLow(q, Vector512.Create(Fp.Modulus));
        b = Avx512F.Min(b, b - Vector512.Create(Fp.Modulus));
        var s = x0._v + b;
        b = x0._v - b;
        x0 = new(Avx512F.Min(s, s - Vector512.Create(Fp.Modulus)));
        x1 = new(Avx512F.Min(b, b + Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitLazy(ref Packed16 x0, ref Packed16 x1, ulong* twiddle)
    {
        var b = x1._v;
        var c = Vector512.Create(*twiddle).AsUInt32();
        var q = HighHalves(Avx512F.Multiply(b, c), Avx512F.Multiply(Odd(b), c));
        b = Avx512F.MultiplyLow(b, Vector512.Create(((uint*)twiddle)[1])) - Avx512F.MultiplyLow(q, Vector512.Create(Fp.Modulus));
        b = Avx512F.Min(b, b - Vector512.Create(Fp.Modulus));
        x1 = new(x0._v + Vector512.Create(Fp.Modulus) - b);
        x0 = new(x0._v + b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(ref Packed16 x0, ref Packed16 x1, ulong* twiddle)
    {
        var s = x0._v + x1._v;
        var d = x0._v + Vector512.Create(Fp.Modulus) - x1._v;
        x0 = new(Avx512F.Min(s, s - Vector512.Create(Fp.Modulus)));
        var c = Vector512.Create(*twiddle).AsUInt32();
        var q = HighHalves(Avx512F.Multiply(d, c), Avx512F.Multiply(Odd(d), c));
        d = Avx512F.MultiplyLow(d, Vector512.Create(((uint*)twiddle)[1])) - Avx512F.MultiplyLow(q, Vector512.Create(Fp.Modulus));
        x1 = new(Avx512F.Min(d, d - Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Plain(ref Packed16 x0, ref Packed16 x1)
    {
        var s = x0._v + x1._v;
        var d = x0._v - x1._v;
        x0 = new(Avx512F.Min(s, s - Vector512.Create(Fp.Modulus)));
        x1 = new(Avx512F.Min(d, d + Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Multiply(Packed16 a, ulong* factor)
    {
        var v = a._v;
        var c = Vector512.Create(*factor).AsUInt32();
        var q = HighHalves(Avx512F.Multiply(v, c), Avx512F.Multiply(Odd(v), c));
        v = Avx512F.MultiplyLow(v, Vector512.Create(((uint*)factor)[1])) - Avx512F.MultiplyLow(q, Vector512.Create(Fp.Modulus));
        return new(Avx512F.Min(v, v - Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Multiply(Packed16 a, uint* factors)
    {
        var v = MultiplyLazy(a, factors)._v;
        return new(Avx512F.Min(v, v - Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 MultiplyLazy(Packed16 a, uint* factors)
    {
        var c = Vector512.Load(factors + 16);
        var q = HighHalves(Avx512F.Multiply(a._v, c), Avx512F.Multiply(Odd(a._v), Odd(c)));
        return new(Avx512F.MultiplyLow(a._v, Vector512.Load(factors)) - Avx512F.MultiplyLow(q, Vector512.Create(Fp.Modulus)));
    }

    // The high words of the products of even lanes and of odd lanes, each at its lane. The JIT makes one masked move of it; a permutation of two sources
    // is one instruction too, but has a latency of five cycles.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> HighHalves(Vector512<ulong> even, Vector512<ulong> odd) =>
        Avx512F.BlendVariable(odd.AsUInt32(), Avx512F.DuplicateOddIndexed(even.AsSingle()).AsUInt32(), Vector512.Create(0x00000000FFFFFFFFul).AsUInt32());
}
