using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>Eight lanes on AVX2.</summary>
public readonly unsafe partial struct Packed8 : IPacked<Packed8>
{
    private readonly Vector256<uint> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Packed8(Vector256<uint> v) => _v = v;

    internal Vector256<uint> Vector
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _v;
    }

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 Load(uint* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Packed8 value, uint* destination) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 Broadcast(uint raw) => new(Vector256.Create(raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 operator +(Packed8 a, Packed8 b)
    {
        var s = a._v + b._v;
        return new(Avx2.Min(s, s - Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 operator -(Packed8 a, Packed8 b)
    {
        var d = a._v - b._v;
        return new(Avx2.Min(d, d + Vector256.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 operator *(Packed8 a, Packed8 b)
    {
        var even = Avx2.Multiply(a._v, b._v);
        var odd = Avx2.Multiply((a._v.AsUInt64() >> 32).AsUInt32(), (b._v.AsUInt64() >> 32).AsUInt32());
        return Reduce(even, odd);
    }

    // For even, odd < p·2^32 per lane: the low halves of t - m·p vanish, so the two results merge with one shift and one or.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed8 Reduce(Vector256<ulong> even, Vector256<ulong> odd)
    {
        var p = Vector256.Create(Fp.Modulus);
        var pi = Vector256.Create(Fp.ModulusInverse);
        even -= Avx2.Multiply(Avx2.Multiply(even.AsUInt32(), pi).AsUInt32(), p);
        odd -= Avx2.Multiply(Avx2.Multiply(odd.AsUInt32(), pi).AsUInt32(), p);
        var t = ((even >> 32) | odd).AsUInt32();
        return new(Avx2.Min(t, t + p));
    }

    public static void MultiplyRows(in ExtRows x, in ExtRows y, uint* scalar, in ExtRows other, in ExtRows target, bool accumulate, int rows) =>
        WideProducts<Packed8, Wide8>.MultiplyRows(x, y, scalar, other, target, accumulate, rows);

    public static PackedExt<Packed8> DotExt(uint** columns, long row, int count, uint* weights, uint* constant) =>
        WideProducts<Packed8, Wide8>.Dot(columns, row, count, weights, constant);

    public static void InnerProducts(uint* x, uint* y, uint* weights, long stride, long rows, PackedExt<Packed8>* sums) =>
        WideProducts<Packed8, Wide8>.InnerProducts(x, y, weights, stride, rows, sums);
}
