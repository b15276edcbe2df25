using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Hash;

public static unsafe partial class ChaCha20
{
    /// <summary>
    /// A batch as two halves of eight lanes whose 16 words each lie on the stack: sixteen registers do not hold one half and its temporaries, and while one half
    /// waits for its chain of sums and rotations the other one computes. Invariants as for <see cref="Batch"/>.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BatchAvx2(uint* input, ulong counter, uint* output)
    {
        byte* scratch = stackalloc byte[36 * 32 + 31];
        Vector256<uint>* x = (Vector256<uint>*)(((nint)scratch + 31) & -32);
        Vector256<uint>* y = x + 16;
        Vector256<uint>* counters = y + 16;
        for (int j = 0; j < 16; j++) x[j] = y[j] = Vector256.Create(input[j]);
        for (uint half = 0; half < 2; half++)
        {
            ulong first = counter + 8 * half;
            Vector256<uint> low = Vector256.Create((uint)first) + Vector256<uint>.Indices;
            // A lane whose sum wrapped is all ones in the comparison: subtracting it carries into the high half.
            Vector256<uint> high = Vector256.Create((uint)(first >> 32)) - Vector256.LessThan(low, Vector256.Create((uint)first));
            x[16 * half + 12] = counters[2 * half] = low;
            x[16 * half + 13] = counters[2 * half + 1] = high;
        }

        for (int round = 0; round < 10; round++)
        {
            QuarterRound(x, 0, 4, 8, 12);
            QuarterRound(x, 1, 5, 9, 13);
            QuarterRound(x, 2, 6, 10, 14);
            QuarterRound(x, 3, 7, 11, 15);
            QuarterRound(y, 0, 4, 8, 12);
            QuarterRound(y, 1, 5, 9, 13);
            QuarterRound(y, 2, 6, 10, 14);
            QuarterRound(y, 3, 7, 11, 15);
            QuarterRound(x, 0, 5, 10, 15);
            QuarterRound(x, 1, 6, 11, 12);
            QuarterRound(x, 2, 7, 8, 13);
            QuarterRound(x, 3, 4, 9, 14);
            QuarterRound(y, 0, 5, 10, 15);
            QuarterRound(y, 1, 6, 11, 12);
            QuarterRound(y, 2, 7, 8, 13);
            QuarterRound(y, 3, 4, 9, 14);
        }

        for (int j = 0; j < 16; j++)
        {
            bool counts = j is 12 or 13;
            (x[j] + (counts ? counters[j - 12] : Vector256.Create(input[j]))).Store(output + 16 * j);
            (y[j] + (counts ? counters[j - 10] : Vector256.Create(input[j]))).Store(output + 16 * j + 8);
        }
        // What lies there, less the input, is the keystream.
        new Span<Vector256<uint>>(x, 32).Clear();
    }

    /// <summary>Invariant: 16 vectors behind <paramref name="x"/>; the other arguments are below 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterRound(Vector256<uint>* x, int a, int b, int c, int d)
    {
        Vector256<uint> vb = x[b];
        Vector256<uint> va = x[a] + vb;
        Vector256<uint> vd = RotateBytes(x[d] ^ va, 2);
        Vector256<uint> vc = x[c] + vd;
        vb = Rotate(vb ^ vc, 12);
        va += vb;
        x[a] = va;
        vd = RotateBytes(vd ^ va, 1);
        x[d] = vd;
        vc += vd;
        x[c] = vc;
        x[b] = Rotate(vb ^ vc, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> x, int left) => (x << left) | (x >>> (32 - left));

    // Rotations by whole bytes are one permutation within 16 bytes, by one byte or by two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateBytes(Vector256<uint> x, int left) => Avx2.Shuffle(x.AsByte(), left == 1
        ? Vector256.Create((byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)
        : Vector256.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();
}
