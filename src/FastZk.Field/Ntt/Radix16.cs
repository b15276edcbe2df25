using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Four levels of butterflies on sixteen vectors in registers. t holds the <see cref="BlockTwiddles"/>, and the caller guarantees those of 8·(b + 1) blocks.
/// The butterflies lie level by level: those of one level do not wait for each other, which hides the latency of the multiplications.
/// </summary>
internal static unsafe class Radix16<T>
    where T : unmanaged, IPacked<T>
{
    /// <summary>Splits block b into sixteen: 4 levels, block b's twiddle first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ref T x8, ref T x9, ref T x10, ref T x11, ref T x12, ref T x13, ref T x14, ref T x15,
        ulong* t, long b)
    {
        T.Split(ref x0, ref x8, t + b);
        T.Split(ref x1, ref x9, t + b);
        T.Split(ref x2, ref x10, t + b);
        T.Split(ref x3, ref x11, t + b);
        T.SplitLazy(ref x4, ref x12, t + b);
        T.SplitLazy(ref x5, ref x13, t + b);
        T.SplitLazy(ref x6, ref x14, t + b);
        T.SplitLazy(ref x7, ref x15, t + b);

        T.Split(ref x0, ref x4, t + 2 * b);
        T.Split(ref x1, ref x5, t + 2 * b);
        T.SplitLazy(ref x2, ref x6, t + 2 * b);
        T.SplitLazy(ref x3, ref x7, t + 2 * b);
        T.Split(ref x8, ref x12, t + 2 * b + 1);
        T.Split(ref x9, ref x13, t + 2 * b + 1);
        T.SplitLazy(ref x10, ref x14, t + 2 * b + 1);
        T.SplitLazy(ref x11, ref x15, t + 2 * b + 1);

        T.Split(ref x0, ref x2, t + 4 * b);
        T.SplitLazy(ref x1, ref x3, t + 4 * b);
        T.Split(ref x4, ref x6, t + 4 * b + 1);
        T.SplitLazy(ref x5, ref x7, t + 4 * b + 1);
        T.Split(ref x8, ref x10, t + 4 * b + 2);
        T.SplitLazy(ref x9, ref x11, t + 4 * b + 2);
        T.Split(ref x12, ref x14, t + 4 * b + 3);
        T.SplitLazy(ref x13, ref x15, t + 4 * b + 3);

        T.Split(ref x0, ref x1, t + 8 * b);
        T.Split(ref x2, ref x3, t + 8 * b + 1);
        T.Split(ref x4, ref x5, t + 8 * b + 2);
        T.Split(ref x6, ref x7, t + 8 * b + 3);
        T.Split(ref x8, ref x9, t + 8 * b + 4);
        T.Split(ref x10, ref x11, t + 8 * b + 5);
        T.Split(ref x12, ref x13, t + 8 * b + 6);
        T.Split(ref x14, ref x15, t + 8 * b + 7);
    }

    /// <summary><see cref="Split"/> of block 0, where the twiddle of every first block is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitFirst(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ref T x8, ref T x9, ref T x10, ref T x11, ref T x12, ref T x13, ref T x14, ref T x15,
        ulong* t)
    {
        T.Plain(ref x0, ref x8);
        T.Plain(ref x1, ref x9);
        T.Plain(ref x2, ref x10);
        T.Plain(ref x3, ref x11);
        T.Plain(ref x4, ref x12);
        T.Plain(ref x5, ref x13);
        T.Plain(ref x6, ref x14);
        T.Plain(ref x7, ref x15);

        T.Plain(ref x0, ref x4);
        T.Plain(ref x1, ref x5);
        T.Plain(ref x2, ref x6);
        T.Plain(ref x3, ref x7);
        T.Split(ref x8, ref x12, t + 1);
        T.Split(ref x9, ref x13, t + 1);
        T.SplitLazy(ref x10, ref x14, t + 1);
        T.SplitLazy(ref x11, ref x15, t + 1);

        T.Plain(ref x0, ref x2);
        T.Plain(ref x1, ref x3);
        T.Split(ref x4, ref x6, t + 1);
        T.SplitLazy(ref x5, ref x7, t + 1);
        T.Split(ref x8, ref x10, t + 2);
        T.SplitLazy(ref x9, ref x11, t + 2);
        T.Split(ref x12, ref x14, t + 3);
        T.SplitLazy(ref x13, ref x15, t + 3);

        T.Plain(ref x0, ref x1);
        T.Split(ref x2, ref x3, t + 1);
        T.Split(ref x4, ref x5, t + 2);
        T.Split(ref x6, ref x7, t + 3);
        T.Split(ref x8, ref x9, t + 4);
        T.Split(ref x10, ref x11, t + 5);
        T.Split(ref x12, ref x13, t + 6);
        T.Split(ref x14, ref x15, t + 7);
    }

    /// <summary>Joins the sixteen parts of block b: the transpose of <see cref="Split"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ref T x8, ref T x9, ref T x10, ref T x11, ref T x12, ref T x13, ref T x14, ref T x15,
        ulong* t, long b)
    {
        T.Join(ref x0, ref x1, t + 8 * b);
        T.Join(ref x2, ref x3, t + 8 * b + 1);
        T.Join(ref x4, ref x5, t + 8 * b + 2);
        T.Join(ref x6, ref x7, t + 8 * b + 3);
        T.Join(ref x8, ref x9, t + 8 * b + 4);
        T.Join(ref x10, ref x11, t + 8 * b + 5);
        T.Join(ref x12, ref x13, t + 8 * b + 6);
        T.Join(ref x14, ref x15, t + 8 * b + 7);

        T.Join(ref x0, ref x2, t + 4 * b);
        T.Join(ref x1, ref x3, t + 4 * b);
        T.Join(ref x4, ref x6, t + 4 * b + 1);
        T.Join(ref x5, ref x7, t + 4 * b + 1);
        T.Join(ref x8, ref x10, t + 4 * b + 2);
        T.Join(ref x9, ref x11, t + 4 * b + 2);
        T.Join(ref x12, ref x14, t + 4 * b + 3);
        T.Join(ref x13, ref x15, t + 4 * b + 3);

        T.Join(ref x0, ref x4, t + 2 * b);
        T.Join(ref x1, ref x5, t + 2 * b);
        T.Join(ref x2, ref x6, t + 2 * b);
        T.Join(ref x3, ref x7, t + 2 * b);
        T.Join(ref x8, ref x12, t + 2 * b + 1);
        T.Join(ref x9, ref x13, t + 2 * b + 1);
        T.Join(ref x10, ref x14, t + 2 * b + 1);
        T.Join(ref x11, ref x15, t + 2 * b + 1);

        T.Join(ref x0, ref x8, t + b);
        T.Join(ref x1, ref x9, t + b);
        T.Join(ref x2, ref x10, t + b);
        T.Join(ref x3, ref x11, t + b);
        T.Join(ref x4, ref x12, t + b);
        T.Join(ref x5, ref x13, t + b);
        T.Join(ref x6, ref x14, t + b);
        T.Join(ref x7, ref x15, t + b);
    }

    /// <summary><see cref="Join"/> to block 0, where the twiddle of every first block is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JoinFirst(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ref T x8, ref T x9, ref T x10, ref T x11, ref T x12, ref T x13, ref T x14, ref T x15,
        ulong* t)
    {
        T.Plain(ref x0, ref x1);
        T.Join(ref x2, ref x3, t + 1);
        T.Join(ref x4, ref x5, t + 2);
        T.Join(ref x6, ref x7, t + 3);
        T.Join(ref x8, ref x9, t + 4);
        T.Join(ref x10, ref x11, t + 5);
        T.Join(ref x12, ref x13, t + 6);
        T.Join(ref x14, ref x15, t + 7);

        T.Plain(ref x0, ref x2);
        T.Plain(ref x1, ref x3);
        T.Join(ref x4, ref x6, t + 1);
        T.Join(ref x5, ref x7, t + 1);
        T.Join(ref x8, ref x10, t + 2);
        T.Join(ref x9, ref x11, t + 2);
        T.Join(ref x12, ref x14, t + 3);
        T.Join(ref x13, ref x15, t + 3);

        T.Plain(ref x0, ref x4);
        T.Plain(ref x1, ref x5);
        T.Plain(ref x2, ref x6);
        T.Plain(ref x3, ref x7);
        T.Join(ref x8, ref x12, t + 1);
        T.Join(ref x9, ref x13, t + 1);
        T.Join(ref x10, ref x14, t + 1);
        T.Join(ref x11, ref x15, t + 1);

        T.Plain(ref x0, ref x8);
        T.Plain(ref x1, ref x9);
        T.Plain(ref x2, ref x10);
        T.Plain(ref x3, ref x11);
        T.Plain(ref x4, ref x12);
        T.Plain(ref x5, ref x13);
        T.Plain(ref x6, ref x14);
        T.Plain(ref x7, ref x15);
    }
}
