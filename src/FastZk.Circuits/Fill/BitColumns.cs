using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastZk.Circuits.Fill;

/// <summary>Bits of many rows' words as columns in Montgomery form.</summary>
/// <remarks>Invariant of the unsafe code: the caller vouches for count words at each pointer.</remarks>
internal static unsafe class BitColumns
{
    /// <summary>Bit <paramref name="bit"/> of each word selects <paramref name="value"/> or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(uint* words, uint* target, int count, int bit, uint value)
    {
        var i = 0;
        var one = Vector256.Create(value);
        for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            (Mask(words + i, bit) & one).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = (words[i] >> bit & 1) * value;
        }
    }

    /// <summary>As <see cref="Select"/>, added to what is there: for bits of which at most one is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SelectMore(uint* words, uint* target, int count, int bit, uint value)
    {
        var i = 0;
        var one = Vector256.Create(value);
        for (; i <= count - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            (Vector256.Load(target + i) | Mask(words + i, bit) & one).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] |= (words[i] >> bit & 1) * value;
        }
    }

    // The bit, spread over the word.
    private static Vector256<uint> Mask(uint* words, int bit) =>
        Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(Vector256.Load(words), 31 - bit).AsInt32(), 31).AsUInt32();
}
