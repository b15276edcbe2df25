using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// The innermost levels, on tiles of 8 vectors of 8 lanes: the transform along the 8 vectors of a tile and the one across its lanes, with a transposition
/// in between, so that lanes never have to be combined. A pass takes whole tiles, words in all; the caller guarantees that many behind every data pointer,
/// the tables of the transform's size, and that b is the number of the first tile. x may equal y.
/// </summary>
internal static unsafe class Lanes8
{
    /// <summary>First half of joining, from tiled coefficients: joins across the lanes on their coset, multiplies by the row factors (to [0, 2p)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JoinAcross(uint* x, uint* y, long words, ulong* coset, uint* rows, ulong* t)
    {
        for (var end = x + words; x < end; x += 64, y += 64)
        {
            var x0 = Packed8.Multiply(Packed8.Load(x), coset);
            var x1 = Packed8.Multiply(Packed8.Load(x + 8), coset + 1);
            var x2 = Packed8.Multiply(Packed8.Load(x + 16), coset + 2);
            var x3 = Packed8.Multiply(Packed8.Load(x + 24), coset + 3);
            var x4 = Packed8.Multiply(Packed8.Load(x + 32), coset + 4);
            var x5 = Packed8.Multiply(Packed8.Load(x + 40), coset + 5);
            var x6 = Packed8.Multiply(Packed8.Load(x + 48), coset + 6);
            var x7 = Packed8.Multiply(Packed8.Load(x + 56), coset + 7);
            Radix8<Packed8>.JoinFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                t);
            Packed8.Store(Packed8.MultiplyLazy(x0, rows), y);
            Packed8.Store(Packed8.MultiplyLazy(x1, rows + 16), y + 8);
            Packed8.Store(Packed8.MultiplyLazy(x2, rows + 32), y + 16);
            Packed8.Store(Packed8.MultiplyLazy(x3, rows + 48), y + 24);
            Packed8.Store(Packed8.MultiplyLazy(x4, rows + 64), y + 32);
            Packed8.Store(Packed8.MultiplyLazy(x5, rows + 80), y + 40);
            Packed8.Store(Packed8.MultiplyLazy(x6, rows + 96), y + 48);
            Packed8.Store(Packed8.MultiplyLazy(x7, rows + 112), y + 56);
        }
    }

    /// <summary>Second half of joining: transposes the tile, multiplies by its tile factors, joins along the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JoinAlong(uint* y, long words, uint* tiles, ulong* t, long b)
    {
        for (var end = y + words; y < end; y += 64, tiles += 16, b++)
        {
            var x0 = Packed8.Load(y);
            var x1 = Packed8.Load(y + 8);
            var x2 = Packed8.Load(y + 16);
            var x3 = Packed8.Load(y + 24);
            var x4 = Packed8.Load(y + 32);
            var x5 = Packed8.Load(y + 40);
            var x6 = Packed8.Load(y + 48);
            var x7 = Packed8.Load(y + 56);
            Packed8.Transpose(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7);
            x0 = Packed8.Multiply(x0, tiles);
            x1 = Packed8.Multiply(x1, tiles);
            x2 = Packed8.Multiply(x2, tiles);
            x3 = Packed8.Multiply(x3, tiles);
            x4 = Packed8.Multiply(x4, tiles);
            x5 = Packed8.Multiply(x5, tiles);
            x6 = Packed8.Multiply(x6, tiles);
            x7 = Packed8.Multiply(x7, tiles);
            Radix8<Packed8>.Join(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                t, b);
            Packed8.Store(x0, y);
            Packed8.Store(x1, y + 8);
            Packed8.Store(x2, y + 16);
            Packed8.Store(x3, y + 24);
            Packed8.Store(x4, y + 32);
            Packed8.Store(x5, y + 40);
            Packed8.Store(x6, y + 48);
            Packed8.Store(x7, y + 56);
        }
    }

    /// <summary>First half of splitting: splits along the vectors, multiplies by the tile factors (to [0, 2p)), transposes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitAlong(uint* x, uint* y, long words, uint* tiles, ulong* t, long b)
    {
        for (var end = x + words; x < end; x += 64, y += 64, tiles += 16, b++)
        {
            var x0 = Packed8.Load(x);
            var x1 = Packed8.Load(x + 8);
            var x2 = Packed8.Load(x + 16);
            var x3 = Packed8.Load(x + 24);
            var x4 = Packed8.Load(x + 32);
            var x5 = Packed8.Load(x + 40);
            var x6 = Packed8.Load(x + 48);
            var x7 = Packed8.Load(x + 56);
            Radix8<Packed8>.Split(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                t, b);
            x0 = Packed8.MultiplyLazy(x0, tiles);
            x1 = Packed8.MultiplyLazy(x1, tiles);
            x2 = Packed8.MultiplyLazy(x2, tiles);
            x3 = Packed8.MultiplyLazy(x3, tiles);
            x4 = Packed8.MultiplyLazy(x4, tiles);
            x5 = Packed8.MultiplyLazy(x5, tiles);
            x6 = Packed8.MultiplyLazy(x6, tiles);
            x7 = Packed8.MultiplyLazy(x7, tiles);
            Packed8.Transpose(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7);
            Packed8.Store(x0, y);
            Packed8.Store(x1, y + 8);
            Packed8.Store(x2, y + 16);
            Packed8.Store(x3, y + 24);
            Packed8.Store(x4, y + 32);
            Packed8.Store(x5, y + 40);
            Packed8.Store(x6, y + 48);
            Packed8.Store(x7, y + 56);
        }
    }

    /// <summary>Second half of splitting: multiplies by the row factors, splits across the lanes. Leaves tiled coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitAcross(uint* y, long words, uint* rows, ulong* t)
    {
        for (var end = y + words; y < end; y += 64)
        {
            var x0 = Packed8.Multiply(Packed8.Load(y), rows);
            var x1 = Packed8.Multiply(Packed8.Load(y + 8), rows + 16);
            var x2 = Packed8.Multiply(Packed8.Load(y + 16), rows + 32);
            var x3 = Packed8.Multiply(Packed8.Load(y + 24), rows + 48);
            var x4 = Packed8.Multiply(Packed8.Load(y + 32), rows + 64);
            var x5 = Packed8.Multiply(Packed8.Load(y + 40), rows + 80);
            var x6 = Packed8.Multiply(Packed8.Load(y + 48), rows + 96);
            var x7 = Packed8.Multiply(Packed8.Load(y + 56), rows + 112);
            Radix8<Packed8>.SplitFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                t);
            Packed8.Store(x0, y);
            Packed8.Store(x1, y + 8);
            Packed8.Store(x2, y + 16);
            Packed8.Store(x3, y + 24);
            Packed8.Store(x4, y + 32);
            Packed8.Store(x5, y + 40);
            Packed8.Store(x6, y + 48);
            Packed8.Store(x7, y + 56);
        }
    }
}
