using System.Numerics;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Number-theoretic transforms over packed vectors. Splitting (Cooley and Tukey 1965, natural to bit-reversed order) gives the inverse transform, joining
/// (Gentleman and Sande 1966, bit-reversed to natural order) the forward one, so no permutation pass is needed; in both a block has one twiddle, which
/// costs no loads and leaves twiddle 1 to the whole outermost block. Blocks up to <see cref="CacheBlock"/> are finished while they are in the first-level
/// cache. Pointers address n readable or writable words (callers check); n is a power of two and a multiple of Width².
/// </summary>
internal static unsafe class NttKernel<T>
    where T : unmanaged, IPacked<T>
{
    private const long CacheBlock = 4096;

    // Sixteen vectors and their temporaries fill the 32 registers of AVX-512; AVX2 has sixteen.
    private static int LogRadix => T.Width == 8 ? 3 : 4;

    private static long Tile => T.Width * T.Width;

    /// <summary>destination = n-point inverse transform of source, in bit-reversed order. source may equal destination.</summary>
    public static void Inverse(uint* source, uint* destination, long n, TransformTables tables, bool tiled) =>
        Split(source, destination, n, 0, tables, tiled);

    /// <summary>destination = n-point transform of source (bit-reversed coefficients) in natural order. source may equal destination.</summary>
    public static void Forward(uint* source, uint* destination, long n, TransformTables tables, bool tiled) =>
        Join(source, destination, n, 0, tables, tiled);

    // All levels of block b of the given length.
    private static void Split(uint* x, uint* y, long length, long b, TransformTables tables, bool tiled)
    {
        if (length > CacheBlock)
        {
            var s = length >> LogRadix;
            SplitPass(x, y, LogRadix, s, b, 1, tables.Blocks);
            for (var k = 0; k < 1 << LogRadix; k++)
            {
                Split(y + k * s, y + k * s, s, (b << LogRadix) + k, tables, tiled);
            }

            return;
        }

        var count = 1L;
        for (var left = BitOperations.Log2((ulong)(length / Tile)); left > 0; x = y)
        {
            var log = Math.Min(left, LogRadix);
            left -= log;
            SplitPass(x, y, log, Tile << left, b, count, tables.Blocks);
            b <<= log;
            count <<= log;
        }

        TilePass<T>.Split(x, y, length, b, tables, tiled);
    }

    private static void Join(uint* x, uint* y, long length, long b, TransformTables tables, bool tiled)
    {
        if (length > CacheBlock)
        {
            var s = length >> LogRadix;
            for (var k = 0; k < 1 << LogRadix; k++)
            {
                Join(x + k * s, y + k * s, s, (b << LogRadix) + k, tables, tiled);
            }

            JoinPass(y, LogRadix, s, b, 1, tables.Blocks);
            return;
        }

        var levels = BitOperations.Log2((ulong)(length / Tile));
        TilePass<T>.Join(x, y, length, b << levels, tables, tiled);
        // The short pass, if one is needed, comes first, as it is the last one of splitting: the outermost pass has the trivial twiddles.
        var log = levels % LogRadix == 0 ? LogRadix : levels % LogRadix;
        for (var done = 0; done < levels; log = LogRadix)
        {
            var s = Tile << done;
            done += log;
            JoinPass(y, log, s, b << (levels - done), 1L << (levels - done), tables.Blocks);
        }
    }

    // log levels of count blocks of 2^log·s words; b is the number of the first.
    private static void SplitPass(uint* x, uint* y, int log, long s, long b, long count, ulong* t)
    {
        if (b == 0 && log >= 3)
        {
            if (log == 4)
            {
                SplitPasses<T>.SplitFirst16(x, y, s, t);
            }
            else
            {
                SplitPasses<T>.SplitFirst8(x, y, s, t);
            }

            b++;
            count--;
            x += s << log;
            y += s << log;
        }

        switch (log)
        {
            case 4: SplitPasses<T>.Split16(x, y, s, b, count, t); break;
            case 3: SplitPasses<T>.Split8(x, y, s, b, count, t); break;
            case 2: SplitPasses<T>.Split4(x, y, s, b, count, t); break;
            default: SplitPasses<T>.Split2(x, y, s, b, count, t); break;
        }
    }

    private static void JoinPass(uint* x, int log, long s, long b, long count, ulong* t)
    {
        if (b == 0 && log >= 3)
        {
            if (log == 4)
            {
                JoinPasses<T>.JoinFirst16(x, s, t);
            }
            else
            {
                JoinPasses<T>.JoinFirst8(x, s, t);
            }

            b++;
            count--;
            x += s << log;
        }

        switch (log)
        {
            case 4: JoinPasses<T>.Join16(x, s, b, count, t); break;
            case 3: JoinPasses<T>.Join8(x, s, b, count, t); break;
            case 2: JoinPasses<T>.Join4(x, s, b, count, t); break;
            default: JoinPasses<T>.Join2(x, s, b, count, t); break;
        }
    }
}
