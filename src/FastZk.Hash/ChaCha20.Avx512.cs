using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Hash;

public static unsafe partial class ChaCha20
{
    /// <summary>Lane l computes block counter + l; the 16 words fill 16 of 32 registers. Invariants as for <see cref="Batch"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BatchAvx512(uint* input, ulong counter, uint* output)
    {
        Vector512<uint> low = Vector512.Create((uint)counter) + Vector512<uint>.Indices;
        // A lane whose sum wrapped is all ones in the comparison: subtracting it carries into the high half.
        Vector512<uint> high = Vector512.Create((uint)(counter >> 32)) - Vector512.LessThan(low, Vector512.Create((uint)counter));
        Vector512<uint> x0 = Vector512.Create(input[0]), x1 = Vector512.Create(input[1]), x2 = Vector512.Create(input[2]), x3 = Vector512.Create(input[3]);
        Vector512<uint> x4 = Vector512.Create(input[4]), x5 = Vector512.Create(input[5]), x6 = Vector512.Create(input[6]), x7 = Vector512.Create(input[7]);
        Vector512<uint> x8 = Vector512.Create(input[8]), x9 = Vector512.Create(input[9]), x10 = Vector512.Create(input[10]), x11 = Vector512.Create(input[11]);
        Vector512<uint> x12 = low, x13 = high, x14 = Vector512.Create(input[14]), x15 = Vector512.Create(input[15]);
        for (int round = 0; round < 10; round++)
        {
            x0 += x4; x12 = Avx512F.RotateLeft(x12 ^ x0, 16); x8 += x12; x4 = Avx512F.RotateLeft(x4 ^ x8, 12);
            x0 += x4; x12 = Avx512F.RotateLeft(x12 ^ x0, 8); x8 += x12; x4 = Avx512F.RotateLeft(x4 ^ x8, 7);
            x1 += x5; x13 = Avx512F.RotateLeft(x13 ^ x1, 16); x9 += x13; x5 = Avx512F.RotateLeft(x5 ^ x9, 12);
            x1 += x5; x13 = Avx512F.RotateLeft(x13 ^ x1, 8); x9 += x13; x5 = Avx512F.RotateLeft(x5 ^ x9, 7);
            x2 += x6; x14 = Avx512F.RotateLeft(x14 ^ x2, 16); x10 += x14; x6 = Avx512F.RotateLeft(x6 ^ x10, 12);
            x2 += x6; x14 = Avx512F.RotateLeft(x14 ^ x2, 8); x10 += x14; x6 = Avx512F.RotateLeft(x6 ^ x10, 7);
            x3 += x7; x15 = Avx512F.RotateLeft(x15 ^ x3, 16); x11 += x15; x7 = Avx512F.RotateLeft(x7 ^ x11, 12);
            x3 += x7; x15 = Avx512F.RotateLeft(x15 ^ x3, 8); x11 += x15; x7 = Avx512F.RotateLeft(x7 ^ x11, 7);
            x0 += x5; x15 = Avx512F.RotateLeft(x15 ^ x0, 16); x10 += x15; x5 = Avx512F.RotateLeft(x5 ^ x10, 12);
            x0 += x5; x15 = Avx512F.RotateLeft(x15 ^ x0, 8); x10 += x15; x5 = Avx512F.RotateLeft(x5 ^ x10, 7);
            x1 += x6; x12 = Avx512F.RotateLeft(x12 ^ x1, 16); x11 += x12; x6 = Avx512F.RotateLeft(x6 ^ x11, 12);
            x1 += x6; x12 = Avx512F.RotateLeft(x12 ^ x1, 8); x11 += x12; x6 = Avx512F.RotateLeft(x6 ^ x11, 7);
            x2 += x7; x13 = Avx512F.RotateLeft(x13 ^ x2, 16); x8 += x13; x7 = Avx512F.RotateLeft(x7 ^ x8, 12);
            x2 += x7; x13 = Avx512F.RotateLeft(x13 ^ x2, 8); x8 += x13; x7 = Avx512F.RotateLeft(x7 ^ x8, 7);
            x3 += x4; x14 = Avx512F.RotateLeft(x14 ^ x3, 16); x9 += x14; x4 = Avx512F.RotateLeft(x4 ^ x9, 12);
            x3 += x4; x14 = Avx512F.RotateLeft(x14 ^ x3, 8); x9 += x14; x4 = Avx512F.RotateLeft(x4 ^ x9, 7);
        }
        (x0 + Vector512.Create(input[0])).Store(output + 0);
        (x1 + Vector512.Create(input[1])).Store(output + 16);
        (x2 + Vector512.Create(input[2])).Store(output + 32);
        (x3 + Vector512.Create(input[3])).Store(output + 48);
        (x4 + Vector512.Create(input[4])).Store(output + 64);
        (x5 + Vector512.Create(input[5])).Store(output + 80);
        (x6 + Vector512.Create(input[6])).Store(output + 96);
        (x7 + Vector512.Create(input[7])).Store(output + 112);
        (x8 + Vector512.Create(input[8])).Store(output + 128);
        (x9 + Vector512.Create(input[9])).Store(output + 144);
        (x10 + Vector512.Create(input[10])).Store(output + 160);
        (x11 + Vector512.Create(input[11])).Store(output + 176);
        (x12 + low).Store(output + 192);
        (x13 + high).Store(output + 208);
        (x14 + Vector512.Create(input[14])).Store(output + 224);
        (x15 + Vector512.Create(input[15])).Store(output + 240);
    }
}
