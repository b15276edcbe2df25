using System.Numerics;

namespace FastZk.Memory;

/// <summary>
/// Geometric block sizes, sixteen steps an octave: 1024, 1088, 1152, ..., 2048, 2176, ... bytes. A request wastes at most a seventeenth of its block.
/// </summary>
internal static class SizeClass
{
    private const int SmallestLog = 10, LogSteps = 4;

    /// <summary>Number of size classes; the largest block is 2^47 bytes, above any address space in use.</summary>
    public const int Count = ((47 - SmallestLog) << LogSteps) + 1;

    /// <summary>The class of the smallest block that holds <paramref name="bytes"/> bytes; <see cref="Count"/> or more when there is none.</summary>
    public static int Of(long bytes)
    {
        if (bytes <= 1L << SmallestLog) return 0;
        // bytes - 1 lies in the half-open step (size(c-1), size(c)] shifted by one, so its top bits name the step below.
        ulong last = (ulong)bytes - 1;
        int log = BitOperations.Log2(last);
        int step = (int)(last >> (log - LogSteps)) & ((1 << LogSteps) - 1);
        return ((log - SmallestLog) << LogSteps) + step + 1;
    }

    /// <summary>Block size in bytes of class <paramref name="index"/>; a multiple of 64.</summary>
    public static long Bytes(int index) => ((1L << LogSteps) + (index & ((1 << LogSteps) - 1))) << ((index >> LogSteps) + SmallestLog - LogSteps);
}
