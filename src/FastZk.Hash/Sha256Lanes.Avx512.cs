using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastZk.Hash;

internal static unsafe partial class Sha256Lanes
{
    /// <summary>
    /// Two interleaved streams of 16 lanes: the two dependency chains hide each other's latency. The schedule of 16 words lives on the
    /// stack, so that 32 registers hold both states. Returns the number of lanes done, a multiple of 32. Invariants as for <see cref="Compress"/>.
    /// </summary>
    /// <remarks>Straight-line text on purpose: helpers with ref parameters would pass the number of locals at which the JIT stops inlining.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long CompressAvx512(uint* initial, uint** state, uint** message, long count)
    {
        byte* scratch = stackalloc byte[48 * 64 + 63];
        Vector512<uint>* w = (Vector512<uint>*)(((nint)scratch + 63) & -64);
        Vector512<uint>* x = w + 16;
        Vector512<uint>* saved = w + 32;
        uint* k = Sha256.RoundConstants;
        long i = 0;
        for (; i + 32 <= count; i += 32)
        {
            for (int v = 0; v < 8; v++)
            {
                saved[v] = initial is null ? Vector512.Load(state[v] + i) : Vector512.Create(initial[v]);
                saved[v + 8] = initial is null ? Vector512.Load(state[v] + i + 16) : Vector512.Create(initial[v]);
            }
            Vector512<uint> a0 = saved[0], b0 = saved[1], c0 = saved[2], d0 = saved[3], e0 = saved[4], f0 = saved[5], g0 = saved[6], h0 = saved[7];
            Vector512<uint> a1 = saved[8], b1 = saved[9], c1 = saved[10], d1 = saved[11], e1 = saved[12], f1 = saved[13], g1 = saved[14], h1 = saved[15];
            Vector512<uint> t0, t1;
            Sse.Prefetch0(message[0] + i + 64); Sse.Prefetch0(message[0] + i + 80);
            t0 = Vector512.Load(message[0] + i); w[0] = t0;
            t1 = Vector512.Load(message[0] + i + 16); x[0] = t1;
            h0 += t0 + Vector512.Create(k[0]) + Sigma1(e0) + Choose(e0, f0, g0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
            h1 += t1 + Vector512.Create(k[0]) + Sigma1(e1) + Choose(e1, f1, g1); d1 += h1; h1 += Sigma0(a1) + Majority(a1, b1, c1);
            Sse.Prefetch0(message[1] + i + 64); Sse.Prefetch0(message[1] + i + 80);
            t0 = Vector512.Load(message[1] + i); w[1] = t0;
            t1 = Vector512.Load(message[1] + i + 16); x[1] = t1;
            g0 += t0 + Vector512.Create(k[1]) + Sigma1(d0) + Choose(d0, e0, f0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
            g1 += t1 + Vector512.Create(k[1]) + Sigma1(d1) + Choose(d1, e1, f1); c1 += g1; g1 += Sigma0(h1) + Majority(h1, a1, b1);
            Sse.Prefetch0(message[2] + i + 64); Sse.Prefetch0(message[2] + i + 80);
            t0 = Vector512.Load(message[2] + i); w[2] = t0;
            t1 = Vector512.Load(message[2] + i + 16); x[2] = t1;
            f0 += t0 + Vector512.Create(k[2]) + Sigma1(c0) + Choose(c0, d0, e0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
            f1 += t1 + Vector512.Create(k[2]) + Sigma1(c1) + Choose(c1, d1, e1); b1 += f1; f1 += Sigma0(g1) + Majority(g1, h1, a1);
            Sse.Prefetch0(message[3] + i + 64); Sse.Prefetch0(message[3] + i + 80);
            t0 = Vector512.Load(message[3] + i); w[3] = t0;
            t1 = Vector512.Load(message[3] + i + 16); x[3] = t1;
            e0 += t0 + Vector512.Create(k[3]) + Sigma1(b0) + Choose(b0, c0, d0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
            e1 += t1 + Vector512.Create(k[3]) + Sigma1(b1) + Choose(b1, c1, d1); a1 += e1; e1 += Sigma0(f1) + Majority(f1, g1, h1);
            Sse.Prefetch0(message[4] + i + 64); Sse.Prefetch0(message[4] + i + 80);
            t0 = Vector512.Load(message[4] + i); w[4] = t0;
            t1 = Vector512.Load(message[4] + i + 16); x[4] = t1;
            d0 += t0 + Vector512.Create(k[4]) + Sigma1(a0) + Choose(a0, b0, c0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
            d1 += t1 + Vector512.Create(k[4]) + Sigma1(a1) + Choose(a1, b1, c1); h1 += d1; d1 += Sigma0(e1) + Majority(e1, f1, g1);
            Sse.Prefetch0(message[5] + i + 64); Sse.Prefetch0(message[5] + i + 80);
            t0 = Vector512.Load(message[5] + i); w[5] = t0;
            t1 = Vector512.Load(message[5] + i + 16); x[5] = t1;
            c0 += t0 + Vector512.Create(k[5]) + Sigma1(h0) + Choose(h0, a0, b0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
            c1 += t1 + Vector512.Create(k[5]) + Sigma1(h1) + Choose(h1, a1, b1); g1 += c1; c1 += Sigma0(d1) + Majority(d1, e1, f1);
            Sse.Prefetch0(message[6] + i + 64); Sse.Prefetch0(message[6] + i + 80);
            t0 = Vector512.Load(message[6] + i); w[6] = t0;
            t1 = Vector512.Load(message[6] + i + 16); x[6] = t1;
            b0 += t0 + Vector512.Create(k[6]) + Sigma1(g0) + Choose(g0, h0, a0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
            b1 += t1 + Vector512.Create(k[6]) + Sigma1(g1) + Choose(g1, h1, a1); f1 += b1; b1 += Sigma0(c1) + Majority(c1, d1, e1);
            Sse.Prefetch0(message[7] + i + 64); Sse.Prefetch0(message[7] + i + 80);
            t0 = Vector512.Load(message[7] + i); w[7] = t0;
            t1 = Vector512.Load(message[7] + i + 16); x[7] = t1;
            a0 += t0 + Vector512.Create(k[7]) + Sigma1(f0) + Choose(f0, g0, h0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
            a1 += t1 + Vector512.Create(k[7]) + Sigma1(f1) + Choose(f1, g1, h1); e1 += a1; a1 += Sigma0(b1) + Majority(b1, c1, d1);
            Sse.Prefetch0(message[8] + i + 64); Sse.Prefetch0(message[8] + i + 80);
            t0 = Vector512.Load(message[8] + i); w[8] = t0;
            t1 = Vector512.Load(message[8] + i + 16); x[8] = t1;
            h0 += t0 + Vector512.Create(k[8]) + Sigma1(e0) + Choose(e0, f0, g0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
            h1 += t1 + Vector512.Create(k[8]) + Sigma1(e1) + Choose(e1, f1, g1); d1 += h1; h1 += Sigma0(a1) + Majority(a1, b1, c1);
            Sse.Prefetch0(message[9] + i + 64); Sse.Prefetch0(message[9] + i + 80);
            t0 = Vector512.Load(message[9] + i); w[9] = t0;
            t1 = Vector512.Load(message[9] + i + 16); x[9] = t1;
            g0 += t0 + Vector512.Create(k[9]) + Sigma1(d0) + Choose(d0, e0, f0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
            g1 += t1 + Vector512.Create(k[9]) + Sigma1(d1) + Choose(d1, e1, f1); c1 += g1; g1 += Sigma0(h1) + Majority(h1, a1, b1);
            Sse.Prefetch0(message[10] + i + 64); Sse.Prefetch0(message[10] + i + 80);
            t0 = Vector512.Load(message[10] + i); w[10] = t0;
            t1 = Vector512.Load(message[10] + i + 16); x[10] = t1;
            f0 += t0 + Vector512.Create(k[10]) + Sigma1(c0) + Choose(c0, d0, e0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
            f1 += t1 + Vector512.Create(k[10]) + Sigma1(c1) + Choose(c1, d1, e1); b1 += f1; f1 += Sigma0(g1) + Majority(g1, h1, a1);
            Sse.Prefetch0(message[11] + i + 64); Sse.Prefetch0(message[11] + i + 80);
            t0 = Vector512.Load(message[11] + i); w[11] = t0;
            t1 = Vector512.Load(message[11] + i + 16); x[11] = t1;
            e0 += t0 + Vector512.Create(k[11]) + Sigma1(b0) + Choose(b0, c0, d0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
            e1 += t1 + Vector512.Create(k[11]) + Sigma1(b1) + Choose(b1, c1, d1); a1 += e1; e1 += Sigma0(f1) + Majority(f1, g1, h1);
            Sse.Prefetch0(message[12] + i + 64); Sse.Prefetch0(message[12] + i + 80);
            t0 = Vector512.Load(message[12] + i); w[12] = t0;
            t1 = Vector512.Load(message[12] + i + 16); x[12] = t1;
            d0 += t0 + Vector512.Create(k[12]) + Sigma1(a0) + Choose(a0, b0, c0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
            d1 += t1 + Vector512.Create(k[12]) + Sigma1(a1) + Choose(a1, b1, c1); h1 += d1; d1 += Sigma0(e1) + Majority(e1, f1, g1);
            Sse.Prefetch0(message[13] + i + 64); Sse.Prefetch0(message[13] + i + 80);
            t0 = Vector512.Load(message[13] + i); w[13] = t0;
            t1 = Vector512.Load(message[13] + i + 16); x[13] = t1;
            c0 += t0 + Vector512.Create(k[13]) + Sigma1(h0) + Choose(h0, a0, b0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
            c1 += t1 + Vector512.Create(k[13]) + Sigma1(h1) + Choose(h1, a1, b1); g1 += c1; c1 += Sigma0(d1) + Majority(d1, e1, f1);
            Sse.Prefetch0(message[14] + i + 64); Sse.Prefetch0(message[14] + i + 80);
            t0 = Vector512.Load(message[14] + i); w[14] = t0;
            t1 = Vector512.Load(message[14] + i + 16); x[14] = t1;
            b0 += t0 + Vector512.Create(k[14]) + Sigma1(g0) + Choose(g0, h0, a0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
            b1 += t1 + Vector512.Create(k[14]) + Sigma1(g1) + Choose(g1, h1, a1); f1 += b1; b1 += Sigma0(c1) + Majority(c1, d1, e1);
            Sse.Prefetch0(message[15] + i + 64); Sse.Prefetch0(message[15] + i + 80);
            t0 = Vector512.Load(message[15] + i); w[15] = t0;
            t1 = Vector512.Load(message[15] + i + 16); x[15] = t1;
            a0 += t0 + Vector512.Create(k[15]) + Sigma1(f0) + Choose(f0, g0, h0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
            a1 += t1 + Vector512.Create(k[15]) + Sigma1(f1) + Choose(f1, g1, h1); e1 += a1; a1 += Sigma0(b1) + Majority(b1, c1, d1);
            for (uint* ki = k + 16; ki < k + 64; ki += 16)
            {
                t0 = w[0] + SmallSigma0(w[1]) + w[9] + SmallSigma1(w[14]); w[0] = t0;
                t1 = x[0] + SmallSigma0(x[1]) + x[9] + SmallSigma1(x[14]); x[0] = t1;
                h0 += t0 + Vector512.Create(ki[0]) + Sigma1(e0) + Choose(e0, f0, g0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
                h1 += t1 + Vector512.Create(ki[0]) + Sigma1(e1) + Choose(e1, f1, g1); d1 += h1; h1 += Sigma0(a1) + Majority(a1, b1, c1);
                t0 = w[1] + SmallSigma0(w[2]) + w[10] + SmallSigma1(w[15]); w[1] = t0;
                t1 = x[1] + SmallSigma0(x[2]) + x[10] + SmallSigma1(x[15]); x[1] = t1;
                g0 += t0 + Vector512.Create(ki[1]) + Sigma1(d0) + Choose(d0, e0, f0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
                g1 += t1 + Vector512.Create(ki[1]) + Sigma1(d1) + Choose(d1, e1, f1); c1 += g1; g1 += Sigma0(h1) + Majority(h1, a1, b1);
                t0 = w[2] + SmallSigma0(w[3]) + w[11] + SmallSigma1(w[0]); w[2] = t0;
                t1 = x[2] + SmallSigma0(x[3]) + x[11] + SmallSigma1(x[0]); x[2] = t1;
                f0 += t0 + Vector512.Create(ki[2]) + Sigma1(c0) + Choose(c0, d0, e0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
                f1 += t1 + Vector512.Create(ki[2]) + Sigma1(c1) + Choose(c1, d1, e1); b1 += f1; f1 += Sigma0(g1) + Majority(g1, h1, a1);
                t0 = w[3] + SmallSigma0(w[4]) + w[12] + SmallSigma1(w[1]); w[3] = t0;
                t1 = x[3] + SmallSigma0(x[4]) + x[12] + SmallSigma1(x[1]); x[3] = t1;
                e0 += t0 + Vector512.Create(ki[3]) + Sigma1(b0) + Choose(b0, c0, d0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
                e1 += t1 + Vector512.Create(ki[3]) + Sigma1(b1) + Choose(b1, c1, d1); a1 += e1; e1 += Sigma0(f1) + Majority(f1, g1, h1);
                t0 = w[4] + SmallSigma0(w[5]) + w[13] + SmallSigma1(w[2]); w[4] = t0;
                t1 = x[4] + SmallSigma0(x[5]) + x[13] + SmallSigma1(x[2]); x[4] = t1;
                d0 += t0 + Vector512.Create(ki[4]) + Sigma1(a0) + Choose(a0, b0, c0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
                d1 += t1 + Vector512.Create(ki[4]) + Sigma1(a1) + Choose(a1, b1, c1); h1 += d1; d1 += Sigma0(e1) + Majority(e1, f1, g1);
                t0 = w[5] + SmallSigma0(w[6]) + w[14] + SmallSigma1(w[3]); w[5] = t0;
                t1 = x[5] + SmallSigma0(x[6]) + x[14] + SmallSigma1(x[3]); x[5] = t1;
                c0 += t0 + Vector512.Create(ki[5]) + Sigma1(h0) + Choose(h0, a0, b0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
                c1 += t1 + Vector512.Create(ki[5]) + Sigma1(h1) + Choose(h1, a1, b1); g1 += c1; c1 += Sigma0(d1) + Majority(d1, e1, f1);
                t0 = w[6] + SmallSigma0(w[7]) + w[15] + SmallSigma1(w[4]); w[6] = t0;
                t1 = x[6] + SmallSigma0(x[7]) + x[15] + SmallSigma1(x[4]); x[6] = t1;
                b0 += t0 + Vector512.Create(ki[6]) + Sigma1(g0) + Choose(g0, h0, a0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
                b1 += t1 + Vector512.Create(ki[6]) + Sigma1(g1) + Choose(g1, h1, a1); f1 += b1; b1 += Sigma0(c1) + Majority(c1, d1, e1);
                t0 = w[7] + SmallSigma0(w[8]) + w[0] + SmallSigma1(w[5]); w[7] = t0;
                t1 = x[7] + SmallSigma0(x[8]) + x[0] + SmallSigma1(x[5]); x[7] = t1;
                a0 += t0 + Vector512.Create(ki[7]) + Sigma1(f0) + Choose(f0, g0, h0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
                a1 += t1 + Vector512.Create(ki[7]) + Sigma1(f1) + Choose(f1, g1, h1); e1 += a1; a1 += Sigma0(b1) + Majority(b1, c1, d1);
                t0 = w[8] + SmallSigma0(w[9]) + w[1] + SmallSigma1(w[6]); w[8] = t0;
                t1 = x[8] + SmallSigma0(x[9]) + x[1] + SmallSigma1(x[6]); x[8] = t1;
                h0 += t0 + Vector512.Create(ki[8]) + Sigma1(e0) + Choose(e0, f0, g0); d0 += h0; h0 += Sigma0(a0) + Majority(a0, b0, c0);
                h1 += t1 + Vector512.Create(ki[8]) + Sigma1(e1) + Choose(e1, f1, g1); d1 += h1; h1 += Sigma0(a1) + Majority(a1, b1, c1);
                t0 = w[9] + SmallSigma0(w[10]) + w[2] + SmallSigma1(w[7]); w[9] = t0;
                t1 = x[9] + SmallSigma0(x[10]) + x[2] + SmallSigma1(x[7]); x[9] = t1;
                g0 += t0 + Vector512.Create(ki[9]) + Sigma1(d0) + Choose(d0, e0, f0); c0 += g0; g0 += Sigma0(h0) + Majority(h0, a0, b0);
                g1 += t1 + Vector512.Create(ki[9]) + Sigma1(d1) + Choose(d1, e1, f1); c1 += g1; g1 += Sigma0(h1) + Majority(h1, a1, b1);
                t0 = w[10] + SmallSigma0(w[11]) + w[3] + SmallSigma1(w[8]); w[10] = t0;
                t1 = x[10] + SmallSigma0(x[11]) + x[3] + SmallSigma1(x[8]); x[10] = t1;
                f0 += t0 + Vector512.Create(ki[10]) + Sigma1(c0) + Choose(c0, d0, e0); b0 += f0; f0 += Sigma0(g0) + Majority(g0, h0, a0);
                f1 += t1 + Vector512.Create(ki[10]) + Sigma1(c1) + Choose(c1, d1, e1); b1 += f1; f1 += Sigma0(g1) + Majority(g1, h1, a1);
                t0 = w[11] + SmallSigma0(w[12]) + w[4] + SmallSigma1(w[9]); w[11] = t0;
                t1 = x[11] + SmallSigma0(x[12]) + x[4] + SmallSigma1(x[9]); x[11] = t1;
                e0 += t0 + Vector512.Create(ki[11]) + Sigma1(b0) + Choose(b0, c0, d0); a0 += e0; e0 += Sigma0(f0) + Majority(f0, g0, h0);
                e1 += t1 + Vector512.Create(ki[11]) + Sigma1(b1) + Choose(b1, c1, d1); a1 += e1; e1 += Sigma0(f1) + Majority(f1, g1, h1);
                t0 = w[12] + SmallSigma0(w[13]) + w[5] + SmallSigma1(w[10]); w[12] = t0;
                t1 = x[12] + SmallSigma0(x[13]) + x[5] + SmallSigma1(x[10]); x[12] = t1;
                d0 += t0 + Vector512.Create(ki[12]) + Sigma1(a0) + Choose(a0, b0, c0); h0 += d0; d0 += Sigma0(e0) + Majority(e0, f0, g0);
                d1 += t1 + Vector512.Create(ki[12]) + Sigma1(a1) + Choose(a1, b1, c1); h1 += d1; d1 += Sigma0(e1) + Majority(e1, f1, g1);
                t0 = w[13] + SmallSigma0(w[14]) + w[6] + SmallSigma1(w[11]); w[13] = t0;
                t1 = x[13] + SmallSigma0(x[14]) + x[6] + SmallSigma1(x[11]); x[13] = t1;
                c0 += t0 + Vector512.Create(ki[13]) + Sigma1(h0) + Choose(h0, a0, b0); g0 += c0; c0 += Sigma0(d0) + Majority(d0, e0, f0);
                c1 += t1 + Vector512.Create(ki[13]) + Sigma1(h1) + Choose(h1, a1, b1); g1 += c1; c1 += Sigma0(d1) + Majority(d1, e1, f1);
                t0 = w[14] + SmallSigma0(w[15]) + w[7] + SmallSigma1(w[12]); w[14] = t0;
                t1 = x[14] + SmallSigma0(x[15]) + x[7] + SmallSigma1(x[12]); x[14] = t1;
                b0 += t0 + Vector512.Create(ki[14]) + Sigma1(g0) + Choose(g0, h0, a0); f0 += b0; b0 += Sigma0(c0) + Majority(c0, d0, e0);
                b1 += t1 + Vector512.Create(ki[14]) + Sigma1(g1) + Choose(g1, h1, a1); f1 += b1; b1 += Sigma0(c1) + Majority(c1, d1, e1);
                t0 = w[15] + SmallSigma0(w[0]) + w[8] + SmallSigma1(w[13]); w[15] = t0;
                t1 = x[15] + SmallSigma0(x[0]) + x[8] + SmallSigma1(x[13]); x[15] = t1;
                a0 += t0 + Vector512.Create(ki[15]) + Sigma1(f0) + Choose(f0, g0, h0); e0 += a0; a0 += Sigma0(b0) + Majority(b0, c0, d0);
                a1 += t1 + Vector512.Create(ki[15]) + Sigma1(f1) + Choose(f1, g1, h1); e1 += a1; a1 += Sigma0(b1) + Majority(b1, c1, d1);
            }
            (a0 + saved[0]).Store(state[0] + i); (a1 + saved[8]).Store(state[0] + i + 16);
            (b0 + saved[1]).Store(state[1] + i); (b1 + saved[9]).Store(state[1] + i + 16);
            (c0 + saved[2]).Store(state[2] + i); (c1 + saved[10]).Store(state[2] + i + 16);
            (d0 + saved[3]).Store(state[3] + i); (d1 + saved[11]).Store(state[3] + i + 16);
            (e0 + saved[4]).Store(state[4] + i); (e1 + saved[12]).Store(state[4] + i + 16);
            (f0 + saved[5]).Store(state[5] + i); (f1 + saved[13]).Store(state[5] + i + 16);
            (g0 + saved[6]).Store(state[6] + i); (g1 + saved[14]).Store(state[6] + i + 16);
            (h0 + saved[7]).Store(state[7] + i); (h1 + saved[15]).Store(state[7] + i + 16);
        }
        return i;
    }

    // Three-input functions are one instruction: 0x96 is the exclusive or of three, 0xCA selects, 0xE8 is the majority.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Sigma0(Vector512<uint> x) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(x, 2), Avx512F.RotateRight(x, 13), Avx512F.RotateRight(x, 22), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Sigma1(Vector512<uint> x) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(x, 6), Avx512F.RotateRight(x, 11), Avx512F.RotateRight(x, 25), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> SmallSigma0(Vector512<uint> x) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(x, 7), Avx512F.RotateRight(x, 18), Avx512F.ShiftRightLogical(x, 3), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> SmallSigma1(Vector512<uint> x) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(x, 17), Avx512F.RotateRight(x, 19), Avx512F.ShiftRightLogical(x, 10), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Choose(Vector512<uint> e, Vector512<uint> f, Vector512<uint> g) => Avx512F.TernaryLogic(e, f, g, 0xCA);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Majority(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c) => Avx512F.TernaryLogic(a, b, c, 0xE8);
}
