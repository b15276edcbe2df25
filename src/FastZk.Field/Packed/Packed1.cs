using System.Runtime.CompilerServices;

namespace FastZk.Field.Packed;

/// <summary>One lane: the scalar twin of the vector forms and the path for machines without AVX2.</summary>
public readonly unsafe struct Packed1 : IPacked<Packed1>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed1 Dot5(Packed1 a0, Packed1 b0, Packed1 a1, Packed1 b1, Packed1 a2, Packed1 b2, Packed1 a3, Packed1 b3, Packed1 a4, Packed1 b4)
        => a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3 + a4 * b4;

    public static PackedExt<Packed1> DotExt(uint** columns, long row, int count, uint* weights, uint* constant)
    {
        var s = PackedExt<Packed1>.Broadcast(constant);
        for (var c = 0; c < count; c++, weights += 5)
        {
            s += PackedExt<Packed1>.Broadcast(weights) * Load(columns[c] + row);
        }

        return s;
    }

    public static PackedExt<Packed1> InnerProduct(uint* column, uint* weights, long stride, long rows) =>
        PackedExt<Packed1>.InnerProduct(column, weights, stride, rows);

    public static void Transpose(uint* source, long sourceStride, uint* destination, long destinationStride) => *destination = *source;
}
