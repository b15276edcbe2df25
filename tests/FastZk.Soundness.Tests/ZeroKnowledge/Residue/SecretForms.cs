using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using FastZk.Circuits;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Air;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>
/// The forms in which a prover and a guest that hashes it hold a secret: bytes, words as numbers of either order, columns of 16-bit limbs as the tables have
/// them (canonical before, Montgomery after their conversion; limbs of consecutive words below each other), SHA-256's message schedule and chaining values,
/// text. Runs are long enough that they do not come about by chance in hundreds of megabytes.
/// </summary>
internal static class SecretForms
{
    /// <summary>All forms of an input of whole 64-byte blocks, and of the 32-byte seed of the proof's randomness.</summary>
    public static IReadOnlyList<Pattern> Of(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed)
    {
        var patterns = new List<Pattern>();
        Windows(patterns, "bytes", secret, 8);
        Windows(patterns, "bytes backwards", Reversed(secret), 8);
        Windows(patterns, "hexadecimal text", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)), 12);
        Windows(patterns, "hexadecimal text", Encoding.ASCII.GetBytes(Convert.ToHexString(secret)), 12);
        Windows(patterns, "hexadecimal UTF-16", Encoding.Unicode.GetBytes(Convert.ToHexStringLower(secret)), 24);
        Windows(patterns, "base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)), 12);
        Words(patterns, "input", Little(secret));
        foreach (var (schedule, chaining) in Blocks(secret))
        {
            Words(patterns, "message schedule", schedule);
            Words(patterns, "chaining value", chaining);
        }

        Windows(patterns, "seed", seed, 8);
        Randomness(patterns, seed);
        return patterns;
    }

    // The head of every stream that a proof's randomness is cut into, and the salts of a row: who has these and the receipt can take masks off again.
    private static void Randomness(List<Pattern> patterns, ReadOnlySpan<byte> seed)
    {
        using var randomness = new Randomness(seed);
        foreach (var t in Rv32Circuit.System.Tables)
        {
            uint[] constant = [.. Enumerable.Range(0, CompiledTable.MaskColumns).Select(c => Head(randomness, RandomPurpose.MainRows, t.Id, c)[0])];
            Runs(patterns, "mask constant", constant, 2);
            for (var c = 0; c < t.MainColumns; c++)
            {
                Runs(patterns, "random rows of a main column", Head(randomness, RandomPurpose.MainRows, t.Id, c), 2);
            }

            for (var c = 0; c < t.AuxiliaryColumns; c++)
            {
                Runs(patterns, "random rows of an auxiliary column", Head(randomness, RandomPurpose.AuxiliaryRows, t.Id, c), 2);
            }
        }

        for (var limb = 0; limb < Fp5.Degree; limb++)
        {
            Runs(patterns, "mask of a piece", Head(randomness, RandomPurpose.PieceMask, 0, limb), 2);
            Runs(patterns, "mask of a piece", Head(randomness, RandomPurpose.PieceMask, 1, limb), 2);
            Runs(patterns, "random codeword", Head(randomness, RandomPurpose.RandomCodeword, 0, limb), 2);
        }

        foreach (var tree in new[] { RandomPurpose.SaltMain, RandomPurpose.SaltAuxiliary, RandomPurpose.SaltQuotient })
        {
            using var salts = randomness.Salts(tree, ProofShape.MinLogTop);
            var salt = new uint[SaltSource.Words];
            salts.Salt(5, salt);
            Runs(patterns, "salt", salt, 2);
        }
    }

    private static uint[] Head(Randomness randomness, RandomPurpose purpose, int table, int column)
    {
        var head = new uint[6];
        using var stream = randomness.Stream(purpose, table, column);
        stream.FillFieldElements(head);
        return head;
    }

    /// <summary>Single words that are in memory by chance once in 2^32 places: one proves nothing, many do.</summary>
    public static uint[] Words(ReadOnlySpan<byte> secret)
    {
        var words = Little(secret).ToList();
        foreach (var (schedule, chaining) in Blocks(secret))
        {
            words.AddRange(schedule);
            words.AddRange(chaining);
        }

        return [.. words.Distinct()];
    }

    private static void Words(List<Pattern> patterns, string what, uint[] words)
    {
        uint[] low = [.. words.Select(w => w & 0xFFFF)], high = [.. words.Select(w => w >> 16)], both = [.. words.SelectMany(w => new[] { w & 0xFFFF, w >> 16 })];
        Runs(patterns, $"{what} words", words, 2);
        foreach (var limbs in new[] { low, high, both })
        {
            Runs(patterns, $"{what} limbs", limbs, 3);
            Runs(patterns, $"{what} limbs, Montgomery", [.. limbs.Select(l => Fp.FromUInt32(l).Raw)], 3);
        }

        // Records and rows keep a word beside its time: every other word, with something between, is caught by the count of single words.
        Runs(patterns, $"{what} words backwards", [.. words.Reverse()], 2);
    }

    private static void Runs(List<Pattern> patterns, string form, uint[] words, int length)
    {
        for (var i = 0; i + length <= words.Length; i++)
        {
            patterns.Add(new(form, [.. words[i..(i + length)].SelectMany(BitConverter.GetBytes)]));
        }
    }

    private static void Windows(List<Pattern> patterns, string form, ReadOnlySpan<byte> bytes, int length)
    {
        for (var i = 0; i + length <= bytes.Length; i++)
        {
            patterns.Add(new(form, bytes.Slice(i, length).ToArray()));
        }
    }

    private static byte[] Reversed(ReadOnlySpan<byte> bytes)
    {
        var reversed = bytes.ToArray();
        Array.Reverse(reversed);
        return reversed;
    }

    private static uint[] Little(ReadOnlySpan<byte> bytes)
    {
        var words = new uint[bytes.Length / 4];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
        }

        return words;
    }

    // FIPS 180-4, section 6.2.2, with a look inside.
    private static List<(uint[] Schedule, uint[] Chaining)> Blocks(ReadOnlySpan<byte> message)
    {
        var result = new List<(uint[], uint[])>();
        uint[] h = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        for (var start = 0; start + 64 <= message.Length; start += 64)
        {
            var w = new uint[64];
            for (var t = 0; t < 64; t++)
            {
                w[t] = t < 16
                    ? BinaryPrimitives.ReadUInt32BigEndian(message[(start + 4 * t)..])
                    : Small(w[t - 2], 17, 19, 10) + w[t - 7] + Small(w[t - 15], 7, 18, 3) + w[t - 16];
            }

            var s = (uint[])h.Clone();
            for (var t = 0; t < 64; t++)
            {
                var t1 = s[7] + Big(s[4], 6, 11, 25) + (s[4] & s[5] ^ ~s[4] & s[6]) + Constants[t] + w[t];
                var t2 = Big(s[0], 2, 13, 22) + (s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]);
                s = [t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]];
            }

            h = [.. h.Zip(s, (a, b) => a + b)];
            result.Add((w, h));
        }

        return result;

        static uint Small(uint x, int a, int b, int c) => BitOperations.RotateRight(x, a) ^ BitOperations.RotateRight(x, b) ^ x >> c;
        static uint Big(uint x, int a, int b, int c) => BitOperations.RotateRight(x, a) ^ BitOperations.RotateRight(x, b) ^ BitOperations.RotateRight(x, c);
    }

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static readonly uint[] Constants = [.. Primes().Take(64).Select(p => (uint)(CubeRoot((BigInteger)p << 96) & uint.MaxValue))];

    private static IEnumerable<int> Primes() => Enumerable.Range(2, 1000).Where(n => !Enumerable.Range(2, n - 2).TakeWhile(d => d * d <= n).Any(d => n % d == 0));

    private static BigInteger CubeRoot(BigInteger n)
    {
        BigInteger low = 0, high = BigInteger.One << 40;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = middle * middle * middle <= n ? (middle, high) : (low, middle);
        }

        return low;
    }
}
