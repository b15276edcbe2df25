using System.Runtime.CompilerServices;
using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>
/// Three levels of butterflies on eight vectors in registers. t holds the <see cref="BlockTwiddles"/>, and the caller guarantees those of 4·(b + 1) blocks.
/// The butterflies lie level by level: those of one level do not wait for each other, which hides the latency of the multiplications.
/// </summary>
internal static unsafe class Radix8<T>
    where T : unmanaged, IPacked<T>
{
    /// <summary>Splits block b into eight: 3 levels, block b's twiddle first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ulong* t, long b)
    {
        T.Split(ref x0, ref x4, t + b);
        T.Split(ref x1, ref x5, t + b);
        T.SplitLazy(ref x2, ref x6, t + b);
        T.SplitLazy(ref x3, ref x7, t + b);

        T.Split(ref x0, ref x2, t + 2 * b);
        T.SplitLazy(ref x1, ref x3, t + 2 * b);
        T.Split(ref x4, ref x6, t + 2 * b + 1);
        T.SplitLazy(ref x5, ref x7, t + 2 * b + 1);

        T.Split(ref x0, ref x1, t + 4 * b);
        T.Split(ref x2, ref x3, t + 4 * b + 1);
        T.Split(ref x4, ref x5, t + 4 * b + 2);
        T.Split(ref x6, ref x7, t + 4 * b + 3);
    }

    /// <summary><see cref="Split"/> of block 0, where the twiddle of every first block is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SplitFirst(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ulong* t)
    {
        T.Plain(ref x0, ref x4);
        T.Plain(ref x1, ref x5);
        T.Plain(ref x2, ref x6);
        T.Plain(ref x3, ref x7);

        T.Plain(ref x0, ref x2);
        T.Plain(ref x1, ref x3);
        T.Split(ref x4, ref x6, t + 1);
        T.SplitLazy(ref x5, ref x7, t + 1);

        T.Plain(ref x0, ref x1);
        T.Split(ref x2, ref x3, t + 1);
        T.Split(ref x4, ref x5, t + 2);
        T.Split(ref x6, ref x7, t + 3);
    }

    /// <summary>Joins the eight parts of block b: the transpose of <see cref="Split"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ulong* t, long b)
    {
        T.Join(ref x0, ref x1, t + 4 * b);
        T.Join(ref x2, ref x3, t + 4 * b + 1);
        T.Join(ref x4, ref x5, t + 4 * b + 2);
        T.Join(ref x6, ref x7, t + 4 * b + 3);

        T.Join(ref x0, ref x2, t + 2 * b);
        T.Join(ref x1, ref x3, t + 2 * b);
        T.Join(ref x4, ref x6, t + 2 * b + 1);
        T.Join(ref x5, ref x7, t + 2 * b + 1);

        T.Join(ref x0, ref x4, t + b);
        T.Join(ref x1, ref x5, t + b);
        T.Join(ref x2, ref x6, t + b);
        T.Join(ref x3, ref x7, t + b);
    }

    /// <summary><see cref="Join"/> to block 0, where the twiddle of every first block is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JoinFirst(
        ref T x0, ref T x1, ref T x2, ref T x3, ref T x4, ref T x5, ref T x6, ref T x7,
        ulong* t)
    {
        T.Plain(ref x0, ref x1);
        T.Join(ref x2, ref x3, t + 1);
        T.Join(ref x4, ref x5, t + 2);
        T.Join(ref x6, ref x7, t + 3);

        T.Plain(ref x0, ref x2);
        T.Plain(ref x1, ref x3);
        T.Join(ref x4, ref x6, t + 1);
        T.Join(ref x5, ref x7, t + 1);

        T.Plain(ref x0, ref x4);
        T.Plain(ref x1, ref x5);
        T.Plain(ref x2, ref x6);
        T.Plain(ref x3, ref x7);
    }
}
