using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Stark.Lookup;

namespace FastZk.Stark.Tests.Toy;

/// <summary>The toy's statement: x runs over Rows values from Start.</summary>
internal sealed class ToyInputs : PublicInputs
{
    private readonly byte[] _statement = new byte[8];

    public ToyInputs(uint start, int rows)
    {
        Start = start;
        Rows = rows;
        BinaryPrimitives.WriteUInt32LittleEndian(_statement, start);
        BinaryPrimitives.WriteInt32LittleEndian(_statement.AsSpan(4), rows);
    }

    public uint Start { get; }

    public int Rows { get; }

    public uint End => Start + (uint)Rows;

    public override ReadOnlySpan<byte> Statement => _statement;

    public override long FractionCount => 2;

    public override bool BusSum(LogUpChallenge challenge, out Fp5 sum)
    {
        Span<Fp> message = [Fp.FromUInt32(Start)];
        var first = challenge.Fingerprint(ToyBus.State, message);
        message[0] = Fp.FromUInt32(End);
        var last = challenge.Fingerprint(ToyBus.State, message);
        sum = first.Inverse() - last.Inverse();
        return first != Fp5.Zero && last != Fp5.Zero;
    }
}
