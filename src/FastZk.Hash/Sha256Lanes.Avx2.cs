using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastZk.Hash;

internal static unsafe partial class Sha256Lanes
{
    /// <summary>
    /// Eight lanes with the schedule on the stack: 16 registers hold the state and its temporaries only. Returns the first lane not done.
    /// Invariants as for <see cref="Compress"/>.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long CompressAvx2(uint* initial, uint** state, uint** message, long start, long count)
    {
        byte* scratch = stackalloc byte[24 * 32 + 31];
        Vector256<uint>* w = (Vector256<uint>*)(((nint)scratch + 31) & -32);
        Vector256<uint>* saved = w + 16;
        uint* k = Sha256.RoundConstants;
        long i = start;
        for (; i + 8 <= count; i += 8)
        {
            for (int v = 0; v < 8; v++)
            {
                saved[v] = initial is null ? Vector256.Load(state[v] + i) : Vector256.Create(initial[v]);
            }
            Vector256<uint> a0 = saved[0], b0 = saved[1], c0 = saved[2], d0 = saved[3], e0 = saved[4], f0 = saved[5], g0 = saved[6], h0 = saved[7];
            Vector256<uint> t0;
            t0 = Vector256.Load(message[0] + i); w[0] = t0;
            h0 = t0 + Vector256.Create(k[0]) + h0 + Choose(e0, f0, g0) + Sigma1(e0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
            t0 = Vector256.Load(message[1] + i); w[1] = t0;
            g0 = t0 + Vector256.Create(k[1]) + g0 + Choose(d0, e0, f0) + Sigma1(d0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
            t0 = Vector256.Load(message[2] + i); w[2] = t0;
            f0 = t0 + Vector256.Create(k[2]) + f0 + Choose(c0, d0, e0) + Sigma1(c0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
            t0 = Vector256.Load(message[3] + i); w[3] = t0;
            e0 = t0 + Vector256.Create(k[3]) + e0 + Choose(b0, c0, d0) + Sigma1(b0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
            t0 = Vector256.Load(message[4] + i); w[4] = t0;
            d0 = t0 + Vector256.Create(k[4]) + d0 + Choose(a0, b0, c0) + Sigma1(a0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
            t0 = Vector256.Load(message[5] + i); w[5] = t0;
            c0 = t0 + Vector256.Create(k[5]) + c0 + Choose(h0, a0, b0) + Sigma1(h0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
            t0 = Vector256.Load(message[6] + i); w[6] = t0;
            b0 = t0 + Vector256.Create(k[6]) + b0 + Choose(g0, h0, a0) + Sigma1(g0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
            t0 = Vector256.Load(message[7] + i); w[7] = t0;
            a0 = t0 + Vector256.Create(k[7]) + a0 + Choose(f0, g0, h0) + Sigma1(f0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
            t0 = Vector256.Load(message[8] + i); w[8] = t0;
            h0 = t0 + Vector256.Create(k[8]) + h0 + Choose(e0, f0, g0) + Sigma1(e0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
            t0 = Vector256.Load(message[9] + i); w[9] = t0;
            g0 = t0 + Vector256.Create(k[9]) + g0 + Choose(d0, e0, f0) + Sigma1(d0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
            t0 = Vector256.Load(message[10] + i); w[10] = t0;
            f0 = t0 + Vector256.Create(k[10]) + f0 + Choose(c0, d0, e0) + Sigma1(c0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
            t0 = Vector256.Load(message[11] + i); w[11] = t0;
            e0 = t0 + Vector256.Create(k[11]) + e0 + Choose(b0, c0, d0) + Sigma1(b0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
            t0 = Vector256.Load(message[12] + i); w[12] = t0;
            d0 = t0 + Vector256.Create(k[12]) + d0 + Choose(a0, b0, c0) + Sigma1(a0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
            t0 = Vector256.Load(message[13] + i); w[13] = t0;
            c0 = t0 + Vector256.Create(k[13]) + c0 + Choose(h0, a0, b0) + Sigma1(h0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
            t0 = Vector256.Load(message[14] + i); w[14] = t0;
            b0 = t0 + Vector256.Create(k[14]) + b0 + Choose(g0, h0, a0) + Sigma1(g0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
            t0 = Vector256.Load(message[15] + i); w[15] = t0;
            a0 = t0 + Vector256.Create(k[15]) + a0 + Choose(f0, g0, h0) + Sigma1(f0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
            for (uint* ki = k + 16; ki < k + 64; ki += 16)
            {
                t0 = w[0] + SmallSigma0(w[1]) + w[9] + SmallSigma1(w[14]); w[0] = t0;
                h0 = t0 + Vector256.Create(ki[0]) + h0 + Choose(e0, f0, g0) + Sigma1(e0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
                t0 = w[1] + SmallSigma0(w[2]) + w[10] + SmallSigma1(w[15]); w[1] = t0;
                g0 = t0 + Vector256.Create(ki[1]) + g0 + Choose(d0, e0, f0) + Sigma1(d0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
                t0 = w[2] + SmallSigma0(w[3]) + w[11] + SmallSigma1(w[0]); w[2] = t0;
                f0 = t0 + Vector256.Create(ki[2]) + f0 + Choose(c0, d0, e0) + Sigma1(c0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
                t0 = w[3] + SmallSigma0(w[4]) + w[12] + SmallSigma1(w[1]); w[3] = t0;
                e0 = t0 + Vector256.Create(ki[3]) + e0 + Choose(b0, c0, d0) + Sigma1(b0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
                t0 = w[4] + SmallSigma0(w[5]) + w[13] + SmallSigma1(w[2]); w[4] = t0;
                d0 = t0 + Vector256.Create(ki[4]) + d0 + Choose(a0, b0, c0) + Sigma1(a0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
                t0 = w[5] + SmallSigma0(w[6]) + w[14] + SmallSigma1(w[3]); w[5] = t0;
                c0 = t0 + Vector256.Create(ki[5]) + c0 + Choose(h0, a0, b0) + Sigma1(h0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
                t0 = w[6] + SmallSigma0(w[7]) + w[15] + SmallSigma1(w[4]); w[6] = t0;
                b0 = t0 + Vector256.Create(ki[6]) + b0 + Choose(g0, h0, a0) + Sigma1(g0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
                t0 = w[7] + SmallSigma0(w[8]) + w[0] + SmallSigma1(w[5]); w[7] = t0;
                a0 = t0 + Vector256.Create(ki[7]) + a0 + Choose(f0, g0, h0) + Sigma1(f0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
                t0 = w[8] + SmallSigma0(w[9]) + w[1] + SmallSigma1(w[6]); w[8] = t0;
                h0 = t0 + Vector256.Create(ki[8]) + h0 + Choose(e0, f0, g0) + Sigma1(e0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
                t0 = w[9] + SmallSigma0(w[10]) + w[2] + SmallSigma1(w[7]); w[9] = t0;
                g0 = t0 + Vector256.Create(ki[9]) + g0 + Choose(d0, e0, f0) + Sigma1(d0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
                t0 = w[10] + SmallSigma0(w[11]) + w[3] + SmallSigma1(w[8]); w[10] = t0;
                f0 = t0 + Vector256.Create(ki[10]) + f0 + Choose(c0, d0, e0) + Sigma1(c0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
                t0 = w[11] + SmallSigma0(w[12]) + w[4] + SmallSigma1(w[9]); w[11] = t0;
                e0 = t0 + Vector256.Create(ki[11]) + e0 + Choose(b0, c0, d0) + Sigma1(b0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
                t0 = w[12] + SmallSigma0(w[13]) + w[5] + SmallSigma1(w[10]); w[12] = t0;
                d0 = t0 + Vector256.Create(ki[12]) + d0 + Choose(a0, b0, c0) + Sigma1(a0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
                t0 = w[13] + SmallSigma0(w[14]) + w[6] + SmallSigma1(w[11]); w[13] = t0;
                c0 = t0 + Vector256.Create(ki[13]) + c0 + Choose(h0, a0, b0) + Sigma1(h0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
                t0 = w[14] + SmallSigma0(w[15]) + w[7] + SmallSigma1(w[12]); w[14] = t0;
                b0 = t0 + Vector256.Create(ki[14]) + b0 + Choose(g0, h0, a0) + Sigma1(g0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
                t0 = w[15] + SmallSigma0(w[0]) + w[8] + SmallSigma1(w[13]); w[15] = t0;
                a0 = t0 + Vector256.Create(ki[15]) + a0 + Choose(f0, g0, h0) + Sigma1(f0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
            }
            (a0 + saved[0]).Store(state[0] + i);
            (b0 + saved[1]).Store(state[1] + i);
            (c0 + saved[2]).Store(state[2] + i);
            (d0 + saved[3]).Store(state[3] + i);
            (e0 + saved[4]).Store(state[4] + i);
            (f0 + saved[5]).Store(state[5] + i);
            (g0 + saved[6]).Store(state[6] + i);
            (h0 + saved[7]).Store(state[7] + i);
        }
        return i;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Majority(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c) => (a & b) | (c & (a | b));
}
