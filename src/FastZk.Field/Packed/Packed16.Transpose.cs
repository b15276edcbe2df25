using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

public readonly unsafe partial struct Packed16
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
        var x8 = Load(source + 8 * sourceStride);
        var x9 = Load(source + 9 * sourceStride);
        var x10 = Load(source + 10 * sourceStride);
        var x11 = Load(source + 11 * sourceStride);
        var x12 = Load(source + 12 * sourceStride);
        var x13 = Load(source + 13 * sourceStride);
        var x14 = Load(source + 14 * sourceStride);
        var x15 = Load(source + 15 * sourceStride);
        Transpose(
            ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
            ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15);
        Store(x0, destination);
        Store(x1, destination + destinationStride);
        Store(x2, destination + 2 * destinationStride);
        Store(x3, destination + 3 * destinationStride);
        Store(x4, destination + 4 * destinationStride);
        Store(x5, destination + 5 * destinationStride);
        Store(x6, destination + 6 * destinationStride);
        Store(x7, destination + 7 * destinationStride);
        Store(x8, destination + 8 * destinationStride);
        Store(x9, destination + 9 * destinationStride);
        Store(x10, destination + 10 * destinationStride);
        Store(x11, destination + 11 * destinationStride);
        Store(x12, destination + 12 * destinationStride);
        Store(x13, destination + 13 * destinationStride);
        Store(x14, destination + 14 * destinationStride);
        Store(x15, destination + 15 * destinationStride);
    }

    /// <summary>Transposes the 16 x 16 block held in sixteen vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref Packed16 x0, ref Packed16 x1, ref Packed16 x2, ref Packed16 x3, ref Packed16 x4, ref Packed16 x5, ref Packed16 x6, ref Packed16 x7,
        ref Packed16 x8, ref Packed16 x9, ref Packed16 x10, ref Packed16 x11, ref Packed16 x12, ref Packed16 x13, ref Packed16 x14, ref Packed16 x15)
    {
        // Within 128-bit pieces: vector 4g + i then holds, in piece k, column 4k + i of rows 4g..4g+3.
        Words(ref x0, ref x1, ref x2, ref x3);
        Words(ref x4, ref x5, ref x6, ref x7);
        Words(ref x8, ref x9, ref x10, ref x11);
        Words(ref x12, ref x13, ref x14, ref x15);
        Pieces(ref x0, ref x4, ref x8, ref x12);
        Pieces(ref x1, ref x5, ref x9, ref x13);
        Pieces(ref x2, ref x6, ref x10, ref x14);
        Pieces(ref x3, ref x7, ref x11, ref x15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Words(ref Packed16 x0, ref Packed16 x1, ref Packed16 x2, ref Packed16 x3)
    {
        var a = Avx512F.UnpackLow(x0._v, x1._v).AsUInt64();
        var b = Avx512F.UnpackHigh(x0._v, x1._v).AsUInt64();
        var c = Avx512F.UnpackLow(x2._v, x3._v).AsUInt64();
        var d = Avx512F.UnpackHigh(x2._v, x3._v).AsUInt64();
        x0 = Unsafe.BitCast<Vector512<ulong>, Packed16>(Avx512F.UnpackLow(a, c));
        x1 = Unsafe.BitCast<Vector512<ulong>, Packed16>(Avx512F.UnpackHigh(a, c));
        x2 = Unsafe.BitCast<Vector512<ulong>, Packed16>(Avx512F.UnpackLow(b, d));
        x3 = Unsafe.BitCast<Vector512<ulong>, Packed16>(Avx512F.UnpackHigh(b, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pieces(ref Packed16 x0, ref Packed16 x1, ref Packed16 x2, ref Packed16 x3)
    {
        var a = Avx512F.Shuffle4x128(x0._v, x1._v, 0x44);
        var b = Avx512F.Shuffle4x128(x0._v, x1._v, 0xEE);
        var c = Avx512F.Shuffle4x128(x2._v, x3._v, 0x44);
        var d = Avx512F.Shuffle4x128(x2._v, x3._v, 0xEE);
        x0 = Unsafe.BitCast<Vector512<uint>, Packed16>(Avx512F.Shuffle4x128(a, c, 0x88));
        x1 = Unsafe.BitCast<Vector512<uint>, Packed16>(Avx512F.Shuffle4x128(a, c, 0xDD));
        x2 = Unsafe.BitCast<Vector512<uint>, Packed16>(Avx512F.Shuffle4x128(b, d, 0x88));
        x3 = Unsafe.BitCast<Vector512<uint>, Packed16>(Avx512F.Shuffle4x128(b, d, 0xDD));
    }
}
