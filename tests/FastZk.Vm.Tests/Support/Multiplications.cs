using System.Numerics;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests.Support;

/// <summary>One call of modmul256 or mulwide256, and what must come out of it.</summary>
/// <param name="IsWide">mulwide256, whose M is 2^256.</param>
public sealed record Multiplication(BigInteger A, BigInteger B, BigInteger C, BigInteger D, BigInteger M, bool IsWide = false)
{
    public BigInteger Q => (A * B + C + D) / M;

    public BigInteger R => (A * B + C + D) % M;

    /// <summary>Whether the call does not fault.</summary>
    public bool IsValid => M > 1 && Q <= Multiplications.Top;
}

/// <summary>Calls of modmul256 and mulwide256 for tests, and guests that make them.</summary>
public static class Multiplications
{
    /// <summary>Words that a call's numbers take in a guest's data: r, a, b, c, d, m, q.</summary>
    public const int Words = 56;

    public static readonly BigInteger Top = (BigInteger.One << 256) - 1;

    public static readonly BigInteger Secp256K1 = Top + 1 - (BigInteger.One << 32) - 977, Curve25519 = (BigInteger.One << 255) - 19;

    /// <summary>Primes and group orders of secp256k1, secp256r1, 25519, and moduli at the edges of words and of the range.</summary>
    public static readonly BigInteger[] Moduli =
    [
        Secp256K1, Hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
        Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"), Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        Curve25519, (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493"),
        2, 3, 255, 256, 65535, 65536, uint.MaxValue, BigInteger.One << 32, BigInteger.One << 128, (BigInteger.One << 224) - 1, BigInteger.One << 255, Top - 1, Top,
    ];

    /// <summary>Calls that do not fault, with numbers at the edges.</summary>
    public static IEnumerable<Multiplication> Edges()
    {
        foreach (var m in Moduli)
        {
            BigInteger[] values = [0, 1, m - 1, m, BigInteger.Min(m + 1, Top), BigInteger.One << 255, Top];
            foreach (var a in values)
            {
                foreach (var b in values)
                {
                    Multiplication[] calls = [new(a, b, 0, 0, m), new(a, b, Top, Top, m), new(a, b, m, m - 1, m)];
                    foreach (var call in calls.Where(c => c.IsValid))
                    {
                        yield return call;
                    }
                }
            }

            // The quotient is exactly 2^256 - 1, with the smallest and the greatest remainder: high half m - 1, and for what is to be added m·2^256 - m.
            yield return Greatest(m, 0);
            yield return Greatest(m, m - 1);
        }

        foreach (var a in (BigInteger[])[0, 1, Secp256K1, Top])
        {
            yield return new(a, Top, 0, 0, Top + 1, true);
            yield return new(a, Top, Top, Top, Top + 1, true);
            yield return new(Top - a, a, 1, Top, Top + 1, true);
        }
    }

    /// <summary>The call (2^256 - 1)·m + r, which has the greatest quotient: a = 2^256 - 1, b = m, c = r.</summary>
    public static Multiplication Greatest(BigInteger m, BigInteger r) => new(Top, m, r, 0, m);

    /// <summary>A call that does not fault, with numbers of random lengths, often full of zeros or ones.</summary>
    public static Multiplication Next(Random random)
    {
        while (true)
        {
            var call = new Multiplication(Number(random), Number(random), Number(random), Number(random), Number(random));
            if (random.Next(8) == 0)
            {
                call = call with { M = Top + 1, IsWide = true };
            }

            if (call.IsValid)
            {
                return call;
            }
        }
    }

    /// <summary>r, a, b, c, d, m, q as words, r and q filled with rubbish.</summary>
    public static uint[] Data(Multiplication x) =>
        [.. Enumerable.Repeat(0xDEADBEEF, 8), .. Split(x.A), .. Split(x.B), .. Split(x.C), .. Split(x.D), .. Split(x.M & Top), .. Enumerable.Repeat(0xFEEDF00D, 8)];

    /// <summary>The call with the numbers of <see cref="Data"/> at an address.</summary>
    public static uint[] Call(bool isWide, uint data) => Call(isWide, [.. Enumerable.Range(0, 7).Select(i => data + 32 * (uint)i)]);

    /// <summary>The call with a0 to a6.</summary>
    public static uint[] Call(bool isWide, params uint[] addresses) =>
        [.. addresses.SelectMany((a, i) => Li(A0 + i, a)), .. Li(A7, isWide ? 0x1005u : 0x1004u), Ecall()];

    /// <summary>The eight words of a number, the lowest first.</summary>
    public static uint[] Split(BigInteger x) => [.. Enumerable.Range(0, 8).Select(i => (uint)(x >> (32 * i) & uint.MaxValue))];

    /// <summary>The number of eight words.</summary>
    public static BigInteger Join(ReadOnlySpan<uint> words)
    {
        BigInteger x = 0;
        for (var i = words.Length - 1; i >= 0; i--)
        {
            x = x << 32 | words[i];
        }

        return x;
    }

    private static BigInteger Number(Random random)
    {
        var words = new uint[random.Next(4) == 0 ? random.Next(1, 9) : 8];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = random.Next(8) switch { 0 => 0, 1 => uint.MaxValue, _ => (uint)random.NextInt64(1L << 32) };
        }

        return Join(words);
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, System.Globalization.NumberStyles.HexNumber);
}
