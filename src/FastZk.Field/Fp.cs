using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastZk.Field;

/// <summary>
/// An element of the BabyBear prime field, p = 15·2^27 + 1 = 2013265921, held in Montgomery form (R = 2^32) in [0, p).
/// The scalar type is the specification that every packed form must agree with bit for bit.
/// </summary>
public readonly struct Fp : IEquatable<Fp>, IAdditionOperators<Fp, Fp, Fp>, ISubtractionOperators<Fp, Fp, Fp>,
    IMultiplyOperators<Fp, Fp, Fp>, IUnaryNegationOperators<Fp, Fp>
{
    /// <summary>The modulus p = 15·2^27 + 1.</summary>
    public const uint Modulus = 0x78000001;

    /// <summary>p^-1 mod 2^32. (15·2^27)^2 vanishes mod 2^32, so the inverse of 1 + 15·2^27 is 1 - 15·2^27.</summary>
    public const uint ModulusInverse = 0x88000001;

    /// <summary>2^32 mod p: the Montgomery form of 1.</summary>
    public const uint MontgomeryOne = 0x0FFFFFFE;

    /// <summary>2^64 mod p: multiplies a plain integer into Montgomery form.</summary>
    public const uint MontgomerySquare = 0x45DDDDE3;

    /// <summary>Largest k with 2^k | p - 1.</summary>
    public const int TwoAdicity = 27;

    /// <summary>Generator of the multiplicative group; also the shift s of every evaluation coset.</summary>
    public const uint GeneratorValue = 31;

    /// <summary>The Montgomery representative, in [0, p).</summary>
    public readonly uint Raw;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Fp(uint raw) => Raw = raw;

    public static Fp Zero => default;
    public static Fp One => new(MontgomeryOne);
    public static Fp Generator => FromUInt32(GeneratorValue);

    /// <summary>Takes a Montgomery representative; the caller guarantees raw &lt; p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp FromRawUnchecked(uint raw) => new(raw);

    /// <summary>The residue of any 32-bit integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp FromUInt32(uint value) => new(Reduce((ulong)value * MontgomerySquare));

    /// <summary>The residue of any signed integer with absolute value below 2^63.</summary>
    public static Fp FromInt64(long value)
    {
        var r = value % Modulus;
        return FromUInt32((uint)(r < 0 ? r + Modulus : r));
    }

    /// <summary>The canonical integer in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ToUInt32() => Reduce(Raw);

    /// <summary>Montgomery reduction of t &lt; p·2^32 to t·2^-32 mod p in [0, p) (Montgomery 1985).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Reduce(ulong t)
    {
        var m = (uint)t * ModulusInverse;
        var hi = (uint)(t >> 32);
        var sub = (uint)((ulong)m * Modulus >> 32);
        var r = hi - sub;
        return Math.Min(r, r + Modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator +(Fp a, Fp b)
    {
        var s = a.Raw + b.Raw;
        return new(Math.Min(s, s - Modulus));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator -(Fp a, Fp b)
    {
        var d = a.Raw - b.Raw;
        return new(Math.Min(d, d + Modulus));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator *(Fp a, Fp b) => new(Reduce((ulong)a.Raw * b.Raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp operator -(Fp a) => Zero - a;

    public static bool operator ==(Fp a, Fp b) => a.Raw == b.Raw;
    public static bool operator !=(Fp a, Fp b) => a.Raw != b.Raw;

    /// <summary>this^exponent by square and multiply; 0^0 = 1.</summary>
    public Fp Pow(ulong exponent)
    {
        var result = One;
        var b = this;
        for (; exponent != 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result *= b;
            }

            b *= b;
        }

        return result;
    }

    /// <summary>The multiplicative inverse; the inverse of 0 is 0.</summary>
    public Fp Inverse() => Pow(Modulus - 2);

    /// <summary>A primitive 2^log-th root of unity: g^((p-1)/2^log), log in [0, 27].</summary>
    public static Fp RootOfUnity(int log)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)log, (uint)TwoAdicity);
        return Generator.Pow((Modulus - 1) >> log);
    }

    public bool Equals(Fp other) => Raw == other.Raw;
    public override bool Equals(object? obj) => obj is Fp other && Equals(other);
    public override int GetHashCode() => (int)Raw;
    public override string ToString() => ToUInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
