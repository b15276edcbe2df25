using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

public readonly unsafe partial struct Packed8
{
    // All of the source is read before the first store: the two blocks may be one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(uint* source, long sourceStride, uint* destination, long destinationStride)
    {
        var x0 = Load(source);
        var x1 = Load(source + sourceStride);
        var x2 = Load(source + 2 * sourceStride);
        var x3 = Load(source + 3 * sourceStride);
        var x4 = Load(source + 4 * sourceStride);
        var x5 = Load(source + 5 * sourceStride);
        var x6 = Load(source + 6 * sourceStride);
        var x7 = Load(source + 7 * sourceStride);
        Transpose(
            ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7);
        Store(x0, destination);
        Store(x1, destination + destinationStride);
        Store(x2, destination + 2 * destinationStride);
        Store(x3, destination + 3 * destinationStride);
        Store(x4, destination + 4 * destinationStride);
        Store(x5, destination + 5 * destinationStride);
        Store(x6, destination + 6 * destinationStride);
        Store(x7, destination + 7 * destinationStride);
    }

    /// <summary>Transposes the 8 x 8 block held in eight vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref Packed8 x0, ref Packed8 x1, ref Packed8 x2, ref Packed8 x3, ref Packed8 x4, ref Packed8 x5, ref Packed8 x6, ref Packed8 x7)
    {
        // Within 128-bit pieces: vector 4g + i then holds, in piece k, column 4k + i of rows 4g..4g+3.
        Words(ref x0, ref x1, ref x2, ref x3);
        Words(ref x4, ref x5, ref x6, ref x7);
        Pieces(ref x0, ref x4);
        Pieces(ref x1, ref x5);
        Pieces(ref x2, ref x6);
        Pieces(ref x3, ref x7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(ref Packed8 x0, ref Packed8 x1, ref Packed8 x2, ref Packed8 x3)
    {
        var a = Avx2.UnpackLow(x0._v, x1._v).AsUInt64();
        var b = Avx2.UnpackHigh(x0._v, x1._v).AsUInt64();
        var c = Avx2.UnpackLow(x2._v, x3._v).AsUInt64();
        var d = Avx2.UnpackHigh(x2._v, x3._v).AsUInt64();
        x0 = Unsafe.BitCast<Vector256<ulong>, Packed8>(Avx2.UnpackLow(a, c));
        x1 = Unsafe.BitCast<Vector256<ulong>, Packed8>(Avx2.UnpackHigh(a, c));
        x2 = Unsafe.BitCast<Vector256<ulong>, Packed8>(Avx2.UnpackLow(b, d));
        x3 = Unsafe.BitCast<Vector256<ulong>, Packed8>(Avx2.UnpackHigh(b, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pieces(ref Packed8 x0, ref Packed8 x1)
    {
        var a = Avx2.Permute2x128(x0._v, x1._v, 0x20);
        x1 = Unsafe.BitCast<Vector256<uint>, Packed8>(Avx2.Permute2x128(x0._v, x1._v, 0x31));
        x0 = Unsafe.BitCast<Vector256<uint>, Packed8>(a);
    }
}
