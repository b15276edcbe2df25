using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Passes over memory that join blocks: bit-reversed order towards natural order. In place; otherwise arguments and what the caller guarantees are
/// those of <see cref="SplitPasses{T}"/>.
/// </summary>
internal static unsafe class JoinPasses<T>
    where T : unmanaged, IPacked<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JoinFirst16(uint* x, long s, ulong* t)
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
            Radix16<T>.JoinFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                t);
            T.Store(x0, x + j);
            T.Store(x1, x + j + s);
            T.Store(x2, x + j + 2 * s);
            T.Store(x3, x + j + 3 * s);
            T.Store(x4, x + j + 4 * s);
            T.Store(x5, x + j + 5 * s);
            T.Store(x6, x + j + 6 * s);
            T.Store(x7, x + j + 7 * s);
            T.Store(x8, x + j + 8 * s);
            T.Store(x9, x + j + 9 * s);
            T.Store(x10, x + j + 10 * s);
            T.Store(x11, x + j + 11 * s);
            T.Store(x12, x + j + 12 * s);
            T.Store(x13, x + j + 13 * s);
            T.Store(x14, x + j + 14 * s);
            T.Store(x15, x + j + 15 * s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join16(uint* x, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 16 * s)
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
                Radix16<T>.Join(
                    ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                    ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15,
                    t, b);
                T.Store(x0, x + j);
                T.Store(x1, x + j + s);
                T.Store(x2, x + j + 2 * s);
                T.Store(x3, x + j + 3 * s);
                T.Store(x4, x + j + 4 * s);
                T.Store(x5, x + j + 5 * s);
                T.Store(x6, x + j + 6 * s);
                T.Store(x7, x + j + 7 * s);
                T.Store(x8, x + j + 8 * s);
                T.Store(x9, x + j + 9 * s);
                T.Store(x10, x + j + 10 * s);
                T.Store(x11, x + j + 11 * s);
                T.Store(x12, x + j + 12 * s);
                T.Store(x13, x + j + 13 * s);
                T.Store(x14, x + j + 14 * s);
                T.Store(x15, x + j + 15 * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void JoinFirst8(uint* x, long s, ulong* t)
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
            Radix8<T>.JoinFirst(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                t);
            T.Store(x0, x + j);
            T.Store(x1, x + j + s);
            T.Store(x2, x + j + 2 * s);
            T.Store(x3, x + j + 3 * s);
            T.Store(x4, x + j + 4 * s);
            T.Store(x5, x + j + 5 * s);
            T.Store(x6, x + j + 6 * s);
            T.Store(x7, x + j + 7 * s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join8(uint* x, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 8 * s)
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
                Radix8<T>.Join(
                    ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7,
                    t, b);
                T.Store(x0, x + j);
                T.Store(x1, x + j + s);
                T.Store(x2, x + j + 2 * s);
                T.Store(x3, x + j + 3 * s);
                T.Store(x4, x + j + 4 * s);
                T.Store(x5, x + j + 5 * s);
                T.Store(x6, x + j + 6 * s);
                T.Store(x7, x + j + 7 * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join4(uint* x, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 4 * s)
        {
            for (long j = 0; j < s; j += T.Width)
            {
                var x0 = T.Load(x + j);
                var x1 = T.Load(x + j + s);
                var x2 = T.Load(x + j + 2 * s);
                var x3 = T.Load(x + j + 3 * s);
                T.Join(ref x0, ref x1, t + 2 * b);
                T.Join(ref x2, ref x3, t + 2 * b + 1);

                T.Join(ref x0, ref x2, t + b);
                T.Join(ref x1, ref x3, t + b);
                T.Store(x0, x + j);
                T.Store(x1, x + j + s);
                T.Store(x2, x + j + 2 * s);
                T.Store(x3, x + j + 3 * s);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join2(uint* x, long s, long first, long count, ulong* t)
    {
        for (var b = first; b < first + count; b++, x += 2 * s)
        {
            for (long j = 0; j < s; j += T.Width)
            {
                var x0 = T.Load(x + j);
                var x1 = T.Load(x + j + s);
                T.Join(ref x0, ref x1, t + b);
                T.Store(x0, x + j);
                T.Store(x1, x + j + s);
            }
        }
    }
}
