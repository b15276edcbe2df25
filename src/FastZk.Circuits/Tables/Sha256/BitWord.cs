using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Tables.Sha256;

/// <summary>A 32-bit word as 32 columns, bit 0 first, with the expressions that SHA-256 needs of it, in this row or the next.</summary>
/// <remarks>Exclusive or is the product of signs, s = 1 - 2·bit: x xor y xor z = (1 - s_x·s_y·s_z)/2.</remarks>
internal sealed class BitWord
{
    public const int Bits = 32;

    private static readonly Expression Half = Expression.Constant(Fp.FromUInt32(2).Inverse());
    private static readonly Expression Quarter = Expression.Constant(Fp.FromUInt32(4).Inverse());

    private readonly Expression[] _signs;

    public BitWord(Expression[] bits)
    {
        Bit = bits;
        _signs = [.. bits.Select(b => 1 - 2 * b)];
        Low = Limb(i => Bit[i]);
        High = Limb(i => Bit[16 + i]);
    }

    /// <summary>The bits.</summary>
    public Expression[] Bit { get; }

    /// <summary>Bits 0 to 15 as a number.</summary>
    public Expression Low { get; }

    /// <summary>Bits 16 to 31 as a number.</summary>
    public Expression High { get; }

    /// <summary>Low limb of the word with its bytes reversed.</summary>
    public Expression ReversedLow => Limb(i => Bit[i < 8 ? 24 + i : 8 + i]);

    /// <summary>High limb of the word with its bytes reversed.</summary>
    public Expression ReversedHigh => Limb(i => Bit[i < 8 ? 8 + i : i - 8]);

    /// <summary>Limb 0 or 1 of rotr(x, a) xor rotr(x, b) xor rotr(x, c); of degree 3.</summary>
    public Expression Rotations(int limb, int a, int b, int c) => FromSigns(Limb(i => Turned(limb, i, a) * Turned(limb, i, b) * Turned(limb, i, c)));

    /// <summary>Limb 0 or 1 of rotr(x, a) xor rotr(x, b) xor (x &gt;&gt; c); of degree 3.</summary>
    public Expression RotationsAndShift(int limb, int a, int b, int c) =>
        FromSigns(Limb(i => 16 * limb + i + c < Bits ? Turned(limb, i, a) * Turned(limb, i, b) * Turned(limb, i, c) : Turned(limb, i, a) * Turned(limb, i, b)));

    /// <summary>Limb 0 or 1 of (x and y) xor (not x and z); of degree 2.</summary>
    public static Expression Choose(int limb, BitWord x, BitWord y, BitWord z) => Limb(i => z.At(limb, i) + x.At(limb, i) * (y.At(limb, i) - z.At(limb, i)));

    /// <summary>Limb 0 or 1 of the majority of x, y, z, whose sign is (s_x + s_y + s_z - s_x·s_y·s_z)/2; of degree 3.</summary>
    public static Expression Majority(int limb, BitWord x, BitWord y, BitWord z)
    {
        // Bit = (1 - sign)/2 = 1/2 - (3 - 2(x + y + z))/4 + product/4.
        var products = Limb(i => x.Turned(limb, i, 0) * y.Turned(limb, i, 0) * z.Turned(limb, i, 0));
        return (x.LimbOf(limb) + y.LimbOf(limb) + z.LimbOf(limb)) * Half + (products - 0xFFFF) * Quarter;
    }

    /// <summary>Low or high limb.</summary>
    public Expression LimbOf(int limb) => limb == 0 ? Low : High;

    private Expression At(int limb, int i) => Bit[16 * limb + i];

    private Expression Turned(int limb, int i, int by) => _signs[(16 * limb + i + by) % Bits];

    // Σ 2^i·(1 - sign_i)/2 over 16 bits.
    private static Expression FromSigns(Expression signs) => (0xFFFF - signs) * Half;

    // Σ 2^i·of(i) over 16 bits, by Horner's rule.
    private static Expression Limb(Func<int, Expression> of)
    {
        var sum = of(15);
        for (var i = 14; i >= 0; i--)
        {
            sum = 2 * sum + of(i);
        }

        return sum;
    }
}
