using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FastZk.Field;

namespace FastZk.Circuits.Fill;

/// <summary>Bits of many rows' words as columns in Montgomery form.</summary>
/// <remarks>Invariant of the unsafe code: the caller vouches for count words at each pointer.</remarks>
internal static unsafe class BitColumns
{
    /// <summary>One bit of each word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(uint* words, uint* target, int count, int bit)
    {
        var i = 0;
        var one = Vector256.Create(Fp.MontgomeryOne);
        for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            // The bit, spread over the word, selects.
            var mask = Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(Vector256.Load(words + i), 31 - bit).AsInt32(), 31).AsUInt32();
            (mask & one).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = (words[i] >> bit & 1) * Fp.MontgomeryOne;
        }
    }
}
