using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Radix-4 number-theoretic transforms over packed vectors: decimation in frequency takes natural order to bit-reversed order (inverse),
/// decimation in time takes bit-reversed order to natural order (forward, coset shift folded into the twiddles), so no permutation pass is needed
/// (Gentleman and Sande 1966; Cooley and Tukey 1965). Blocks up to <see cref="CacheBlock"/> are finished while they are in the first-level cache.
/// All pointers address n readable or writable words (callers check); sizes are powers of two and at least Width^2.
/// </summary>
internal static unsafe class NttKernel<T>
    where T : unmanaged, IPacked<T>
{
    private const long CacheBlock = 4096;

    /// <summary>destination = n-point inverse transform of source times scale, in bit-reversed order. source may equal destination.</summary>
    public static void Inverse(uint* source, uint* destination, long n, uint* twiddles, uint scale)
    {
        if (n > CacheBlock && n >= 4L * T.Width * T.Width)
        {
            FrequencyPass4(source, destination, n, twiddles);
            var q = n >> 2;
            for (var k = 0; k < 4; k++)
            {
                Inverse(destination + k * q, destination + k * q, q, twiddles, scale);
            }

            return;
        }

        var m = n;
        var from = source;
        while (m > T.Width)
        {
            if (m >= 4L * T.Width)
            {
                for (long b = 0; b < n; b += m)
                {
                    FrequencyPass4(from + b, destination + b, m, twiddles);
                }

                m >>= 2;
            }
            else
            {
                for (long b = 0; b < n; b += m)
                {
                    FrequencyPass2(from + b, destination + b, m, twiddles);
                }

                m >>= 1;
            }

            from = destination;
        }

        InverseBase(from, destination, n, twiddles, scale);
    }

    /// <summary>destination = n-point transform of source (bit-reversed coefficients) in natural order. source may equal destination.</summary>
    public static void Forward(uint* source, uint* destination, long n, uint* twiddles)
    {
        if (n > CacheBlock && n >= 4L * T.Width * T.Width)
        {
            var q = n >> 2;
            for (var k = 0; k < 4; k++)
            {
                Forward(source + k * q, destination + k * q, q, twiddles);
            }

            TimePass4(destination, n, twiddles);
            return;
        }

        ForwardBase(source, destination, n, twiddles);
        long m = T.Width;
        while (m < n)
        {
            if (4 * m <= n)
            {
                m <<= 2;
                for (long b = 0; b < n; b += m)
                {
                    TimePass4(destination + b, m, twiddles);
                }
            }
            else
            {
                m <<= 1;
                for (long b = 0; b < n; b += m)
                {
                    TimePass2(destination + b, m, twiddles);
                }
            }
        }
    }

    // Levels of block size m and m/2 of the inverse transform.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FrequencyPass4(uint* x, uint* y, long m, uint* twiddles)
    {
        var q = m >> 2;
        var outer = twiddles + (m >> 1);
        var inner = twiddles + q;
        for (long j = 0; j < q; j += T.Width)
        {
            var x0 = T.Load(x + j);
            var x1 = T.Load(x + j + q);
            var x2 = T.Load(x + j + 2 * q);
            var x3 = T.Load(x + j + 3 * q);
            var a = x0 + x2;
            var b = (x0 - x2) * T.Load(outer + j);
            var c = x1 + x3;
            var d = (x1 - x3) * T.Load(outer + j + q);
            var w = T.Load(inner + j);
            T.Store(a + c, y + j);
            T.Store((a - c) * w, y + j + q);
            T.Store(b + d, y + j + 2 * q);
            T.Store((b - d) * w, y + j + 3 * q);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FrequencyPass2(uint* x, uint* y, long m, uint* twiddles)
    {
        var h = m >> 1;
        var w = twiddles + h;
        for (long j = 0; j < h; j += T.Width)
        {
            var a = T.Load(x + j);
            var b = T.Load(x + j + h);
            T.Store(a + b, y + j);
            T.Store((a - b) * T.Load(w + j), y + j + h);
        }
    }

    // Levels of block size m/2 and m of the forward transform.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TimePass4(uint* x, long m, uint* twiddles)
    {
        var q = m >> 2;
        var outer = twiddles + (m >> 1);
        var inner = twiddles + q;
        for (long j = 0; j < q; j += T.Width)
        {
            var w = T.Load(inner + j);
            var x0 = T.Load(x + j);
            var x1 = T.Load(x + j + q) * w;
            var x2 = T.Load(x + j + 2 * q);
            var x3 = T.Load(x + j + 3 * q) * w;
            var a = x0 + x1;
            var b = x0 - x1;
            var c = (x2 + x3) * T.Load(outer + j);
            var d = (x2 - x3) * T.Load(outer + j + q);
            T.Store(a + c, x + j);
            T.Store(b + d, x + j + q);
            T.Store(a - c, x + j + 2 * q);
            T.Store(b - d, x + j + 3 * q);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TimePass2(uint* x, long m, uint* twiddles)
    {
        var h = m >> 1;
        var w = twiddles + h;
        for (long j = 0; j < h; j += T.Width)
        {
            var a = T.Load(x + j);
            var b = T.Load(x + j + h) * T.Load(w + j);
            T.Store(a + b, x + j);
            T.Store(a - b, x + j + h);
        }
    }

    // The levels inside a vector: Width blocks of Width words are transposed, so that lanes are blocks and a twiddle is the same in all lanes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InverseBase(uint* x, uint* y, long n, uint* twiddles, uint scale)
    {
        var w = T.Width;
        var tile = stackalloc uint[w * w];
        var s = T.Broadcast(scale);
        for (long b = 0; b < n; b += w * w)
        {
            T.Transpose(x + b, w, tile, w);
            for (var m = w; m > 1; m >>= 1)
            {
                var h = m >> 1;
                for (var start = 0; start < w; start += m)
                {
                    for (var j = 0; j < h; j++)
                    {
                        var p = tile + (start + j) * w;
                        var u = T.Load(p);
                        var v = T.Load(p + h * w);
                        T.Store(u + v, p);
                        T.Store((u - v) * T.Broadcast(twiddles[h + j]), p + h * w);
                    }
                }
            }

            for (var i = 0; i < w; i++)
            {
                T.Store(T.Load(tile + i * w) * s, tile + i * w);
            }

            T.Transpose(tile, w, y + b, w);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardBase(uint* x, uint* y, long n, uint* twiddles)
    {
        var w = T.Width;
        var tile = stackalloc uint[w * w];
        for (long b = 0; b < n; b += w * w)
        {
            T.Transpose(x + b, w, tile, w);
            for (var m = 2; m <= w; m <<= 1)
            {
                var h = m >> 1;
                for (var start = 0; start < w; start += m)
                {
                    for (var j = 0; j < h; j++)
                    {
                        var p = tile + (start + j) * w;
                        var u = T.Load(p);
                        var v = T.Load(p + h * w) * T.Broadcast(twiddles[h + j]);
                        T.Store(u + v, p);
                        T.Store(u - v, p + h * w);
                    }
                }
            }

            T.Transpose(tile, w, y + b, w);
        }
    }
}
