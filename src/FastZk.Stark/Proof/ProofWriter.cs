using System.Buffers;
using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Hash;

namespace FastZk.Stark.Proof;

/// <summary>Writes proof parts in their wire form: integers and field elements little-endian, field elements canonical, digests as 32 bytes.</summary>
/// <param name="capacity">bytes expected; the buffer grows when there are more.</param>
public sealed class ProofWriter(int capacity = 1 << 12)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(capacity);

    public int Length => _bytes.WrittenCount;

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> value) => _bytes.Write(value);

    /// <summary>The next count bytes, to be written before the next call.</summary>
    public Memory<byte> Reserve(int count)
    {
        if (count == 0)
        {
            return default;
        }

        var memory = _bytes.GetMemory(count)[..count];
        _bytes.Advance(count);
        return memory;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Digest(Digest value)
    {
        value.CopyTo(_bytes.GetSpan(32)[..32]);
        _bytes.Advance(32);
    }

    public void Field(Fp value) => UInt32(value.ToUInt32());

    public void Extension(in Fp5 value)
    {
        for (var i = 0; i < Fp5.Degree; i++)
        {
            Field(value[i]);
        }
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
