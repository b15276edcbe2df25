using System.Runtime.CompilerServices;

namespace FastZk.Hash;

public static unsafe partial class ChaCha20
{
    /// <summary>One block; word j goes to output[j·stride]. Invariant: 16 input words, 15·stride + 1 output words.</summary>
    [SkipLocalsInit]
    private static void BlockScalar(uint* input, ulong counter, uint* output, int stride)
    {
        uint* x = stackalloc uint[16];
        for (int i = 0; i < 16; i++) x[i] = input[i];
        x[12] = (uint)counter;
        x[13] = (uint)(counter >> 32);
        for (int round = 0; round < 10; round++)
        {
            Quarter(x, 0, 4, 8, 12); Quarter(x, 1, 5, 9, 13); Quarter(x, 2, 6, 10, 14); Quarter(x, 3, 7, 11, 15);
            Quarter(x, 0, 5, 10, 15); Quarter(x, 1, 6, 11, 12); Quarter(x, 2, 7, 8, 13); Quarter(x, 3, 4, 9, 14);
        }
        for (int i = 0; i < 16; i++)
        {
            uint word = i == 12 ? (uint)counter : i == 13 ? (uint)(counter >> 32) : input[i];
            output[i * stride] = x[i] + word;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(uint* x, int a, int b, int c, int d)
    {
        x[a] += x[b]; x[d] = uint.RotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d]; x[b] = uint.RotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b]; x[d] = uint.RotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d]; x[b] = uint.RotateLeft(x[b] ^ x[c], 7);
    }
}
