using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>Sixteen lanes on AVX-512F.</summary>
public readonly unsafe struct Packed16 : IPacked<Packed16>
{
    private readonly Vector512<uint> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Packed16(Vector512<uint> v) => _v = v;

    internal Vector512<uint> Words
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

    // Rounds of 32- and 64-bit unpacking within 128-bit pieces, then two rounds that move the pieces.
    public static void Transpose(uint* source, long sourceStride, uint* destination, long destinationStride)
    {
        // Four groups of four rows; group g fills pieces 4g..4g+3 of a 16-vector scratch held in registers by the two halves below.
        var scratch = stackalloc uint[256];
        for (var g = 0; g < 4; g++)
        {
            var s = source + 4 * g * sourceStride;
            var r0 = Vector512.Load(s);
            var r1 = Vector512.Load(s + sourceStride);
            var r2 = Vector512.Load(s + 2 * sourceStride);
            var r3 = Vector512.Load(s + 3 * sourceStride);
            var t0 = Avx512F.UnpackLow(r0, r1).AsUInt64();
            var t1 = Avx512F.UnpackHigh(r0, r1).AsUInt64();
            var t2 = Avx512F.UnpackLow(r2, r3).AsUInt64();
            var t3 = Avx512F.UnpackHigh(r2, r3).AsUInt64();
            var d = scratch + 16 * g;
            Avx512F.UnpackLow(t0, t2).AsUInt32().Store(d);
            Avx512F.UnpackHigh(t0, t2).AsUInt32().Store(d + 64);
            Avx512F.UnpackLow(t1, t3).AsUInt32().Store(d + 128);
            Avx512F.UnpackHigh(t1, t3).AsUInt32().Store(d + 192);
        }

        // scratch[64·q + 16·g + 4·k + i] = source row 4g+i, column 4k+q: for fixed q a 4x4 transposition of 128-bit pieces (g, k).
        for (var q = 0; q < 4; q++)
        {
            var s = scratch + 64 * q;
            var r0 = Vector512.Load(s);
            var r1 = Vector512.Load(s + 16);
            var r2 = Vector512.Load(s + 32);
            var r3 = Vector512.Load(s + 48);
            var a = Avx512F.Shuffle4x128(r0, r1, 0x44); // r0.0 r0.1 r1.0 r1.1
            var b = Avx512F.Shuffle4x128(r2, r3, 0x44);
            var c = Avx512F.Shuffle4x128(r0, r1, 0xEE); // r0.2 r0.3 r1.2 r1.3
            var e = Avx512F.Shuffle4x128(r2, r3, 0xEE);
            var d = destination + q * destinationStride;
            Avx512F.Shuffle4x128(a, b, 0x88).Store(d);
            Avx512F.Shuffle4x128(a, b, 0xDD).Store(d + 4 * destinationStride);
            Avx512F.Shuffle4x128(c, e, 0x88).Store(d + 8 * destinationStride);
            Avx512F.Shuffle4x128(c, e, 0xDD).Store(d + 12 * destinationStride);
        }
    }
}
