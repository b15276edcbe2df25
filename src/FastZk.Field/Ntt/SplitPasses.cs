using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Passes over memory that split blocks: natural order towards bit-reversed order. A pass of radix R takes count blocks of R·s words from x to y, the first of
/// them number first of its level; x may equal y. s is a multiple of the vector width, and the caller guarantees count·R·s words behind both pointers and
/// twiddles of R/2·(first + count) blocks behind t. The first forms take the one block 0.
/// </summary>
internal static unsafe class SplitPasses<T>
    where T : unmanaged, IPacked<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitFirst16(uint* x, uint* y, long s, ulong* t)
    {
        for (long j = 0; j < s; j += T.Width)
        {
            var x0 = T.Load(x + j);
            var x1 = T.Load(x + j + s);
            var x2 = T.Load(x + j + 2 * s);
            var x3 = T.Load(x + j + 3 * s);
            var x4 = T.Load(x + j + 4 * s);
            var x5 = T.Load(x + j + 5 * s);
            var x6 = T.Load(x + j + 6 * s);
            var x7 = T.Load(x + j + 7 * s);
            var x8 = T.Load(x + j + 8 * s);
            var x9 = T.Load(x + j + 9 * s);
            var x10 = T.Load(x + j + 10 * s);
            var x11 = T.Load(x + j + 11 * s);
            var x12 = T.Load(x + j + 12 * s);
            var x13 = T.Load(x + j + 13 * s);
            var x14 = T.Load(x + j + 14 * s);
            var x15 = T.Load(x + j + 15 * s);
            Radix16<T>.SplitFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                t);
            T.Store(x0, y + j);
            T.Store(x1, y + j + s);
            T.Store(x2, y + j + 2 * s);
            T.Store(x3, y + j + 3 * s);
            T.Store(x4, y + j + 4 * s);
            T.Store(x5, y + j + 5 * s);
            T.Store(x6, y + j + 6 * s);
            T.Store(x7, y + j + 7 * s);
            T.Store(x8, y + j + 8 * s);
            T.Store(x9, y + j + 9 * s);
            T.Store(x10, y + j + 10 * s);
            T.Store(x11, y + j + 11 * s);
            T.Store(x12, y + j + 12 * s);
            T.Store(x13, y + j + 13 * s);
            T.Store(x14, y + j + 14 * s);
            T.Store(x15, y + j + 15 * s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split16(uint* x, uint* y, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 16 * s, y += 16 * s)
        {
            for (long j = 0; j < s; j += T.Width)
            {
                var x0 = T.Load(x + j);
                var x1 = T.Load(x + j + s);
                var x2 = T.Load(x + j + 2 * s);
                var x3 = T.Load(x + j + 3 * s);
                var x4 = T.Load(x + j + 4 * s);
                var x5 = T.Load(x + j + 5 * s);
                var x6 = T.Load(x + j + 6 * s);
                var x7 = T.Load(x + j + 7 * s);
                var x8 = T.Load(x + j + 8 * s);
                var x9 = T.Load(x + j + 9 * s);
                var x10 = T.Load(x + j + 10 * s);
                var x11 = T.Load(x + j + 11 * s);
                var x12 = T.Load(x + j + 12 * s);
                var x13 = T.Load(x + j + 13 * s);
                var x14 = T.Load(x + j + 14 * s);
                var x15 = T.Load(x + j + 15 * s);
                Radix16<T>.Split(
                    ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                    ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                    t, b);
                T.Store(x0, y + j);
                T.Store(x1, y + j + s);
                T.Store(x2, y + j + 2 * s);
                T.Store(x3, y + j + 3 * s);
                T.Store(x4, y + j + 4 * s);
                T.Store(x5, y + j + 5 * s);
                T.Store(x6, y + j + 6 * s);
                T.Store(x7, y + j + 7 * s);
                T.Store(x8, y + j + 8 * s);
                T.Store(x9, y + j + 9 * s);
                T.Store(x10, y + j + 10 * s);
                T.Store(x11, y + j + 11 * s);
                T.Store(x12, y + j + 12 * s);
                T.Store(x13, y + j + 13 * s);
                T.Store(x14, y + j + 14 * s);
                T.Store(x15, y + j + 15 * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitFirst8(uint* x, uint* y, long s, ulong* t)
    {
        for (long j = 0; j < s; j += T.Width)
        {
            var x0 = T.Load(x + j);
            var x1 = T.Load(x + j + s);
            var x2 = T.Load(x + j + 2 * s);
            var x3 = T.Load(x + j + 3 * s);
            var x4 = T.Load(x + j + 4 * s);
            var x5 = T.Load(x + j + 5 * s);
            var x6 = T.Load(x + j + 6 * s);
            var x7 = T.Load(x + j + 7 * s);
            Radix8<T>.SplitFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                t);
            T.Store(x0, y + j);
            T.Store(x1, y + j + s);
            T.Store(x2, y + j + 2 * s);
            T.Store(x3, y + j + 3 * s);
            T.Store(x4, y + j + 4 * s);
            T.Store(x5, y + j + 5 * s);
            T.Store(x6, y + j + 6 * s);
            T.Store(x7, y + j + 7 * s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split8(uint* x, uint* y, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 8 * s, y += 8 * s)
        {
            for (long j = 0; j < s; j += T.Width)
            {
                var x0 = T.Load(x + j);
                var x1 = T.Load(x + j + s);
                var x2 = T.Load(x + j + 2 * s);
                var x3 = T.Load(x + j + 3 * s);
                var x4 = T.Load(x + j + 4 * s);
                var x5 = T.Load(x + j + 5 * s);
                var x6 = T.Load(x + j + 6 * s);
                var x7 = T.Load(x + j + 7 * s);
                Radix8<T>.Split(
                    ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                    t, b);
                T.Store(x0, y + j);
                T.Store(x1, y + j + s);
                T.Store(x2, y + j + 2 * s);
                T.Store(x3, y + j + 3 * s);
                T.Store(x4, y + j + 4 * s);
                T.Store(x5, y + j + 5 * s);
                T.Store(x6, y + j + 6 * s);
                T.Store(x7, y + j + 7 * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split4(uint* x, uint* y, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 4 * s, y += 4 * s)
        {
            for (long j = 0; j < s; j += T.Width)
            {
                var x0 = T.Load(x + j);
                var x1 = T.Load(x + j + s);
                var x2 = T.Load(x + j + 2 * s);
                var x3 = T.Load(x + j + 3 * s);
                T.Split(ref x0, ref x2, t + b);
                T.SplitLazy(ref x1, ref x3, t + b);

                T.Split(ref x0, ref x1, t + 2 * b);
                T.Split(ref x2, ref x3, t + 2 * b + 1);
                T.Store(x0, y + j);
                T.Store(x1, y + j + s);
                T.Store(x2, y + j + 2 * s);
                T.Store(x3, y + j + 3 * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split2(uint* x, uint* y, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 2 * s, y += 2 * s)
        {
            for (long j = 0; j < s; j += T.Width)
            {
                var x0 = T.Load(x + j);
                var x1 = T.Load(x + j + s);
                T.Split(ref x0, ref x1, t + b);
                T.Store(x0, y + j);
                T.Store(x1, y + j + s);
            }
        }
    }
}
