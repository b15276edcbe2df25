using System.Numerics;

namespace FastZk.Hash;

/// <summary>
/// The one place that translates between natural indexes and memory positions. A layer of size L = B·m with B = 2^logBlowup coset blocks
/// holds natural index i at position (i mod B)·m + i div B; a layer of size B or less is in natural order.
/// </summary>
public static class CosetIndex
{
    /// <summary>Memory position of natural index <paramref name="natural"/> in a layer of 2^<paramref name="logSize"/>.</summary>
    public static long ToPosition(int logSize, int logBlowup, long natural)
    {
        int blocks = Math.Min(logSize, logBlowup);
        return ((natural & ((1L << blocks) - 1)) << (logSize - blocks)) + (natural >> blocks);
    }

    /// <summary>Natural index at memory position <paramref name="position"/>.</summary>
    public static long ToNatural(int logSize, int logBlowup, long position)
    {
        int blocks = Math.Min(logSize, logBlowup);
        int rows = logSize - blocks;
        return ((position & ((1L << rows) - 1)) << blocks) + (position >> rows);
    }

    internal static int Log(long powerOfTwo) => BitOperations.Log2((ulong)powerOfTwo);
}
