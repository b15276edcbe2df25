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
    public static void Inverse(uint* source, uint* destination, long n, uint* twiddles, uint scale, bool tiled)
    {
        if (n > CacheBlock && n >= 4L * T.Width * T.Width)
        {
            FrequencyPass4(source, destination, n, twiddles);
            var q = n >> 2;
            for (var k = 0; k < 4; k++)
            {
                Inverse(destination + k * q, destination + k * q, q, twiddles, scale, tiled);
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

        InverseBase(from, destination, n, twiddles, scale, tiled);
    }

    /// <summary>destination = n-point transform of source (bit-reversed coefficients) in natural order. source may equal destination.</summary>
    public static void Forward(uint* source, uint* destination, long n, uint* twiddles, bool tiled)
    {
        if (n > CacheBlock && n >= 4L * T.Width * T.Width)
        {
            var q = n >> 2;
            for (var k = 0; k < 4; k++)
            {
                Forward(source + k * q, destination + k * q, q, twiddles, tiled);
            }

            TimePass4(destination, n, twiddles);
            return;
        }

        ForwardBase(source, destination, n, twiddles, tiled);
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

    // The levels inside a vector: Width blocks of Width words are transposed, so that lanes are blocks and a twiddle is the same in all lanes. Coefficients
    // may be left as they lie then (tiled), which spares the inverse and the forward transform a transposition each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InverseBase(uint* x, uint* y, long n, uint* twiddles, uint scale, bool tiled)
    {
        long w = T.Width;
        var tile = stackalloc uint[T.Width * T.Width];
        for (long b = 0; b < n; b += w * w)
        {
            T.Transpose(x + b, w, tile, w);
            var target = tiled ? y + b : tile;
            if (T.Width == 1)
            {
                T.Store(T.Load(tile) * T.Broadcast(scale), target);
            }
            else if (T.Width == 8)
            {
                TileFrequency4(tile, 8, twiddles);
                TileFrequency2(tile, target, scale);
            }
            else
            {
                TileFrequency4(tile, 16, twiddles);
                TileFrequencyLast4(tile, target, twiddles, scale);
            }

            if (!tiled)
            {
                T.Transpose(tile, w, y + b, w);
            }
        }
    }

    // Levels m and m/2 across the vectors of a tile, m = Width. The first butterfly has twiddles 1, 1 and ω_4^-1: one multiplication.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileFrequency4(uint* tile, int m, uint* twiddles)
    {
        var w = T.Width;
        var q = m >> 2;
        var imaginary = T.Broadcast(twiddles[(m >> 1) + q]);
        {
            var x0 = T.Load(tile);
            var x1 = T.Load(tile + q * w);
            var x2 = T.Load(tile + 2 * q * w);
            var x3 = T.Load(tile + 3 * q * w);
            var a = x0 + x2;
            var b = x0 - x2;
            var c = x1 + x3;
            var d = (x1 - x3) * imaginary;
            T.Store(a + c, tile);
            T.Store(a - c, tile + q * w);
            T.Store(b + d, tile + 2 * q * w);
            T.Store(b - d, tile + 3 * q * w);
        }

        for (var j = 1; j < q; j++)
        {
            var p = tile + j * w;
            var x0 = T.Load(p);
            var x1 = T.Load(p + q * w);
            var x2 = T.Load(p + 2 * q * w);
            var x3 = T.Load(p + 3 * q * w);
            var a = x0 + x2;
            var b = (x0 - x2) * T.Broadcast(twiddles[(m >> 1) + j]);
            var c = x1 + x3;
            var d = (x1 - x3) * T.Broadcast(twiddles[(m >> 1) + j + q]);
            var t = T.Broadcast(twiddles[q + j]);
            T.Store(a + c, p);
            T.Store((a - c) * t, p + q * w);
            T.Store(b + d, p + 2 * q * w);
            T.Store((b - d) * t, p + 3 * q * w);
        }
    }

    // Levels 4 and 2, and the scale.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileFrequencyLast4(uint* tile, uint* target, uint* twiddles, uint scale)
    {
        var w = T.Width;
        var imaginary = T.Broadcast(twiddles[3]);
        var s = T.Broadcast(scale);
        for (var k = 0; k < w; k += 4)
        {
            var p = tile + k * w;
            var x0 = T.Load(p);
            var x1 = T.Load(p + w);
            var x2 = T.Load(p + 2 * w);
            var x3 = T.Load(p + 3 * w);
            var a = x0 + x2;
            var b = x0 - x2;
            var c = x1 + x3;
            var d = (x1 - x3) * imaginary;
            p = target + k * w;
            T.Store((a + c) * s, p);
            T.Store((a - c) * s, p + w);
            T.Store((b + d) * s, p + 2 * w);
            T.Store((b - d) * s, p + 3 * w);
        }
    }

    // Level 2, and the scale.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileFrequency2(uint* tile, uint* target, uint scale)
    {
        var w = T.Width;
        var s = T.Broadcast(scale);
        for (var k = 0; k < w; k += 2)
        {
            var a = T.Load(tile + k * w);
            var b = T.Load(tile + (k + 1) * w);
            T.Store((a + b) * s, target + k * w);
            T.Store((a - b) * s, target + (k + 1) * w);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardBase(uint* x, uint* y, long n, uint* twiddles, bool tiled)
    {
        long w = T.Width;
        var tile = stackalloc uint[T.Width * T.Width];
        for (long b = 0; b < n; b += w * w)
        {
            var source = x + b;
            if (!tiled)
            {
                T.Transpose(x + b, w, tile, w);
                source = tile;
            }

            if (T.Width == 1)
            {
                T.Store(T.Load(source), tile);
            }
            else
            {
                TileTime4(source, tile, 4, twiddles);
                if (T.Width == 8)
                {
                    TileTime2(tile, twiddles);
                }
                else
                {
                    TileTime4(tile, tile, 16, twiddles);
                }
            }

            T.Transpose(tile, w, y + b, w);
        }
    }

    // Levels m/2 and m across the vectors of a tile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileTime4(uint* source, uint* target, int m, uint* twiddles)
    {
        var w = T.Width;
        var q = m >> 2;
        for (var j = 0; j < q; j++)
        {
            var inner = T.Broadcast(twiddles[q + j]);
            var outer = T.Broadcast(twiddles[(m >> 1) + j]);
            var outer2 = T.Broadcast(twiddles[(m >> 1) + j + q]);
            for (var start = j; start < w; start += m)
            {
                var p = source + start * w;
                var x0 = T.Load(p);
                var x1 = T.Load(p + q * w) * inner;
                var x2 = T.Load(p + 2 * q * w);
                var x3 = T.Load(p + 3 * q * w) * inner;
                var a = x0 + x1;
                var b = x0 - x1;
                var c = (x2 + x3) * outer;
                var d = (x2 - x3) * outer2;
                p = target + start * w;
                T.Store(a + c, p);
                T.Store(b + d, p + q * w);
                T.Store(a - c, p + 2 * q * w);
                T.Store(b - d, p + 3 * q * w);
            }
        }
    }

    // Level 8 of a tile of eight vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TileTime2(uint* tile, uint* twiddles)
    {
        var w = T.Width;
        for (var j = 0; j < 4; j++)
        {
            var a = T.Load(tile + j * w);
            var b = T.Load(tile + (j + 4) * w) * T.Broadcast(twiddles[4 + j]);
            T.Store(a + b, tile + j * w);
            T.Store(a - b, tile + (j + 4) * w);
        }
    }
}
