using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Hash;

/// <summary>Carries digests between the form in which they are kept, eight words side by side, and that of the many-lane kernels, a lane each.</summary>
internal static unsafe class DigestLanes
{
    /// <summary>Rows and columns that <see cref="Transpose"/> swaps: the words of a digest.</summary>
    public const int Side = 8;

    /// <summary>Collects digests from lanes: word w of digest i is words[w·stride + i].</summary>
    /// <remarks>Invariant: words holds 8 rows of stride words, and stride is at least digests.Length rounded up to a multiple of <see cref="Side"/>.</remarks>
    [SkipLocalsInit]
    public static void Collect(uint* words, int stride, Span<Digest> digests)
    {
        fixed (Digest* target = digests)
        {
            int i = 0;
            for (; i + Side <= digests.Length; i += Side) Transpose(words + i, stride, (uint*)(target + i), Side);
            if (i == digests.Length) return;
            Digest* rest = stackalloc Digest[Side];
            Transpose(words + i, stride, (uint*)rest, Side);
            for (int k = 0; i < digests.Length; i++, k++) target[i] = rest[k];
        }
    }

    /// <summary>target[c·targetStride + r] = source[r·sourceStride + c] for r, c below <see cref="Side"/>.</summary>
    /// <remarks>Invariant: both hold 8 rows of 8 words, their strides apart.</remarks>
    public static void Transpose(uint* source, int sourceStride, uint* target, int targetStride)
    {
        if (!Avx2.IsSupported)
        {
            for (int r = 0; r < Side; r++)
            {
                for (int c = 0; c < Side; c++) target[c * targetStride + r] = source[r * sourceStride + c];
            }
            return;
        }
        // Words, then pairs of words within halves, then halves.
        Vector256<uint> r0 = Vector256.Load(source), r1 = Vector256.Load(source + sourceStride);
        Vector256<uint> r2 = Vector256.Load(source + 2 * sourceStride), r3 = Vector256.Load(source + 3 * sourceStride);
        Vector256<uint> r4 = Vector256.Load(source + 4 * sourceStride), r5 = Vector256.Load(source + 5 * sourceStride);
        Vector256<uint> r6 = Vector256.Load(source + 6 * sourceStride), r7 = Vector256.Load(source + 7 * sourceStride);
        Vector256<ulong> a0 = Avx2.UnpackLow(r0, r1).AsUInt64(), a1 = Avx2.UnpackHigh(r0, r1).AsUInt64();
        Vector256<ulong> a2 = Avx2.UnpackLow(r2, r3).AsUInt64(), a3 = Avx2.UnpackHigh(r2, r3).AsUInt64();
        Vector256<ulong> a4 = Avx2.UnpackLow(r4, r5).AsUInt64(), a5 = Avx2.UnpackHigh(r4, r5).AsUInt64();
        Vector256<ulong> a6 = Avx2.UnpackLow(r6, r7).AsUInt64(), a7 = Avx2.UnpackHigh(r6, r7).AsUInt64();
        StoreHalves(Avx2.UnpackLow(a0, a2), Avx2.UnpackLow(a4, a6), target, targetStride);
        StoreHalves(Avx2.UnpackHigh(a0, a2), Avx2.UnpackHigh(a4, a6), target + targetStride, targetStride);
        StoreHalves(Avx2.UnpackLow(a1, a3), Avx2.UnpackLow(a5, a7), target + 2 * targetStride, targetStride);
        StoreHalves(Avx2.UnpackHigh(a1, a3), Avx2.UnpackHigh(a5, a7), target + 3 * targetStride, targetStride);
    }

    // The low halves are column k, the high ones column k + 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(Vector256<ulong> upper, Vector256<ulong> lower, uint* target, int targetStride)
    {
        Avx2.Permute2x128(upper, lower, 0x20).AsUInt32().Store(target);
        Avx2.Permute2x128(upper, lower, 0x31).AsUInt32().Store(target + 4 * targetStride);
    }
}
