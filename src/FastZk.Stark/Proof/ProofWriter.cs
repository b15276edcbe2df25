using System.Buffers;
using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Hash;

namespace FastZk.Stark.Proof;

/// <summary>Writes proof parts in their wire form: integers and field elements little-endian, field elements canonical, digests as 32 bytes.</summary>
/// <param name="capacity">bytes expected; the buffer grows when there are more.</param>
public sealed class ProofWriter(int capacity = 1 << 12) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, capacity)); // empty once disposed of

    public int Length { get; private set; }

    public void Byte(byte value) => Next(1)[0] = value;

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    /// <summary>The next count bytes, to be written before the next call.</summary>
    public Memory<byte> Reserve(int count)
    {
        Next(count);
        return _bytes.AsMemory(Length - count, count);
    }

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    public void Digest(Digest value) => value.CopyTo(Next(32));

    public void Field(Fp value) => UInt32(value.ToUInt32());

    public void Extension(in Fp5 value)
    {
        for (var i = 0; i < Fp5.Degree; i++)
        {
            Field(value[i]);
        }
    }

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    /// <summary>Gives the memory back; the writer is of no more use.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private Span<byte> Next(int count)
    {
        if (count > _bytes.Length - Length)
        {
            Grow(count);
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }

    private void Grow(int count)
    {
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + count), (int)Math.Min(2L * Length, Array.MaxLength)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
