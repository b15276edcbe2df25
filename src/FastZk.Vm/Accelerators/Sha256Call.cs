using System.Buffers.Binary;
using System.Numerics;

namespace FastZk.Vm.Accelerators;

/// <summary>
/// The call sha256_compress(state, blocks, count): for each of count blocks of 64 bytes, state = compress(state, block) (FIPS 180-4, section 6.2.2).
/// State: 8 words in the machine's order; blocks: bytes, read as big-endian words. Both start at a multiple of 4 and do not overlap.
/// </summary>
public static class Sha256Call
{
    public const uint StateWords = 8, BlockWords = 16, BlockBytes = 64;

    /// <summary>Blocks of one call: fewer than 2^16 (4 MiB). Longer messages take several calls.</summary>
    public const uint MaxBlocks = BlockArguments.MaxBlocks;

    private static readonly uint[] RoundConstants = MakeRoundConstants();

    /// <summary>Why a call with these arguments faults, with the argument at fault; null when it does not.</summary>
    public static string? Refuse(uint state, uint blocks, uint count, out uint argument) =>
        BlockArguments.Refuse(state, 4 * StateWords, blocks, BlockBytes, count, out argument);

    /// <summary>Runs a call that is not refused.</summary>
    public static void Run(GuestMemory memory, uint state, uint blocks, uint count, CancellationToken cancellation)
    {
        Span<uint> h = stackalloc uint[(int)StateWords];
        Span<uint> w = stackalloc uint[(int)BlockWords];
        try
        {
            LoadWords(memory, state, h);
            for (uint b = 0; b < count; b++)
            {
                if (b % 4096 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                LoadWords(memory, blocks + BlockBytes * b, w);
                Compress(h, w);
            }

            for (var i = 0; i < h.Length; i++)
            {
                memory.StoreWord(state + 4 * (uint)i, h[i]);
            }
        }
        finally
        {
            h.Clear();
            w.Clear();
        }
    }

    /// <summary>Loads consecutive words as the machine orders them.</summary>
    public static void LoadWords(GuestMemory memory, uint address, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = memory.LoadWord(address + 4 * (uint)i);
        }
    }

    /// <summary>One compression.</summary>
    /// <param name="state">8 words, replaced.</param>
    /// <param name="block">16 words of memory, each of which holds four message bytes.</param>
    public static void Compress(Span<uint> state, ReadOnlySpan<uint> block)
    {
        Span<uint> w = stackalloc uint[64];
        Schedule(block, w);
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (var t = 0; t < 64; t++)
        {
            var t1 = h + BigSigma1(e) + (g ^ (e & (f ^ g))) + RoundConstants[t] + w[t];
            var t2 = BigSigma0(a) + ((a & b) | (c & (a | b)));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
        w.Clear();
    }

    /// <summary>The message schedule W_0..W_63 of a block of 16 words of memory.</summary>
    public static void Schedule(ReadOnlySpan<uint> block, Span<uint> w)
    {
        for (var t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReverseEndianness(block[t]);
        }

        for (var t = 16; t < 64; t++)
        {
            w[t] = SmallSigma1(w[t - 2]) + w[t - 7] + SmallSigma0(w[t - 15]) + w[t - 16];
        }
    }

    /// <summary>K_t, t = 0..63.</summary>
    public static uint RoundConstant(int t) => RoundConstants[t];

    public static uint BigSigma0(uint x) => BitOperations.RotateRight(x, 2) ^ BitOperations.RotateRight(x, 13) ^ BitOperations.RotateRight(x, 22);

    public static uint BigSigma1(uint x) => BitOperations.RotateRight(x, 6) ^ BitOperations.RotateRight(x, 11) ^ BitOperations.RotateRight(x, 25);

    public static uint SmallSigma0(uint x) => BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);

    public static uint SmallSigma1(uint x) => BitOperations.RotateRight(x, 17) ^ BitOperations.RotateRight(x, 19) ^ (x >> 10);

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, section 4.2.2): the largest k with k³ <= prime·2^96, mod 2^32.
    private static uint[] MakeRoundConstants()
    {
        var constants = new uint[64];
        var prime = 2;
        for (var t = 0; t < constants.Length; prime++)
        {
            if (Enumerable.Range(2, prime - 2).Any(d => prime % d == 0))
            {
                continue;
            }

            BigInteger low = 0, high = (BigInteger)1 << 36;
            while (high - low > 1)
            {
                var middle = (low + high) >> 1;
                (low, high) = BigInteger.Pow(middle, 3) <= (BigInteger)prime << 96 ? (middle, high) : (low, middle);
            }

            constants[t++] = (uint)(low & uint.MaxValue);
        }

        return constants;
    }
}
