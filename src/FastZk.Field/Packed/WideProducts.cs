using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Field.Packed;

/// <summary>
/// Sums of products in E with few reductions, for every instruction set that has 64-bit products. Even lanes and odd lanes are kept apart; the bounds
/// of <see cref="IWide{TSelf, T}"/> say when a sum must be folded.
/// </summary>
internal static unsafe class WideProducts<T, TWide>
    where T : unmanaged, IPacked<T>
    where TWide : unmanaged, IWide<TWide, T>
{
    private const int FarAhead = 512; // the same for InnerProducts, which has two columns only
    private const int Ahead = 96; // words ahead of the row at hand that Dot asks for

    /// <summary>See <see cref="IPacked{TSelf}.MultiplyRows"/>.</summary>
    /// <remarks>
    /// Schoolbook product with x^5 = 2. The even lanes come first, then every operand is shifted once: all stays in 32 registers. One method, and the
    /// products written out in it: what the JIT compiler inlines is bounded by the size of the method that it starts from.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyRows(in ExtRows x, in ExtRows y, uint* scalar, in ExtRows other, in ExtRows target, bool accumulate, int rows)
    {
        var xs = x.Stride;
        var ys = y.Stride;
        var xp = x.Start;
        var yp = y.Start;
        for (var i = 0; i < rows; i += T.Width, xp += x.Step, yp += y.Step)
        {
            var a0 = T.Load(xp);
            var a1 = T.Load(xp + xs);
            var a2 = T.Load(xp + 2 * xs);
            var a3 = T.Load(xp + 3 * xs);
            var a4 = T.Load(xp + 4 * xs);
            var b0 = T.Load(yp);
            var b1 = T.Load(yp + ys);
            var b2 = T.Load(yp + 2 * ys);
            var b3 = T.Load(yp + 3 * ys);
            var b4 = T.Load(yp + 4 * ys);
            var d1 = b1 + b1;
            var d2 = b2 + b2;
            var d3 = b3 + b3;
            var d4 = b4 + b4;
            var e0 = Sum(a0, b0, a1, d4, a2, d3, a3, d2, a4, d1);
            var e1 = Sum(a0, b1, a1, b0, a2, d4, a3, d3, a4, d2);
            var e2 = Sum(a0, b2, a1, b1, a2, b0, a3, d4, a4, d3);
            var e3 = Sum(a0, b3, a1, b2, a2, b1, a3, b0, a4, d4);
            var e4 = Sum(a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
            a0 = TWide.Odd(a0);
            a1 = TWide.Odd(a1);
            a2 = TWide.Odd(a2);
            a3 = TWide.Odd(a3);
            a4 = TWide.Odd(a4);
            b0 = TWide.Odd(b0);
            b1 = TWide.Odd(b1);
            b2 = TWide.Odd(b2);
            b3 = TWide.Odd(b3);
            b4 = TWide.Odd(b4);
            d1 = TWide.Odd(d1);
            d2 = TWide.Odd(d2);
            d3 = TWide.Odd(d3);
            d4 = TWide.Odd(d4);
            var o0 = Sum(a0, b0, a1, d4, a2, d3, a3, d2, a4, d1);
            var o1 = Sum(a0, b1, a1, b0, a2, d4, a3, d3, a4, d2);
            var o2 = Sum(a0, b2, a1, b1, a2, b0, a3, d4, a4, d3);
            var o3 = Sum(a0, b3, a1, b2, a2, b1, a3, b0, a4, d4);
            var o4 = Sum(a0, b4, a1, b3, a2, b2, a3, b1, a4, b0);
            if (scalar is not null)
            {
                var c = other.Start + i;
                var cs = other.Stride;
                a0 = T.Load(scalar + i);
                a1 = TWide.Odd(a0);
                b0 = T.Load(c);
                b1 = T.Load(c + cs);
                b2 = T.Load(c + 2 * cs);
                b3 = T.Load(c + 3 * cs);
                b4 = T.Load(c + 4 * cs);
                e0 = TWide.Fold(e0 + TWide.Multiply(a0, b0));
                o0 = TWide.Fold(o0 + TWide.Multiply(a1, TWide.Odd(b0)));
                e1 = TWide.Fold(e1 + TWide.Multiply(a0, b1));
                o1 = TWide.Fold(o1 + TWide.Multiply(a1, TWide.Odd(b1)));
                e2 = TWide.Fold(e2 + TWide.Multiply(a0, b2));
                o2 = TWide.Fold(o2 + TWide.Multiply(a1, TWide.Odd(b2)));
                e3 = TWide.Fold(e3 + TWide.Multiply(a0, b3));
                o3 = TWide.Fold(o3 + TWide.Multiply(a1, TWide.Odd(b3)));
                e4 = TWide.Fold(e4 + TWide.Multiply(a0, b4));
                o4 = TWide.Fold(o4 + TWide.Multiply(a1, TWide.Odd(b4)));
            }

            var t = target.Start + i;
            var ts = target.Stride;
            a0 = TWide.Reduce(e0, o0);
            a1 = TWide.Reduce(e1, o1);
            a2 = TWide.Reduce(e2, o2);
            a3 = TWide.Reduce(e3, o3);
            a4 = TWide.Reduce(e4, o4);
            if (accumulate)
            {
                a0 += T.Load(t);
                a1 += T.Load(t + ts);
                a2 += T.Load(t + 2 * ts);
                a3 += T.Load(t + 3 * ts);
                a4 += T.Load(t + 4 * ts);
            }

            T.Store(a0, t);
            T.Store(a1, t + ts);
            T.Store(a2, t + 2 * ts);
            T.Store(a3, t + 3 * ts);
            T.Store(a4, t + 4 * ts);
        }
    }

    // Five products: 4 p² fit, folded 2.13 p² are left at most, and 3.13 p² are below 2·p·2^32.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWide Sum(T a0, T b0, T a1, T b1, T a2, T b2, T a3, T b3, T a4, T b4) =>
        TWide.Fold(TWide.Multiply(a0, b0) + TWide.Multiply(a1, b1) + TWide.Multiply(a2, b2) + TWide.Multiply(a3, b3)) + TWide.Multiply(a4, b4);

    /// <summary>See <see cref="IPacked{TSelf}.DotExt"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PackedExt<T> Dot(uint** columns, long row, int count, uint* weights, uint* constant)
    {
        TWide e0 = TWide.Zero, e1 = TWide.Zero, e2 = TWide.Zero, e3 = TWide.Zero, e4 = TWide.Zero;
        TWide o0 = TWide.Zero, o1 = TWide.Zero, o2 = TWide.Zero, o3 = TWide.Zero, o4 = TWide.Zero;
        var c = 0;
        for (; c + 2 <= count; c += 2, weights += 10)
        {
            // The columns lie megabytes apart: too many streams for the hardware's prefetchers.
            Sse.Prefetch0(columns[c] + row + Ahead);
            Sse.Prefetch0(columns[c + 1] + row + Ahead);
            var v = T.Load(columns[c] + row);
            var u = T.Load(columns[c + 1] + row);
            var vo = TWide.Odd(v);
            var uo = TWide.Odd(u);
            AddTwo(ref e0, ref o0, v, vo, T.Broadcast(weights[0]), u, uo, T.Broadcast(weights[5]));
            AddTwo(ref e1, ref o1, v, vo, T.Broadcast(weights[1]), u, uo, T.Broadcast(weights[6]));
            AddTwo(ref e2, ref o2, v, vo, T.Broadcast(weights[2]), u, uo, T.Broadcast(weights[7]));
            AddTwo(ref e3, ref o3, v, vo, T.Broadcast(weights[3]), u, uo, T.Broadcast(weights[8]));
            AddTwo(ref e4, ref o4, v, vo, T.Broadcast(weights[4]), u, uo, T.Broadcast(weights[9]));
        }

        if (c < count)
        {
            var v = T.Load(columns[c] + row);
            var vo = TWide.Odd(v);
            AddOne(ref e0, ref o0, v, vo, T.Broadcast(weights[0]));
            AddOne(ref e1, ref o1, v, vo, T.Broadcast(weights[1]));
            AddOne(ref e2, ref o2, v, vo, T.Broadcast(weights[2]));
            AddOne(ref e3, ref o3, v, vo, T.Broadcast(weights[3]));
            AddOne(ref e4, ref o4, v, vo, T.Broadcast(weights[4]));
        }

        return new(
            TWide.Reduce(e0, o0) + T.Broadcast(constant[0]),
            TWide.Reduce(e1, o1) + T.Broadcast(constant[1]),
            TWide.Reduce(e2, o2) + T.Broadcast(constant[2]),
            TWide.Reduce(e3, o3) + T.Broadcast(constant[3]),
            TWide.Reduce(e4, o4) + T.Broadcast(constant[4]));
    }

    // The same weight for all lanes. Sums stay below 2.13 p² between pairs: with two more products they still fit 64 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTwo(ref TWide even, ref TWide odd, T v, T vo, T w, T u, T uo, T x)
    {
        even = TWide.Fold(even + TWide.Multiply(v, w) + TWide.Multiply(u, x));
        odd = TWide.Fold(odd + TWide.Multiply(vo, w) + TWide.Multiply(uo, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(ref TWide even, ref TWide odd, T v, T vo, T w)
    {
        even = TWide.Fold(even + TWide.Multiply(v, w));
        odd = TWide.Fold(odd + TWide.Multiply(vo, w));
    }

    /// <summary>See <see cref="IPacked{TSelf}.InnerProducts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InnerProducts(uint* x, uint* y, uint* weights, long stride, long rows, PackedExt<T>* sums)
    {
        TWide xe0 = TWide.Zero, xe1 = TWide.Zero, xe2 = TWide.Zero, xe3 = TWide.Zero, xe4 = TWide.Zero;
        TWide xo0 = TWide.Zero, xo1 = TWide.Zero, xo2 = TWide.Zero, xo3 = TWide.Zero, xo4 = TWide.Zero;
        TWide ye0 = TWide.Zero, ye1 = TWide.Zero, ye2 = TWide.Zero, ye3 = TWide.Zero, ye4 = TWide.Zero;
        TWide yo0 = TWide.Zero, yo1 = TWide.Zero, yo2 = TWide.Zero, yo3 = TWide.Zero, yo4 = TWide.Zero;
        for (long i = 0; i < rows; i += T.Width)
        {
            Sse.Prefetch0(x + i + FarAhead);
            Sse.Prefetch0(y + i + FarAhead);
            var v = T.Load(x + i);
            var u = T.Load(y + i);
            var vo = TWide.Odd(v);
            var uo = TWide.Odd(u);
            var w = weights + i;
            AddBoth(ref xe0, ref xo0, ref ye0, ref yo0, v, vo, u, uo, T.Load(w));
            AddBoth(ref xe1, ref xo1, ref ye1, ref yo1, v, vo, u, uo, T.Load(w + stride));
            AddBoth(ref xe2, ref xo2, ref ye2, ref yo2, v, vo, u, uo, T.Load(w + 2 * stride));
            AddBoth(ref xe3, ref xo3, ref ye3, ref yo3, v, vo, u, uo, T.Load(w + 3 * stride));
            AddBoth(ref xe4, ref xo4, ref ye4, ref yo4, v, vo, u, uo, T.Load(w + 4 * stride));
        }

        sums[0] = new(TWide.Reduce(xe0, xo0), TWide.Reduce(xe1, xo1), TWide.Reduce(xe2, xo2), TWide.Reduce(xe3, xo3), TWide.Reduce(xe4, xo4));
        sums[1] = new(TWide.Reduce(ye0, yo0), TWide.Reduce(ye1, yo1), TWide.Reduce(ye2, yo2), TWide.Reduce(ye3, yo3), TWide.Reduce(ye4, yo4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBoth(ref TWide xe, ref TWide xo, ref TWide ye, ref TWide yo, T v, T vo, T u, T uo, T w)
    {
        xe = TWide.Fold(xe + TWide.Multiply(v, w));
        ye = TWide.Fold(ye + TWide.Multiply(u, w));
        w = TWide.Odd(w);
        xo = TWide.Fold(xo + TWide.Multiply(vo, w));
        yo = TWide.Fold(yo + TWide.Multiply(uo, w));
    }
}
