using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastZk.Hash;

/// <summary>SHA-256 (FIPS 180-4), one message at a time, without allocation.</summary>
public static unsafe class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 32;

    /// <summary>Bytes of a message block.</summary>
    public const int BlockBytes = 64;

    // Native copies: their addresses never change, kernels may keep them, and reading them allocates nothing even in unoptimised builds.
    private static readonly uint* s_initial = Native(
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);

    private static readonly uint* s_roundConstants = Native(
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ]);

    /// <summary>The standard's initial state.</summary>
    public static ReadOnlySpan<uint> InitialState => new(s_initial, 8);

    /// <summary>The standard's 64 round constants.</summary>
    internal static uint* RoundConstants => s_roundConstants;

    /// <summary>Runs the compression function: <paramref name="state"/> (8 words) takes in one block of 16 words.</summary>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Compress(Span<uint> state, ReadOnlySpan<uint> block16)
    {
        if (state.Length != 8 || block16.Length != 16) throw new ArgumentException("A state has 8 words and a block has 16.");
        fixed (uint* s = state, b = block16) CompressUnchecked(s, b);
    }

    /// <summary>Hashes a whole message into the first 32 bytes of <paramref name="out32"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> out32)
    {
        Sha256Stream stream = Sha256Stream.Start();
        stream.Append(message);
        stream.Finish(out32);
    }

    /// <summary>Hashes a whole message.</summary>
    public static Digest Hash(ReadOnlySpan<byte> message)
    {
        Sha256Stream stream = Sha256Stream.Start();
        stream.Append(message);
        return stream.Finish();
    }

    /// <summary>Compresses 64 message bytes, read as big-endian words.</summary>
    internal static void CompressBytes(Span<uint> state, ReadOnlySpan<byte> block64)
    {
        Span<uint> words = stackalloc uint[16];
        for (int i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block64[(4 * i)..]);
        Compress(state, words);
    }

    /// <summary>The compression function. Invariant: 8 words behind <paramref name="state"/>, 16 behind <paramref name="block"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CompressUnchecked(uint* state, uint* block)
    {
        uint* w = stackalloc uint[64];
        for (int i = 0; i < 16; i++) w[i] = block[i];
        uint* wi = w, ki = RoundConstants;
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        // Eight rounds rename every word once, so no value is moved. The schedule runs 16 words ahead, beside the rounds: its chain and
        // theirs are independent.
        for (; wi < w + 48; wi += 8, ki += 8)
        {
            h = wi[0] + ki[0] + h + Choose(e, f, g) + Sigma1(e); d += h; h += Sigma0(a) + Majority(a, b, c);
            wi[16] = wi[0] + wi[9] + SmallSigma0(wi[1]) + SmallSigma1(wi[14]);
            g = wi[1] + ki[1] + g + Choose(d, e, f) + Sigma1(d); c += g; g += Sigma0(h) + Majority(h, a, b);
            wi[17] = wi[1] + wi[10] + SmallSigma0(wi[2]) + SmallSigma1(wi[15]);
            f = wi[2] + ki[2] + f + Choose(c, d, e) + Sigma1(c); b += f; f += Sigma0(g) + Majority(g, h, a);
            wi[18] = wi[2] + wi[11] + SmallSigma0(wi[3]) + SmallSigma1(wi[16]);
            e = wi[3] + ki[3] + e + Choose(b, c, d) + Sigma1(b); a += e; e += Sigma0(f) + Majority(f, g, h);
            wi[19] = wi[3] + wi[12] + SmallSigma0(wi[4]) + SmallSigma1(wi[17]);
            d = wi[4] + ki[4] + d + Choose(a, b, c) + Sigma1(a); h += d; d += Sigma0(e) + Majority(e, f, g);
            wi[20] = wi[4] + wi[13] + SmallSigma0(wi[5]) + SmallSigma1(wi[18]);
            c = wi[5] + ki[5] + c + Choose(h, a, b) + Sigma1(h); g += c; c += Sigma0(d) + Majority(d, e, f);
            wi[21] = wi[5] + wi[14] + SmallSigma0(wi[6]) + SmallSigma1(wi[19]);
            b = wi[6] + ki[6] + b + Choose(g, h, a) + Sigma1(g); f += b; b += Sigma0(c) + Majority(c, d, e);
            wi[22] = wi[6] + wi[15] + SmallSigma0(wi[7]) + SmallSigma1(wi[20]);
            a = wi[7] + ki[7] + a + Choose(f, g, h) + Sigma1(f); e += a; a += Sigma0(b) + Majority(b, c, d);
            wi[23] = wi[7] + wi[16] + SmallSigma0(wi[8]) + SmallSigma1(wi[21]);
        }
        for (; wi < w + 64; wi += 8, ki += 8)
        {
            h = wi[0] + ki[0] + h + Choose(e, f, g) + Sigma1(e); d += h; h += Sigma0(a) + Majority(a, b, c);
            g = wi[1] + ki[1] + g + Choose(d, e, f) + Sigma1(d); c += g; g += Sigma0(h) + Majority(h, a, b);
            f = wi[2] + ki[2] + f + Choose(c, d, e) + Sigma1(c); b += f; f += Sigma0(g) + Majority(g, h, a);
            e = wi[3] + ki[3] + e + Choose(b, c, d) + Sigma1(b); a += e; e += Sigma0(f) + Majority(f, g, h);
            d = wi[4] + ki[4] + d + Choose(a, b, c) + Sigma1(a); h += d; d += Sigma0(e) + Majority(e, f, g);
            c = wi[5] + ki[5] + c + Choose(h, a, b) + Sigma1(h); g += c; c += Sigma0(d) + Majority(d, e, f);
            b = wi[6] + ki[6] + b + Choose(g, h, a) + Sigma1(g); f += b; b += Sigma0(c) + Majority(c, d, e);
            a = wi[7] + ki[7] + a + Choose(f, g, h) + Sigma1(f); e += a; a += Sigma0(b) + Majority(b, c, d);
        }
        state[0] += a; state[1] += b; state[2] += c; state[3] += d;
        state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Sigma0(uint x) => uint.RotateRight(x, 2) ^ uint.RotateRight(x, 13) ^ uint.RotateRight(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Sigma1(uint x) => uint.RotateRight(x, 6) ^ uint.RotateRight(x, 11) ^ uint.RotateRight(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SmallSigma0(uint x) => uint.RotateRight(x, 7) ^ uint.RotateRight(x, 18) ^ (x >> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SmallSigma1(uint x) => uint.RotateRight(x, 17) ^ uint.RotateRight(x, 19) ^ (x >> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Choose(uint e, uint f, uint g) => g ^ (e & (f ^ g));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Majority(uint a, uint b, uint c) => (a & b) | (c & (a | b));

    private static uint* Native(ReadOnlySpan<uint> words)
    {
        uint* copy = (uint*)NativeMemory.AlignedAlloc((nuint)words.Length * sizeof(uint), 64);
        words.CopyTo(new Span<uint>(copy, words.Length));
        return copy;
    }
}
