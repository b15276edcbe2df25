using System.Numerics;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>The calls 0x1001 to 0x1005 as docs/accelerators describes them, on plain integers; shares nothing with the machines that it judges.</summary>
internal static class AcceleratorModel
{
    // Memory ends below the last 256 bytes.
    private const ulong End = 0xFFFF_FF00;

    private const int Modulus = 5, Quotient = 6;

    private static readonly BigInteger Whole = BigInteger.Pow(2, 256);

    /// <summary>Whether a number in a7 is one of these calls.</summary>
    public static bool Has(uint number) => number is >= 0x1001 and <= 0x1005;

    /// <summary>What a call does.</summary>
    /// <param name="number">a7, one of these calls.</param>
    /// <param name="arguments">a0 to a6.</param>
    /// <param name="load">the word at an address that is a multiple of 4, before the call.</param>
    public static CallOutcome Run(uint number, ReadOnlySpan<uint> arguments, Func<uint, uint> load) => number switch
    {
        0x1001 => Blocks("sha256_compress", arguments, 8, 16, load, Sha256Model.Compress),
        0x1002 => Blocks("keccak_absorb", arguments, 50, 34, load, KeccakModel.Absorb),
        0x1003 => Permute(arguments[0], load),
        0x1004 => Multiply("modmul256", arguments, false, load),
        _ => Multiply("mulwide256", arguments, true, load),
    };

    // state, blocks, count: one step for each block.
    private static CallOutcome Blocks(
        string call, ReadOnlySpan<uint> arguments, int stateWords, int blockWords, Func<uint, uint> load, Func<uint[], uint[], uint[]> step)
    {
        var (state, blocks, count) = (arguments[0], arguments[1], arguments[2]);
        if (!Fits(state, stateWords))
        {
            return CallOutcome.Fault(call, 0);
        }

        if (count >= 65536)
        {
            return CallOutcome.Fault(call, 2);
        }

        if (blocks % 4 != 0)
        {
            return CallOutcome.Fault(call, 1);
        }

        // No blocks may be named by any address.
        var (first, last) = ((ulong)blocks, blocks + 4UL * (ulong)blockWords * count);
        if (count > 0 && (last > End || (first < state + 4UL * (ulong)stateWords && state < last)))
        {
            return CallOutcome.Fault(call, 1);
        }

        var words = Load(state, stateWords, load);
        for (uint b = 0; b < count; b++)
        {
            words = step(words, Load(blocks + 4 * (uint)blockWords * b, blockWords, load));
        }

        return new(call, count == 0 ? [] : [.. CallOutcome.Words(state, words)], null);
    }

    private static CallOutcome Permute(uint state, Func<uint, uint> load) => Fits(state, 50)
        ? new("keccak_f1600", [.. CallOutcome.Words(state, KeccakModel.Permute(Load(state, 50, load)))], null)
        : CallOutcome.Fault("keccak_f1600", 0);

    // r, a, b, c, d, m, q: a·b + c + d = q·m + r, with m = 2^256 when it is wide.
    private static CallOutcome Multiply(string call, ReadOnlySpan<uint> arguments, bool wide, Func<uint, uint> load)
    {
        for (var i = 0; i <= Quotient; i++)
        {
            if (!(wide && i == Modulus) && !Fits(arguments[i], 8))
            {
                return CallOutcome.Fault(call, i);
            }
        }

        if (Math.Abs((long)arguments[0] - arguments[Quotient]) < 32)
        {
            return CallOutcome.Fault(call, Quotient);
        }

        var x = new BigInteger[Quotient];
        for (var i = 1; i < x.Length; i++)
        {
            x[i] = wide && i == Modulus ? Whole : Join(Load(arguments[i], 8, load));
        }

        if (x[Modulus] <= 1)
        {
            return CallOutcome.Fault(call, Modulus);
        }

        var q = BigInteger.DivRem(x[1] * x[2] + x[3] + x[4], x[Modulus], out var r);
        return q < Whole
            ? new(call, [.. CallOutcome.Words(arguments[0], Cut(r)), .. CallOutcome.Words(arguments[Quotient], Cut(q))], null)
            : CallOutcome.Fault(call, Modulus);
    }

    private static bool Fits(uint address, int words) => address % 4 == 0 && address + 4UL * (ulong)words <= End;

    private static uint[] Load(uint address, int words, Func<uint, uint> load) => [.. Enumerable.Range(0, words).Select(i => load(address + 4 * (uint)i))];

    // The lowest word first.
    private static BigInteger Join(uint[] words) => words.Reverse().Aggregate(BigInteger.Zero, (x, w) => x * 4294967296 + w);

    private static IEnumerable<uint> Cut(BigInteger x) => Enumerable.Range(0, 8).Select(i => (uint)(x / BigInteger.Pow(2, 32 * i) % 4294967296));
}
