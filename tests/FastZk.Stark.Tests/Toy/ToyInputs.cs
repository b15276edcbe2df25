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

    public override long TupleCount => 8;

    public override bool BusSum(LogUpChallenge challenge, out Fp5 sum)
    {
        Span<Fp> message = [Fp.FromUInt32(Start)];
        var first = challenge.Fingerprint(ToyBus.State, message);
        message[0] = Fp.FromUInt32(End);
        var last = challenge.Fingerprint(ToyBus.State, message);
        sum = first.Inverse() - last.Inverse();
        return first != Fp5.Zero && last != Fp5.Zero;
    }

    public override void Chain(LogUpChallenge challenge, out Fp5 produced, out Fp5 consumed)
    {
        produced = Up(Start) * Back(End, CounterTable.Down) * Back(Start, CounterTable.Up);
        consumed = Up(End) * Back(Start, CounterTable.Down) * Back(End, CounterTable.Up);

        Fp5 Up(uint x) => challenge.Fingerprint(ToyBus.Chain, [Fp.FromUInt32(x)]);
        Fp5 Back(uint x, uint way) => challenge.Fingerprint(ToyBus.Back, [Fp.FromUInt32(x), Fp.FromUInt32(way)]);
    }
}
