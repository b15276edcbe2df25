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
            var (d1, d2, d3, d4) = (b.C1 + b.C1, b.C2 + b.C2, b.C3 + b.C3, b.C4 + b.C4);
            var product = new PackedExt<Packed1>(
                (a.C0 * b.C0) + (a.C1 * d4) + (a.C2 * d3) + (a.C3 * d2) + (a.C4 * d1),
                (a.C0 * b.C1) + (a.C1 * b.C0) + (a.C2 * d4) + (a.C3 * d3) + (a.C4 * d2),
                (a.C0 * b.C2) + (a.C1 * b.C1) + (a.C2 * b.C0) + (a.C3 * d4) + (a.C4 * d3),
                (a.C0 * b.C3) + (a.C1 * b.C2) + (a.C2 * b.C1) + (a.C3 * b.C0) + (a.C4 * d4),
                (a.C0 * b.C4) + (a.C1 * b.C3) + (a.C2 * b.C2) + (a.C3 * b.C1) + (a.C4 * b.C0));
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
        var s = PackedExt<Packed1>.Broadcast(constant);
        for (var c = 0; c < count; c++, weights += 5)
        {
            s += PackedExt<Packed1>.Broadcast(weights) * Load(columns[c] + row);
        }

        return s;
    }

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
