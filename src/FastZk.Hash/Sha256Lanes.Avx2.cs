using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastZk.Hash;

internal static unsafe partial class Sha256Lanes
{
    /// <summary>
    /// Two interleaved streams of eight lanes: one stream alone waits for its chain of sums, as every instruction of a round's Σ1 depends on the one before.
    /// Sixteen registers hold the youngest word of either half of both states (a and e) and temporaries; the older words, which are only read, and the
    /// schedule of 64 words lie on the stack. Returns the first lane not done. Invariants as for <see cref="Compress"/>.
    /// </summary>
    /// <remarks>
    /// Word j of a state lies at <c>r[j]</c>, in rings of four: a round replaces the oldest, d by the new a and h by the new e. After four rounds all words are
    /// where they were, so the loops are four rounds long: three times less code than sixteen rounds, which no longer fits the cache of decoded instructions.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long CompressAvx2(uint* initial, uint** state, uint** message, long start, long count)
    {
        byte* scratch = stackalloc byte[160 * 32 + 31];
        Vector256<uint>* schedule0 = (Vector256<uint>*)(((nint)scratch + 31) & -32);
        Vector256<uint>* schedule1 = schedule0 + 64;
        Vector256<uint>* r = schedule1 + 64;
        Vector256<uint>* q = r + 8;
        Vector256<uint>* saved = q + 8;
        uint* constants = Sha256.RoundConstants;
        long i = start;
        for (; i + 8 <= count; i += 16)
        {
            // The last eight lanes may be alone: then both streams compute them. All is read before anything is written.
            long i1 = i + 16 <= count ? i + 8 : i;
            for (int v = 0; v < 8; v++)
            {
                saved[v] = r[v] = initial is null ? Vector256.Load(state[v] + i) : Vector256.Create(initial[v]);
                saved[v + 8] = q[v] = initial is null ? Vector256.Load(state[v] + i1) : Vector256.Create(initial[v]);
            }
            Vector256<uint> a0 = r[0], e0 = r[4], a1 = q[0], e1 = q[4];
            // The exclusive or of the last two words a: the majority of three needs that of a and b, and that of b and c from the round before.
            Vector256<uint> m0 = r[1] ^ r[2], m1 = q[1] ^ q[2];
            Vector256<uint> t0, t1, n0, n1;
            Vector256<uint>* w = schedule0;
            Vector256<uint>* x = schedule1;
            uint* k = constants;
            for (uint** words = message; k < constants + 16; k += 4, w += 4, x += 4, words += 4)
            {
                t0 = Vector256.Load(words[0] + i); w[0] = t0;
                t0 += Vector256.Create(k[0]) + r[7]; t0 += Choose(e0, r[5], r[6]); t0 += Sigma1(e0); e0 = t0 + r[3]; r[7] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[1]; a0 = t0 + ((m0 & n0) ^ r[1]); r[3] = a0; m0 = n0;
                t1 = Vector256.Load(words[0] + i1); x[0] = t1;
                t1 += Vector256.Create(k[0]) + q[7]; t1 += Choose(e1, q[5], q[6]); t1 += Sigma1(e1); e1 = t1 + q[3]; q[7] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[1]; a1 = t1 + ((m1 & n1) ^ q[1]); q[3] = a1; m1 = n1;

                t0 = Vector256.Load(words[1] + i); w[1] = t0;
                t0 += Vector256.Create(k[1]) + r[6]; t0 += Choose(e0, r[4], r[5]); t0 += Sigma1(e0); e0 = t0 + r[2]; r[6] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[0]; a0 = t0 + ((m0 & n0) ^ r[0]); r[2] = a0; m0 = n0;
                t1 = Vector256.Load(words[1] + i1); x[1] = t1;
                t1 += Vector256.Create(k[1]) + q[6]; t1 += Choose(e1, q[4], q[5]); t1 += Sigma1(e1); e1 = t1 + q[2]; q[6] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[0]; a1 = t1 + ((m1 & n1) ^ q[0]); q[2] = a1; m1 = n1;

                t0 = Vector256.Load(words[2] + i); w[2] = t0;
                t0 += Vector256.Create(k[2]) + r[5]; t0 += Choose(e0, r[7], r[4]); t0 += Sigma1(e0); e0 = t0 + r[1]; r[5] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[3]; a0 = t0 + ((m0 & n0) ^ r[3]); r[1] = a0; m0 = n0;
                t1 = Vector256.Load(words[2] + i1); x[2] = t1;
                t1 += Vector256.Create(k[2]) + q[5]; t1 += Choose(e1, q[7], q[4]); t1 += Sigma1(e1); e1 = t1 + q[1]; q[5] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[3]; a1 = t1 + ((m1 & n1) ^ q[3]); q[1] = a1; m1 = n1;

                t0 = Vector256.Load(words[3] + i); w[3] = t0;
                t0 += Vector256.Create(k[3]) + r[4]; t0 += Choose(e0, r[6], r[7]); t0 += Sigma1(e0); e0 = t0 + r[0]; r[4] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[2]; a0 = t0 + ((m0 & n0) ^ r[2]); r[0] = a0; m0 = n0;
                t1 = Vector256.Load(words[3] + i1); x[3] = t1;
                t1 += Vector256.Create(k[3]) + q[4]; t1 += Choose(e1, q[6], q[7]); t1 += Sigma1(e1); e1 = t1 + q[0]; q[4] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[2]; a1 = t1 + ((m1 & n1) ^ q[2]); q[0] = a1; m1 = n1;
            }

            for (; k < constants + 64; k += 4, w += 4, x += 4)
            {
                t0 = SmallSigma1(w[-2]) + w[-16]; t0 += w[-7]; t0 += SmallSigma0(w[-15]); w[0] = t0;
                t0 += Vector256.Create(k[0]) + r[7]; t0 += Choose(e0, r[5], r[6]); t0 += Sigma1(e0); e0 = t0 + r[3]; r[7] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[1]; a0 = t0 + ((m0 & n0) ^ r[1]); r[3] = a0; m0 = n0;
                t1 = SmallSigma1(x[-2]) + x[-16]; t1 += x[-7]; t1 += SmallSigma0(x[-15]); x[0] = t1;
                t1 += Vector256.Create(k[0]) + q[7]; t1 += Choose(e1, q[5], q[6]); t1 += Sigma1(e1); e1 = t1 + q[3]; q[7] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[1]; a1 = t1 + ((m1 & n1) ^ q[1]); q[3] = a1; m1 = n1;

                t0 = SmallSigma1(w[-1]) + w[-15]; t0 += w[-6]; t0 += SmallSigma0(w[-14]); w[1] = t0;
                t0 += Vector256.Create(k[1]) + r[6]; t0 += Choose(e0, r[4], r[5]); t0 += Sigma1(e0); e0 = t0 + r[2]; r[6] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[0]; a0 = t0 + ((m0 & n0) ^ r[0]); r[2] = a0; m0 = n0;
                t1 = SmallSigma1(x[-1]) + x[-15]; t1 += x[-6]; t1 += SmallSigma0(x[-14]); x[1] = t1;
                t1 += Vector256.Create(k[1]) + q[6]; t1 += Choose(e1, q[4], q[5]); t1 += Sigma1(e1); e1 = t1 + q[2]; q[6] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[0]; a1 = t1 + ((m1 & n1) ^ q[0]); q[2] = a1; m1 = n1;

                t0 = SmallSigma1(w[0]) + w[-14]; t0 += w[-5]; t0 += SmallSigma0(w[-13]); w[2] = t0;
                t0 += Vector256.Create(k[2]) + r[5]; t0 += Choose(e0, r[7], r[4]); t0 += Sigma1(e0); e0 = t0 + r[1]; r[5] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[3]; a0 = t0 + ((m0 & n0) ^ r[3]); r[1] = a0; m0 = n0;
                t1 = SmallSigma1(x[0]) + x[-14]; t1 += x[-5]; t1 += SmallSigma0(x[-13]); x[2] = t1;
                t1 += Vector256.Create(k[2]) + q[5]; t1 += Choose(e1, q[7], q[4]); t1 += Sigma1(e1); e1 = t1 + q[1]; q[5] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[3]; a1 = t1 + ((m1 & n1) ^ q[3]); q[1] = a1; m1 = n1;

                t0 = SmallSigma1(w[1]) + w[-13]; t0 += w[-4]; t0 += SmallSigma0(w[-12]); w[3] = t0;
                t0 += Vector256.Create(k[3]) + r[4]; t0 += Choose(e0, r[6], r[7]); t0 += Sigma1(e0); e0 = t0 + r[0]; r[4] = e0;
                t0 += Sigma0(a0); n0 = a0 ^ r[2]; a0 = t0 + ((m0 & n0) ^ r[2]); r[0] = a0; m0 = n0;
                t1 = SmallSigma1(x[1]) + x[-13]; t1 += x[-4]; t1 += SmallSigma0(x[-12]); x[3] = t1;
                t1 += Vector256.Create(k[3]) + q[4]; t1 += Choose(e1, q[6], q[7]); t1 += Sigma1(e1); e1 = t1 + q[0]; q[4] = e1;
                t1 += Sigma0(a1); n1 = a1 ^ q[2]; a1 = t1 + ((m1 & n1) ^ q[2]); q[0] = a1; m1 = n1;
            }

            for (int v = 0; v < 8; v++)
            {
                (r[v] + saved[v]).Store(state[v] + i);
                (q[v] + saved[v + 8]).Store(state[v] + i1);
            }
        }
        return count - (count - start) % 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> x, int right) => (x >>> right) | (x << (32 - right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Sigma0(Vector256<uint> x) => Rotate(x, 2) ^ Rotate(x, 13) ^ Rotate(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Sigma1(Vector256<uint> x) => Rotate(x, 6) ^ Rotate(x, 11) ^ Rotate(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SmallSigma0(Vector256<uint> x) => Rotate(x, 7) ^ Rotate(x, 18) ^ (x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SmallSigma1(Vector256<uint> x) => Rotate(x, 17) ^ Rotate(x, 19) ^ (x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Choose(Vector256<uint> e, Vector256<uint> f, Vector256<uint> g) => g ^ (e & (f ^ g));
}
