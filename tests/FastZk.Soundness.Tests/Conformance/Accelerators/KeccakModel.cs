namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>Keccak-f[1600] by the steps of FIPS 202, section 3.2, lane by lane, and the absorption of a block of Keccak-256's rate.</summary>
internal static class KeccakModel
{
    /// <summary>The state after a block was added to its first words and the whole permuted.</summary>
    /// <param name="state">50 words: lanes A[x, y] in the order x + 5y, the low word first.</param>
    /// <param name="block">34 words.</param>
    public static uint[] Absorb(uint[] state, uint[] block) => Permute([.. state.Select((s, i) => i < block.Length ? s ^ block[i] : s)]);

    /// <summary>One permutation.</summary>
    /// <param name="state">50 words.</param>
    public static uint[] Permute(uint[] state)
    {
        var a = new ulong[5, 5];
        for (var i = 0; i < 25; i++)
        {
            a[i % 5, i / 5] = state[2 * i] | (ulong)state[2 * i + 1] << 32;
        }

        var lfsr = 1;
        for (var round = 0; round < 24; round++)
        {
            Theta(a);
            a = Chi(Pi(Rho(a)));
            // Section 3.2.5: bit 2^j - 1 of the round constant is rc(7·round + j), by the shift register of x^8 + x^6 + x^5 + x^4 + 1.
            for (var j = 0; j <= 6; j++)
            {
                a[0, 0] ^= (ulong)(lfsr & 1) << (1 << j) - 1;
                lfsr <<= 1;
                lfsr ^= lfsr >= 256 ? 0b1_0111_0001 : 0;
            }
        }

        return [.. Enumerable.Range(0, 50).Select(k => (uint)(a[k / 2 % 5, k / 10] >> 32 * (k % 2)))];
    }

    private static void Theta(ulong[,] a)
    {
        ulong[] c = [.. Enumerable.Range(0, 5).Select(x => a[x, 0] ^ a[x, 1] ^ a[x, 2] ^ a[x, 3] ^ a[x, 4])];
        for (var x = 0; x < 5; x++)
        {
            for (var y = 0; y < 5; y++)
            {
                a[x, y] ^= c[(x + 4) % 5] ^ Turn(c[(x + 1) % 5], 1);
            }
        }
    }

    private static ulong[,] Rho(ulong[,] a)
    {
        var b = new ulong[5, 5];
        b[0, 0] = a[0, 0];
        var (x, y) = (1, 0);
        for (var t = 0; t < 24; t++)
        {
            b[x, y] = Turn(a[x, y], (t + 1) * (t + 2) / 2 % 64);
            (x, y) = (y, (2 * x + 3 * y) % 5);
        }

        return b;
    }

    private static ulong[,] Pi(ulong[,] a)
    {
        var b = new ulong[5, 5];
        for (var i = 0; i < 25; i++)
        {
            b[i % 5, i / 5] = a[(i % 5 + 3 * (i / 5)) % 5, i % 5];
        }

        return b;
    }

    private static ulong[,] Chi(ulong[,] a)
    {
        var b = new ulong[5, 5];
        for (var i = 0; i < 25; i++)
        {
            var (x, y) = (i % 5, i / 5);
            b[x, y] = a[x, y] ^ (~a[(x + 1) % 5, y] & a[(x + 2) % 5, y]);
        }

        return b;
    }

    private static ulong Turn(ulong x, int n) => n == 0 ? x : x << n | x >> 64 - n;
}
