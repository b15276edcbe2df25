using System.Runtime.CompilerServices;

namespace FastZk.Hash;

internal static unsafe partial class Sha256Lanes
{
    /// <summary>Lanes start..count-1, one after the other. Invariants as for <see cref="Compress"/>.</summary>
    [SkipLocalsInit]
    private static void CompressScalar(uint* initial, uint** state, uint** message, long start, long count)
    {
        uint* words = stackalloc uint[24];
        for (long i = start; i < count; i++)
        {
            for (int w = 0; w < 8; w++) words[w] = initial is null ? state[w][i] : initial[w];
            for (int j = 0; j < 16; j++) words[8 + j] = message[j][i];
            Sha256.CompressUnchecked(words, words + 8);
            for (int w = 0; w < 8; w++) state[w][i] = words[w];
        }
    }
}
