using System.Numerics;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>The compression of FIPS 180-4, section 6.2.2. Its constants are what section 4.2.2 says they are: parts of the cube roots of primes.</summary>
internal static class Sha256Model
{
    private static readonly uint[] Constants = [.. Primes().Take(64).Select(p => (uint)(CubeRoot((BigInteger)p << 96) % 4294967296))];

    /// <summary>The initial hash value, section 5.3.3: parts of the square roots of primes.</summary>
    public static uint[] Initial() => [.. Primes().Take(8).Select(p => (uint)((ulong)(Math.Sqrt(p) % 1 * 4294967296.0)))];

    /// <summary>The state after one block.</summary>
    /// <param name="state">8 words.</param>
    /// <param name="block">16 words of memory, each of which holds four message bytes, the first one lowest.</param>
    public static uint[] Compress(uint[] state, uint[] block)
    {
        var w = new uint[64];
        for (var t = 0; t < 64; t++)
        {
            w[t] = t < 16
                ? block[t] << 24 | (block[t] & 0xFF00) << 8 | block[t] >> 8 & 0xFF00 | block[t] >> 24
                : (Rotr(w[t - 2], 17) ^ Rotr(w[t - 2], 19) ^ w[t - 2] >> 10) + w[t - 7]
                    + (Rotr(w[t - 15], 7) ^ Rotr(w[t - 15], 18) ^ w[t - 15] >> 3) + w[t - 16];
        }

        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (var t = 0; t < 64; t++)
        {
            var t1 = h + (Rotr(e, 6) ^ Rotr(e, 11) ^ Rotr(e, 25)) + ((e & f) ^ (~e & g)) + Constants[t] + w[t];
            var t2 = (Rotr(a, 2) ^ Rotr(a, 13) ^ Rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }

        return [state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e, state[5] + f, state[6] + g, state[7] + h];
    }

    private static uint Rotr(uint x, int n) => x >> n | x << 32 - n;

    private static IEnumerable<int> Primes() => Enumerable.Range(2, 400).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0));

    // The integer part, by Newton's iteration from above.
    private static BigInteger CubeRoot(BigInteger n)
    {
        var x = BigInteger.One << 36;
        while (true)
        {
            var next = (2 * x + n / (x * x)) / 3;
            if (next >= x)
            {
                return x;
            }

            x = next;
        }
    }
}
