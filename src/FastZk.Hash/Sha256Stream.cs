using System.Buffers.Binary;

namespace FastZk.Hash;

/// <summary>Incremental SHA-256 without allocation: <see cref="Start"/>, any number of appends, one <see cref="Finish()"/>.</summary>
/// <remarks>A mutable value: pass it by reference. A copy continues independently from the common prefix.</remarks>
public struct Sha256Stream
{
    private Words8 _state;
    private Bytes64 _pending;
    private ulong _length;

    /// <summary>A stream that has taken in nothing.</summary>
    public static Sha256Stream Start()
    {
        Sha256Stream stream = default;
        Sha256.InitialState.CopyTo(stream._state);
        return stream;
    }

    /// <summary>Takes in bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        int fill = (int)(_length & 63);
        _length += (ulong)data.Length;
        if (fill != 0)
        {
            int take = Math.Min(64 - fill, data.Length);
            data[..take].CopyTo(((Span<byte>)_pending)[fill..]);
            data = data[take..];
            if (fill + take < 64) return;
            Sha256.CompressBytes(_state, _pending);
        }
        for (; data.Length >= 64; data = data[64..]) Sha256.CompressBytes(_state, data[..64]);
        data.CopyTo(_pending);
    }

    /// <summary>Takes in one byte.</summary>
    public void AppendByte(byte value) => Append([value]);

    /// <summary>Takes in four bytes, little-endian.</summary>
    public void AppendUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Takes in eight bytes, little-endian.</summary>
    public void AppendUInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Takes in the 32 bytes of a digest's wire form.</summary>
    public void Append(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[32];
        digest.CopyTo(bytes);
        Append(bytes);
    }

    /// <summary>Pads and returns the hash. The stream must not be used afterwards.</summary>
    public Digest Finish()
    {
        int fill = (int)(_length & 63);
        Span<byte> pending = _pending;
        pending[fill++] = 0x80;
        pending[fill..].Clear();
        if (fill > 56)
        {
            Sha256.CompressBytes(_state, pending);
            pending.Clear();
        }
        BinaryPrimitives.WriteUInt64BigEndian(pending[56..], _length * 8);
        Sha256.CompressBytes(_state, pending);
        return Digest.FromWords(_state);
    }

    /// <summary>Pads and writes the hash into the first 32 bytes of <paramref name="out32"/>.</summary>
    public void Finish(Span<byte> out32) => Finish().CopyTo(out32);
}
