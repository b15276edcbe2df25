using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>Sixteen lanes on AVX-512F.</summary>
public readonly unsafe struct Packed16 : IPacked<Packed16>
{
    private readonly Vector512<uint> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Packed16(Vector512<uint> v) => _v = v;

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

    // t < 2·p·2^32 -> t mod p·2^32 (unsigned wrap makes the smaller of the two the right one).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold(Vector512<ulong> t) => Avx512F.Min(t, t - Vector512.Create((ulong)Fp.Modulus << 32));

    // Four products < p^2 fit 64 bits (4p^2 < 2^63.83 and < 2·p·2^32); folded there is room for the fifth, folded again it is < p·2^32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed16 Dot5(Packed16 a0, Packed16 b0, Packed16 a1, Packed16 b1, Packed16 a2, Packed16 b2, Packed16 a3, Packed16 b3, Packed16 a4, Packed16 b4)
    {
        var even = Avx512F.Multiply(a0._v, b0._v) + Avx512F.Multiply(a1._v, b1._v) + Avx512F.Multiply(a2._v, b2._v) + Avx512F.Multiply(a3._v, b3._v);
        even = Fold(Fold(even) + Avx512F.Multiply(a4._v, b4._v));
        var odd = Avx512F.Multiply(Odd(a0._v), Odd(b0._v)) + Avx512F.Multiply(Odd(a1._v), Odd(b1._v))
            + Avx512F.Multiply(Odd(a2._v), Odd(b2._v)) + Avx512F.Multiply(Odd(a3._v), Odd(b3._v));
        odd = Fold(Fold(odd) + Avx512F.Multiply(Odd(a4._v), Odd(b4._v)));
        return Reduce(even, odd);
    }

    private const int Ahead = 96; // words ahead of the row at hand that DotExt asks for

    // Accumulators stay below p·2^32 between pairs of columns; two more products keep them below 2·p·2^32.
    public static PackedExt<Packed16> DotExt(uint** columns, long row, int count, uint* weights, uint* constant)
    {
        Vector512<ulong> e0 = default, e1 = default, e2 = default, e3 = default, e4 = default;
        Vector512<ulong> o0 = default, o1 = default, o2 = default, o3 = default, o4 = default;
        var c = 0;
        for (; c + 2 <= count; c += 2, weights += 10)
        {
            // The columns lie megabytes apart: too many streams for the hardware's prefetchers.
            Sse.Prefetch0(columns[c] + row + Ahead);
            Sse.Prefetch0(columns[c + 1] + row + Ahead);
            var v = Vector512.Load(columns[c] + row);
            var u = Vector512.Load(columns[c + 1] + row);
            var vo = Odd(v);
            var uo = Odd(u);
            var w = Vector512.Create(weights[0]);
            var x = Vector512.Create(weights[5]);
            e0 = Fold(e0 + Avx512F.Multiply(v, w) + Avx512F.Multiply(u, x));
            o0 = Fold(o0 + Avx512F.Multiply(vo, w) + Avx512F.Multiply(uo, x));
            w = Vector512.Create(weights[1]);
            x = Vector512.Create(weights[6]);
            e1 = Fold(e1 + Avx512F.Multiply(v, w) + Avx512F.Multiply(u, x));
            o1 = Fold(o1 + Avx512F.Multiply(vo, w) + Avx512F.Multiply(uo, x));
            w = Vector512.Create(weights[2]);
            x = Vector512.Create(weights[7]);
            e2 = Fold(e2 + Avx512F.Multiply(v, w) + Avx512F.Multiply(u, x));
            o2 = Fold(o2 + Avx512F.Multiply(vo, w) + Avx512F.Multiply(uo, x));
            w = Vector512.Create(weights[3]);
            x = Vector512.Create(weights[8]);
            e3 = Fold(e3 + Avx512F.Multiply(v, w) + Avx512F.Multiply(u, x));
            o3 = Fold(o3 + Avx512F.Multiply(vo, w) + Avx512F.Multiply(uo, x));
            w = Vector512.Create(weights[4]);
            x = Vector512.Create(weights[9]);
            e4 = Fold(e4 + Avx512F.Multiply(v, w) + Avx512F.Multiply(u, x));
            o4 = Fold(o4 + Avx512F.Multiply(vo, w) + Avx512F.Multiply(uo, x));
        }

        if (c < count)
        {
            var v = Vector512.Load(columns[c] + row);
            var vo = Odd(v);
            var w = Vector512.Create(weights[0]);
            e0 = Fold(e0 + Avx512F.Multiply(v, w));
            o0 = Fold(o0 + Avx512F.Multiply(vo, w));
            w = Vector512.Create(weights[1]);
            e1 = Fold(e1 + Avx512F.Multiply(v, w));
            o1 = Fold(o1 + Avx512F.Multiply(vo, w));
            w = Vector512.Create(weights[2]);
            e2 = Fold(e2 + Avx512F.Multiply(v, w));
            o2 = Fold(o2 + Avx512F.Multiply(vo, w));
            w = Vector512.Create(weights[3]);
            e3 = Fold(e3 + Avx512F.Multiply(v, w));
            o3 = Fold(o3 + Avx512F.Multiply(vo, w));
            w = Vector512.Create(weights[4]);
            e4 = Fold(e4 + Avx512F.Multiply(v, w));
            o4 = Fold(o4 + Avx512F.Multiply(vo, w));
        }

        return new(
            Reduce(e0, o0) + Broadcast(constant[0]),
            Reduce(e1, o1) + Broadcast(constant[1]),
            Reduce(e2, o2) + Broadcast(constant[2]),
            Reduce(e3, o3) + Broadcast(constant[3]),
            Reduce(e4, o4) + Broadcast(constant[4]));
    }

    // As DotExt: accumulators below p·2^32 between rows, one more product fits without care, two with one fold.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PackedExt<Packed16> InnerProduct(uint* column, uint* weights, long stride, long rows)
    {
        Vector512<ulong> e0 = default, e1 = default, e2 = default, e3 = default, e4 = default;
        Vector512<ulong> o0 = default, o1 = default, o2 = default, o3 = default, o4 = default;
        for (long i = 0; i < rows; i += 16)
        {
            var v = Vector512.Load(column + i);
            var vo = Odd(v);
            var w = Vector512.Load(weights + i);
            e0 = Fold(e0 + Avx512F.Multiply(v, w));
            o0 = Fold(o0 + Avx512F.Multiply(vo, Odd(w)));
            w = Vector512.Load(weights + i + stride);
            e1 = Fold(e1 + Avx512F.Multiply(v, w));
            o1 = Fold(o1 + Avx512F.Multiply(vo, Odd(w)));
            w = Vector512.Load(weights + i + 2 * stride);
            e2 = Fold(e2 + Avx512F.Multiply(v, w));
            o2 = Fold(o2 + Avx512F.Multiply(vo, Odd(w)));
            w = Vector512.Load(weights + i + 3 * stride);
            e3 = Fold(e3 + Avx512F.Multiply(v, w));
            o3 = Fold(o3 + Avx512F.Multiply(vo, Odd(w)));
            w = Vector512.Load(weights + i + 4 * stride);
            e4 = Fold(e4 + Avx512F.Multiply(v, w));
            o4 = Fold(o4 + Avx512F.Multiply(vo, Odd(w)));
        }

        return new(Reduce(e0, o0), Reduce(e1, o1), Reduce(e2, o2), Reduce(e3, o3), Reduce(e4, o4));
    }

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
