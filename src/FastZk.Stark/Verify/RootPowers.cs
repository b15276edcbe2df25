using FastZk.Field;

namespace FastZk.Stark.Verify;

/// <summary>Powers of roots of unity by look-up: an exponent's 27 bits in three digits.</summary>
internal static class RootPowers
{
    private const int DigitBits = 9;
    private const int Digits = Fp.TwoAdicity / DigitBits;
    private const int Radix = 1 << DigitBits;

    // Table[d·Radix + v] = ω^(v·Radix^d), ω of order 2^27.
    private static readonly Fp[] Table = Make();

    private static Fp[] Make()
    {
        var table = new Fp[Digits * Radix];
        for (var d = 0; d < Digits; d++)
        {
            var root = Fp.RootOfUnity(Fp.TwoAdicity - DigitBits * d);
            var power = Fp.One;
            for (var v = 0; v < Radix; v++, power *= root)
            {
                table[d * Radix + v] = power;
            }
        }

        return table;
    }

    /// <summary>The exponent-th power of the root of order 2^log, log up to 27; any exponent, negative ones too.</summary>
    public static Fp Of(int log, int exponent)
    {
        var e = (uint)exponent << (Fp.TwoAdicity - log);
        var table = Table;
        return table[e & (Radix - 1)] * table[Radix + (e >> DigitBits & (Radix - 1))] * table[2 * Radix + (e >> 2 * DigitBits & (Radix - 1))];
    }

    /// <summary>target[i] = scale·root^indexes[i], or of the inverse; the words behind the indexes become scale.</summary>
    public static void Fill(int log, ReadOnlySpan<int> indexes, bool inverse, Fp scale, Span<uint> target)
    {
        for (var i = 0; i < indexes.Length; i++)
        {
            target[i] = (scale * Of(log, inverse ? -indexes[i] : indexes[i])).Raw;
        }

        target[indexes.Length..].Fill(scale.Raw);
    }
}
