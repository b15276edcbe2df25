using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// The innermost levels, on tiles of 16 vectors of 16 lanes: the transform along the 16 vectors of a tile and the one across its lanes, with a transposition
/// in between, so that lanes never have to be combined. A pass takes whole tiles, words in all; the caller guarantees that many behind every data pointer,
/// the tables of the transform's size, and that b is the number of the first tile. x may equal y.
/// </summary>
internal static unsafe class Lanes16
{
    /// <summary>First half of joining, from tiled coefficients: joins across the lanes on their coset, multiplies by the row factors (to [0, 2p)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JoinAcross(uint* x, uint* y, long words, ulong* coset, uint* rows, ulong* t)
    {
        for (var end = x + words; x < end; x += 256, y += 256)
        {
            var x0 = Packed16.Multiply(Packed16.Load(x), coset);
            var x1 = Packed16.Multiply(Packed16.Load(x + 16), coset + 1);
            var x2 = Packed16.Multiply(Packed16.Load(x + 32), coset + 2);
            var x3 = Packed16.Multiply(Packed16.Load(x + 48), coset + 3);
            var x4 = Packed16.Multiply(Packed16.Load(x + 64), coset + 4);
            var x5 = Packed16.Multiply(Packed16.Load(x + 80), coset + 5);
            var x6 = Packed16.Multiply(Packed16.Load(x + 96), coset + 6);
            var x7 = Packed16.Multiply(Packed16.Load(x + 112), coset + 7);
            var x8 = Packed16.Multiply(Packed16.Load(x + 128), coset + 8);
            var x9 = Packed16.Multiply(Packed16.Load(x + 144), coset + 9);
            var x10 = Packed16.Multiply(Packed16.Load(x + 160), coset + 10);
            var x11 = Packed16.Multiply(Packed16.Load(x + 176), coset + 11);
            var x12 = Packed16.Multiply(Packed16.Load(x + 192), coset + 12);
            var x13 = Packed16.Multiply(Packed16.Load(x + 208), coset + 13);
            var x14 = Packed16.Multiply(Packed16.Load(x + 224), coset + 14);
            var x15 = Packed16.Multiply(Packed16.Load(x + 240), coset + 15);
            Radix16<Packed16>.JoinFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                t);
            Packed16.Store(Packed16.MultiplyLazy(x0, rows), y);
            Packed16.Store(Packed16.MultiplyLazy(x1, rows + 32), y + 16);
            Packed16.Store(Packed16.MultiplyLazy(x2, rows + 64), y + 32);
            Packed16.Store(Packed16.MultiplyLazy(x3, rows + 96), y + 48);
            Packed16.Store(Packed16.MultiplyLazy(x4, rows + 128), y + 64);
            Packed16.Store(Packed16.MultiplyLazy(x5, rows + 160), y + 80);
            Packed16.Store(Packed16.MultiplyLazy(x6, rows + 192), y + 96);
            Packed16.Store(Packed16.MultiplyLazy(x7, rows + 224), y + 112);
            Packed16.Store(Packed16.MultiplyLazy(x8, rows + 256), y + 128);
            Packed16.Store(Packed16.MultiplyLazy(x9, rows + 288), y + 144);
            Packed16.Store(Packed16.MultiplyLazy(x10, rows + 320), y + 160);
            Packed16.Store(Packed16.MultiplyLazy(x11, rows + 352), y + 176);
            Packed16.Store(Packed16.MultiplyLazy(x12, rows + 384), y + 192);
            Packed16.Store(Packed16.MultiplyLazy(x13, rows + 416), y + 208);
            Packed16.Store(Packed16.MultiplyLazy(x14, rows + 448), y + 224);
            Packed16.Store(Packed16.MultiplyLazy(x15, rows + 480), y + 240);
        }
    }

    /// <summary>Second half of joining: transposes the tile, multiplies by its tile factors, joins along the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JoinAlong(uint* y, long words, uint* tiles, ulong* t, long b)
    {
        for (var end = y + words; y < end; y += 256, tiles += 32, b++)
        {
            var x0 = Packed16.Load(y);
            var x1 = Packed16.Load(y + 16);
            var x2 = Packed16.Load(y + 32);
            var x3 = Packed16.Load(y + 48);
            var x4 = Packed16.Load(y + 64);
            var x5 = Packed16.Load(y + 80);
            var x6 = Packed16.Load(y + 96);
            var x7 = Packed16.Load(y + 112);
            var x8 = Packed16.Load(y + 128);
            var x9 = Packed16.Load(y + 144);
            var x10 = Packed16.Load(y + 160);
            var x11 = Packed16.Load(y + 176);
            var x12 = Packed16.Load(y + 192);
            var x13 = Packed16.Load(y + 208);
            var x14 = Packed16.Load(y + 224);
            var x15 = Packed16.Load(y + 240);
            Packed16.Transpose(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15);
            x0 = Packed16.Multiply(x0, tiles);
            x1 = Packed16.Multiply(x1, tiles);
            x2 = Packed16.Multiply(x2, tiles);
            x3 = Packed16.Multiply(x3, tiles);
            x4 = Packed16.Multiply(x4, tiles);
            x5 = Packed16.Multiply(x5, tiles);
            x6 = Packed16.Multiply(x6, tiles);
            x7 = Packed16.Multiply(x7, tiles);
            x8 = Packed16.Multiply(x8, tiles);
            x9 = Packed16.Multiply(x9, tiles);
            x10 = Packed16.Multiply(x10, tiles);
            x11 = Packed16.Multiply(x11, tiles);
            x12 = Packed16.Multiply(x12, tiles);
            x13 = Packed16.Multiply(x13, tiles);
            x14 = Packed16.Multiply(x14, tiles);
            x15 = Packed16.Multiply(x15, tiles);
            Radix16<Packed16>.Join(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                t, b);
            Packed16.Store(x0, y);
            Packed16.Store(x1, y + 16);
            Packed16.Store(x2, y + 32);
            Packed16.Store(x3, y + 48);
            Packed16.Store(x4, y + 64);
            Packed16.Store(x5, y + 80);
            Packed16.Store(x6, y + 96);
            Packed16.Store(x7, y + 112);
            Packed16.Store(x8, y + 128);
            Packed16.Store(x9, y + 144);
            Packed16.Store(x10, y + 160);
            Packed16.Store(x11, y + 176);
            Packed16.Store(x12, y + 192);
            Packed16.Store(x13, y + 208);
            Packed16.Store(x14, y + 224);
            Packed16.Store(x15, y + 240);
        }
    }

    /// <summary>First half of splitting: splits along the vectors, multiplies by the tile factors (to [0, 2p)), transposes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitAlong(uint* x, uint* y, long words, uint* tiles, ulong* t, long b)
    {
        for (var end = x + words; x < end; x += 256, y += 256, tiles += 32, b++)
        {
            var x0 = Packed16.Load(x);
            var x1 = Packed16.Load(x + 16);
            var x2 = Packed16.Load(x + 32);
            var x3 = Packed16.Load(x + 48);
            var x4 = Packed16.Load(x + 64);
            var x5 = Packed16.Load(x + 80);
            var x6 = Packed16.Load(x + 96);
            var x7 = Packed16.Load(x + 112);
            var x8 = Packed16.Load(x + 128);
            var x9 = Packed16.Load(x + 144);
            var x10 = Packed16.Load(x + 160);
            var x11 = Packed16.Load(x + 176);
            var x12 = Packed16.Load(x + 192);
            var x13 = Packed16.Load(x + 208);
            var x14 = Packed16.Load(x + 224);
            var x15 = Packed16.Load(x + 240);
            Radix16<Packed16>.Split(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                t, b);
            x0 = Packed16.MultiplyLazy(x0, tiles);
            x1 = Packed16.MultiplyLazy(x1, tiles);
            x2 = Packed16.MultiplyLazy(x2, tiles);
            x3 = Packed16.MultiplyLazy(x3, tiles);
            x4 = Packed16.MultiplyLazy(x4, tiles);
            x5 = Packed16.MultiplyLazy(x5, tiles);
            x6 = Packed16.MultiplyLazy(x6, tiles);
            x7 = Packed16.MultiplyLazy(x7, tiles);
            x8 = Packed16.MultiplyLazy(x8, tiles);
            x9 = Packed16.MultiplyLazy(x9, tiles);
            x10 = Packed16.MultiplyLazy(x10, tiles);
            x11 = Packed16.MultiplyLazy(x11, tiles);
            x12 = Packed16.MultiplyLazy(x12, tiles);
            x13 = Packed16.MultiplyLazy(x13, tiles);
            x14 = Packed16.MultiplyLazy(x14, tiles);
            x15 = Packed16.MultiplyLazy(x15, tiles);
            Packed16.Transpose(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15);
            Packed16.Store(x0, y);
            Packed16.Store(x1, y + 16);
            Packed16.Store(x2, y + 32);
            Packed16.Store(x3, y + 48);
            Packed16.Store(x4, y + 64);
            Packed16.Store(x5, y + 80);
            Packed16.Store(x6, y + 96);
            Packed16.Store(x7, y + 112);
            Packed16.Store(x8, y + 128);
            Packed16.Store(x9, y + 144);
            Packed16.Store(x10, y + 160);
            Packed16.Store(x11, y + 176);
            Packed16.Store(x12, y + 192);
            Packed16.Store(x13, y + 208);
            Packed16.Store(x14, y + 224);
            Packed16.Store(x15, y + 240);
        }
    }

    /// <summary>Second half of splitting: multiplies by the row factors, splits across the lanes. Leaves tiled coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitAcross(uint* y, long words, uint* rows, ulong* t)
    {
        for (var end = y + words; y < end; y += 256)
        {
            var x0 = Packed16.Multiply(Packed16.Load(y), rows);
            var x1 = Packed16.Multiply(Packed16.Load(y + 16), rows + 32);
            var x2 = Packed16.Multiply(Packed16.Load(y + 32), rows + 64);
            var x3 = Packed16.Multiply(Packed16.Load(y + 48), rows + 96);
            var x4 = Packed16.Multiply(Packed16.Load(y + 64), rows + 128);
            var x5 = Packed16.Multiply(Packed16.Load(y + 80), rows + 160);
            var x6 = Packed16.Multiply(Packed16.Load(y + 96), rows + 192);
            var x7 = Packed16.Multiply(Packed16.Load(y + 112), rows + 224);
            var x8 = Packed16.Multiply(Packed16.Load(y + 128), rows + 256);
            var x9 = Packed16.Multiply(Packed16.Load(y + 144), rows + 288);
            var x10 = Packed16.Multiply(Packed16.Load(y + 160), rows + 320);
            var x11 = Packed16.Multiply(Packed16.Load(y + 176), rows + 352);
            var x12 = Packed16.Multiply(Packed16.Load(y + 192), rows + 384);
            var x13 = Packed16.Multiply(Packed16.Load(y + 208), rows + 416);
            var x14 = Packed16.Multiply(Packed16.Load(y + 224), rows + 448);
            var x15 = Packed16.Multiply(Packed16.Load(y + 240), rows + 480);
            Radix16<Packed16>.SplitFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                t);
            Packed16.Store(x0, y);
            Packed16.Store(x1, y + 16);
            Packed16.Store(x2, y + 32);
            Packed16.Store(x3, y + 48);
            Packed16.Store(x4, y + 64);
            Packed16.Store(x5, y + 80);
            Packed16.Store(x6, y + 96);
            Packed16.Store(x7, y + 112);
            Packed16.Store(x8, y + 128);
            Packed16.Store(x9, y + 144);
            Packed16.Store(x10, y + 160);
            Packed16.Store(x11, y + 176);
            Packed16.Store(x12, y + 192);
            Packed16.Store(x13, y + 208);
            Packed16.Store(x14, y + 224);
            Packed16.Store(x15, y + 240);
        }
    }
}
