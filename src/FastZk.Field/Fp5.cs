using System.Runtime.CompilerServices;

namespace FastZk.Field;

/// <summary>
/// An element of the degree-5 extension E = F_p[x]/(x^5 - 2), |E| ≈ 2^154.5, as five base coefficients C0..C4 (C0 constant).
/// 2 is no fifth power mod p, so x^5 - 2 is irreducible (5 divides p - 1).
/// </summary>
public readonly struct Fp5 : IEquatable<Fp5>
{
    /// <summary>Number of base coefficients.</summary>
    public const int Degree = 5;

    public readonly Fp C0, C1, C2, C3, C4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fp5(Fp c0, Fp c1, Fp c2, Fp c3, Fp c4)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
        C3 = c3;
        C4 = c4;
    }

    public static Fp5 Zero => default;
    public static Fp5 One => new(Fp.One, default, default, default, default);

    /// <summary>The generator x of the extension.</summary>
    public static Fp5 X => new(default, Fp.One, default, default, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Fp5(Fp a) => new(a, default, default, default, default);

    /// <summary>Coefficient i, 0..4.</summary>
    public Fp this[int i] => i switch { 0 => C0, 1 => C1, 2 => C2, 3 => C3, 4 => C4, _ => throw new ArgumentOutOfRangeException(nameof(i)) };

    /// <summary>Five Montgomery words, each &lt; p (caller's guarantee).</summary>
    public static Fp5 FromRawUnchecked(ReadOnlySpan<uint> raw) => new(
        Fp.FromRawUnchecked(raw[0]), Fp.FromRawUnchecked(raw[1]), Fp.FromRawUnchecked(raw[2]),
        Fp.FromRawUnchecked(raw[3]), Fp.FromRawUnchecked(raw[4]));

    /// <summary>Writes the five Montgomery words.</summary>
    public void CopyRawTo(Span<uint> raw)
    {
        raw[4] = C4.Raw;
        raw[3] = C3.Raw;
        raw[2] = C2.Raw;
        raw[1] = C1.Raw;
        raw[0] = C0.Raw;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp5 operator +(in Fp5 a, in Fp5 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp5 operator -(in Fp5 a, in Fp5 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp5 operator -(in Fp5 a) => new(-a.C0, -a.C1, -a.C2, -a.C3, -a.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp5 operator *(in Fp5 a, Fp b) => new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    /// <summary>Schoolbook product with x^5 = 2.</summary>
    public static Fp5 operator *(in Fp5 a, in Fp5 b)
    {
        var d1 = b.C1 + b.C1;
        var d2 = b.C2 + b.C2;
        var d3 = b.C3 + b.C3;
        var d4 = b.C4 + b.C4;
        return new(
            Dot(a, b.C0, d4, d3, d2, d1),
            Dot(a, b.C1, b.C0, d4, d3, d2),
            Dot(a, b.C2, b.C1, b.C0, d4, d3),
            Dot(a, b.C3, b.C2, b.C1, b.C0, d4),
            Dot(a, b.C4, b.C3, b.C2, b.C1, b.C0));
    }

    // Four products below p^2 < 2^61.82 fit 64 bits; one conditional subtraction of p·2^32 makes room for the fifth,
    // another brings the sum below p·2^32, the domain of the reduction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Fp Dot(in Fp5 a, Fp b0, Fp b1, Fp b2, Fp b3, Fp b4)
    {
        const ulong fold = (ulong)Fp.Modulus << 32;
        var t = (ulong)a.C0.Raw * b0.Raw + (ulong)a.C1.Raw * b1.Raw + (ulong)a.C2.Raw * b2.Raw + (ulong)a.C3.Raw * b3.Raw;
        t = Math.Min(t, t - fold);
        t += (ulong)a.C4.Raw * b4.Raw;
        t = Math.Min(t, t - fold);
        return Fp.FromRawUnchecked(Fp.Reduce(t));
    }

    public Fp5 Square() => this * this;

    /// <summary>this^exponent; 0^0 = 1.</summary>
    public Fp5 Pow(ulong exponent)
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

    /// <summary>this^(2^k).</summary>
    public Fp5 PowTwoTo(int k)
    {
        var r = this;
        for (var i = 0; i < k; i++)
        {
            r *= r;
        }

        return r;
    }

    /// <summary>z = 2^((p-1)/5), a primitive fifth root of unity; Frobenius multiplies coefficient i by z^i.</summary>
    private static readonly Fp Z1 = Fp.FromUInt32(2).Pow((Fp.Modulus - 1) / 5), Z2 = Z1 * Z1, Z3 = Z2 * Z1, Z4 = Z3 * Z1;

    /// <summary>The Frobenius map a -> a^p.</summary>
    public Fp5 Frobenius() => new(C0, C1 * Z1, C2 * Z2, C3 * Z3, C4 * Z4);

    /// <summary>a -> a^(p^2).</summary>
    public Fp5 Frobenius2() => new(C0, C1 * Z2, C2 * Z4, C3 * Z1, C4 * Z3);

    /// <summary>The inverse through the norm (Itoh and Tsujii 1988): a^-1 = a^(p+p^2+p^3+p^4) / N(a); the inverse of 0 is 0.</summary>
    public Fp5 Inverse()
    {
        var y = Frobenius();
        y *= y.Frobenius();
        y *= y.Frobenius2();
        var norm = (this * y).C0;
        return y * norm.Inverse();
    }

    public static bool operator ==(in Fp5 a, in Fp5 b) => a.C0 == b.C0 && a.C1 == b.C1 && a.C2 == b.C2 && a.C3 == b.C3 && a.C4 == b.C4;
    public static bool operator !=(in Fp5 a, in Fp5 b) => !(a == b);
    public bool Equals(Fp5 other) => this == other;
    public override bool Equals(object? obj) => obj is Fp5 other && this == other;
    public override int GetHashCode() => HashCode.Combine(C0.Raw, C1.Raw, C2.Raw, C3.Raw, C4.Raw);
    public override string ToString() => $"({C0}, {C1}, {C2}, {C3}, {C4})";
}
