using System.Runtime.CompilerServices;

namespace FastZk.Field.Packed;

/// <summary>One lane: the scalar twin of the vector forms and the path for machines without AVX2.</summary>
public readonly unsafe partial struct Packed1 : IPacked<Packed1>
{
    private readonly Fp _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Packed1(Fp value) => _value = value;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 Load(uint* source) => new(Fp.FromRawUnchecked(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Packed1 value, uint* destination) => *destination = value._value.Raw;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 Broadcast(uint raw) => new(Fp.FromRawUnchecked(raw));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 operator +(Packed1 a, Packed1 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 operator -(Packed1 a, Packed1 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 operator *(Packed1 a, Packed1 b) => new(a._value * b._value);

    public static void MultiplyRows(in ExtRows x, in ExtRows y, uint* scalar, in ExtRows other, in ExtRows target, bool accumulate, int rows)
    {
        for (long i = 0; i < rows; i++)
        {
            var a = PackedExt<Packed1>.Load(x.Start + i * x.Step, x.Stride);
            var b = PackedExt<Packed1>.Load(y.Start + i * y.Step, y.Stride);
            var p = new Fp5(a.C0._value, a.C1._value, a.C2._value, a.C3._value, a.C4._value)
                * new Fp5(b.C0._value, b.C1._value, b.C2._value, b.C3._value, b.C4._value);
            var product = new PackedExt<Packed1>(new(p.C0), new(p.C1), new(p.C2), new(p.C3), new(p.C4));
            if (scalar is not null)
            {
                product += PackedExt<Packed1>.Load(other.Start + i, other.Stride) * Load(scalar + i);
            }

            if (accumulate)
            {
                product += PackedExt<Packed1>.Load(target.Start + i, target.Stride);
            }

            product.Store(target.Start + i, target.Stride);
        }
    }

    public static PackedExt<Packed1> DotExt(uint** columns, long row, int count, uint* weights, uint* constant)
    {
        // Sums stay below p·2^32 from column to column, so that each is reduced once.
        ulong a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0;
        for (var c = 0; c < count; c++, weights += 5)
        {
            ulong v = columns[c][row];
            a0 = Fold(a0 + v * weights[0]);
            a1 = Fold(a1 + v * weights[1]);
            a2 = Fold(a2 + v * weights[2]);
            a3 = Fold(a3 + v * weights[3]);
            a4 = Fold(a4 + v * weights[4]);
        }

        return new PackedExt<Packed1>(Reduce(a0), Reduce(a1), Reduce(a2), Reduce(a3), Reduce(a4)) + PackedExt<Packed1>.Broadcast(constant);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong t) => Math.Min(t, t - ((ulong)Fp.Modulus << 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed1 Reduce(ulong t) => new(Fp.FromRawUnchecked(Fp.Reduce(t)));

    public static void InnerProducts(uint* x, uint* y, uint* weights, long stride, long rows, PackedExt<Packed1>* sums)
    {
        var zero = Broadcast(0);
        sums[0] = sums[1] = new(zero, zero, zero, zero, zero);
        for (long i = 0; i < rows; i++)
        {
            var w = PackedExt<Packed1>.Load(weights + i, stride);
            sums[0] += w * Load(x + i);
            sums[1] += w * Load(y + i);
        }
    }

    public static void Transpose(uint* source, long sourceStride, uint* destination, long destinationStride) => *destination = *source;
}
