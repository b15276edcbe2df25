using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>Eight sums for the sixteen lanes of AVX-512F.</summary>
internal readonly struct Wide16 : IWide<Wide16, Packed16>
{
    private readonly Vector512<ulong> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Wide16(Vector512<ulong> v) => _v = v;

    public static Wide16 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide16 Multiply(Packed16 a, Packed16 b) => new(Avx512F.Multiply(a.Vector, b.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Odd(Packed16 a) => new(Avx512F.ShiftRightLogical(a.Vector.AsUInt64(), 32).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide16 operator +(Wide16 a, Wide16 b) => new(a._v + b._v);

    // Unsigned wrap makes the smaller of the two the right one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide16 Fold(Wide16 t) => new(Avx512F.Min(t._v, t._v - Vector512.Create((ulong)Fp.Modulus << 32)));

    // high(t) - high(m·p), since the low halves are the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Reduce(Wide16 even, Wide16 odd)
    {
        var p = Vector512.Create(Fp.Modulus);
        var pi = Vector512.Create(Fp.ModulusInverse);
        var high = High(even._v, odd._v);
        var e = Avx512F.Multiply(Avx512F.Multiply(even._v.AsUInt32(), pi).AsUInt32(), p);
        var o = Avx512F.Multiply(Avx512F.Multiply(odd._v.AsUInt32(), pi).AsUInt32(), p);
        high = Avx512F.Min(high, high - p);
        var t = high - High(e, o);
        return new(Avx512F.Min(t, t + p));
    }

    // The high words of both, those of the second in the odd lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> High(Vector512<ulong> even, Vector512<ulong> odd) =>
        Avx512F.PermuteVar16x32x2(even.AsUInt32(), Vector512.Create(1u, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31), odd.AsUInt32());
}
