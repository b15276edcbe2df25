using System.Runtime.CompilerServices;

namespace FastZk.Field.Packed;

/// <summary>Width elements of the extension E as five packed coefficient vectors.</summary>
public readonly unsafe struct PackedExt<T>
    where T : unmanaged, IPacked<T>
{
    public readonly T C0, C1, C2, C3, C4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PackedExt(T c0, T c1, T c2, T c3, T c4)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
        C3 = c3;
        C4 = c4;
    }

    /// <summary>All lanes equal to five Montgomery words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt<T> Broadcast(uint* raw5) =>
        new(T.Broadcast(raw5[0]), T.Broadcast(raw5[1]), T.Broadcast(raw5[2]), T.Broadcast(raw5[3]), T.Broadcast(raw5[4]));

    /// <summary>Coefficient i at base + i·stride; the caller guarantees Width readable words at each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt<T> Load(uint* source, long stride) =>
        new(T.Load(source), T.Load(source + stride), T.Load(source + 2 * stride), T.Load(source + 3 * stride), T.Load(source + 4 * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint* destination, long stride)
    {
        T.Store(C0, destination);
        T.Store(C1, destination + stride);
        T.Store(C2, destination + 2 * stride);
        T.Store(C3, destination + 3 * stride);
        T.Store(C4, destination + 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt<T> operator +(in PackedExt<T> a, in PackedExt<T> b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2, a.C3 + b.C3, a.C4 + b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt<T> operator -(in PackedExt<T> a, in PackedExt<T> b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2, a.C3 - b.C3, a.C4 - b.C4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt<T> operator *(in PackedExt<T> a, T b) => new(a.C0 * b, a.C1 * b, a.C2 * b, a.C3 * b, a.C4 * b);

    /// <summary>a·b; loops over rows take <see cref="IPacked{TSelf}.MultiplyRows"/>.</summary>
    [SkipLocalsInit]
    public static PackedExt<T> Multiply(in PackedExt<T> a, in PackedExt<T> b)
    {
        PackedExt<T> product;
        fixed (PackedExt<T>* x = &a, y = &b)
        {
            T.MultiplyRows(ExtRows.Repeat(x), ExtRows.Repeat(y), null, default, ExtRows.Repeat(&product), false, T.Width);
        }

        return product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PackedExt<T> operator *(in PackedExt<T> a, in PackedExt<T> b) => Multiply(a, b);

    private static readonly uint Z1 = Fp.FromUInt32(2).Pow((Fp.Modulus - 1) / 5).Raw;
    private static readonly uint Z2 = (Fp.FromRawUnchecked(Z1) * Fp.FromRawUnchecked(Z1)).Raw;
    private static readonly uint Z3 = (Fp.FromRawUnchecked(Z2) * Fp.FromRawUnchecked(Z1)).Raw;
    private static readonly uint Z4 = (Fp.FromRawUnchecked(Z3) * Fp.FromRawUnchecked(Z1)).Raw;

    private PackedExt<T> Frobenius() => new(C0, C1 * T.Broadcast(Z1), C2 * T.Broadcast(Z2), C3 * T.Broadcast(Z3), C4 * T.Broadcast(Z4));

    private PackedExt<T> Frobenius2() => new(C0, C1 * T.Broadcast(Z2), C2 * T.Broadcast(Z4), C3 * T.Broadcast(Z1), C4 * T.Broadcast(Z3));

    /// <summary>Lane-wise inverse through the norm; 0 gives 0.</summary>
    public PackedExt<T> Inverse()
    {
        var y = Frobenius();
        y *= y.Frobenius();
        y *= y.Frobenius2();
        var norm = (this * y).C0;
        return y * BaseInverse(norm);
    }

    /// <summary>norm^(p-2), p - 2 = 0x77FFFFFF: bits 30..28 are 111, bit 27 is 0, the 27 others are 1.</summary>
    public static T BaseInverse(T norm)
    {
        var x2 = norm * norm;
        var x3 = x2 * norm;
        var x7 = x3 * x3 * norm;
        var r = x7; // exponent 0b111
        r *= r; // 0b1110
        for (var i = 0; i < 9; i++)
        {
            r *= r;
            r *= r;
            r *= r;
            r *= x7;
        }

        return r;
    }
}
