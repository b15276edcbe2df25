using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>Sixteen lanes on AVX-512F.</summary>
public readonly unsafe partial struct Packed16 : IPacked<Packed16>
{
    private readonly Vector512<uint> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Packed16(Vector512<uint> v) => _v = v;

    internal Vector512<uint> Vector
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _v;
    }

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Load(uint* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Packed16 value, uint* destination) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Broadcast(uint raw) => new(Vector512.Create(raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 operator +(Packed16 a, Packed16 b)
    {
        var s = a._v + b._v;
        return new(Avx512F.Min(s, s - Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 operator -(Packed16 a, Packed16 b)
    {
        var d = a._v - b._v;
        return new(Avx512F.Min(d, d + Vector512.Create(Fp.Modulus)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Odd(Vector512<uint> v) => Avx512F.ShiftRightLogical(v.AsUInt64(), 32).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 operator *(Packed16 a, Packed16 b)
        => Reduce(Avx512F.Multiply(a._v, b._v), Avx512F.Multiply(Odd(a._v), Odd(b._v)));

    // For even, odd < p·2^32 per lane: the low halves of t - m·p vanish, so the two results merge with one shift and one or.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed16 Reduce(Vector512<ulong> even, Vector512<ulong> odd)
    {
        var p = Vector512.Create(Fp.Modulus);
        var pi = Vector512.Create(Fp.ModulusInverse);
        even -= Avx512F.Multiply(Avx512F.Multiply(even.AsUInt32(), pi).AsUInt32(), p);
        odd -= Avx512F.Multiply(Avx512F.Multiply(odd.AsUInt32(), pi).AsUInt32(), p);
        var t = (Avx512F.ShiftRightLogical(even, 32) | odd).AsUInt32();
        return new(Avx512F.Min(t, t + p));
    }

    public static void MultiplyRows(in ExtRows x, in ExtRows y, uint* scalar, in ExtRows other, in ExtRows target, bool accumulate, int rows) =>
        WideProducts<Packed16, Wide16>.MultiplyRows(x, y, scalar, other, target, accumulate, rows);

    public static PackedExt<Packed16> DotExt(uint** columns, long row, int count, uint* weights, uint* constant) =>
        WideProducts<Packed16, Wide16>.Dot(columns, row, count, weights, constant);

    public static void InnerProducts(uint* x, uint* y, uint* weights, long stride, long rows, PackedExt<Packed16>* sums) =>
        WideProducts<Packed16, Wide16>.InnerProducts(x, y, weights, stride, rows, sums);
}
