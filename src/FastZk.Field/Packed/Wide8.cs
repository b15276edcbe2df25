using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>Four sums for the eight lanes of AVX2.</summary>
internal readonly struct Wide8 : IWide<Wide8, Packed8>
{
    private readonly Vector256<ulong> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Wide8(Vector256<ulong> v) => _v = v;

    public static Wide8 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide8 Multiply(Packed8 a, Packed8 b) => new(Avx2.Multiply(a.Vector, b.Vector));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 Odd(Packed8 a) => new(Avx2.ShiftRightLogical(a.Vector.AsUInt64(), 32).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide8 operator +(Wide8 a, Wide8 b) => new(a._v + b._v);

    // There is no minimum of 64-bit words, but the low halves are the same: the minimum of 32-bit words picks the high ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide8 Fold(Wide8 t) => new(Avx2.Min(t._v.AsUInt32(), (t._v - Vector256.Create((ulong)Fp.Modulus << 32)).AsUInt32()).AsUInt64());

    // high(t) - high(m·p), since the low halves are the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed8 Reduce(Wide8 even, Wide8 odd)
    {
        var p = Vector256.Create(Fp.Modulus);
        var pi = Vector256.Create(Fp.ModulusInverse);
        var high = High(even._v, odd._v);
        var e = Avx2.Multiply(Avx2.Multiply(even._v.AsUInt32(), pi).AsUInt32(), p);
        var o = Avx2.Multiply(Avx2.Multiply(odd._v.AsUInt32(), pi).AsUInt32(), p);
        high = Avx2.Min(high, high - p);
        var t = high - High(e, o);
        return new(Avx2.Min(t, t + p));
    }

    // The high words of both, those of the second in the odd lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> High(Vector256<ulong> even, Vector256<ulong> odd) =>
        Avx2.Blend(Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
}
