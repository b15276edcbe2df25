using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Hash;

namespace FastZk.Stark.Proof;

/// <summary>
/// Reads proof parts from a stranger's bytes. Never throws: at the end of the bytes, or at a field element that is not canonical, it turns
/// <see cref="Failed"/> on and yields zeros from then on.
/// </summary>
public ref struct ProofReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>True once something could not be read.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The next count bytes, or an empty span when there are not so many.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (Failed || (uint)count > (uint)(_bytes.Length - Position))
        {
            Failed = true;
            return default;
        }

        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }

    public byte Byte()
    {
        var b = Bytes(1);
        return b.IsEmpty ? (byte)0 : b[0];
    }

    public uint UInt32()
    {
        var b = Bytes(4);
        return b.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(b);
    }

    public ulong UInt64()
    {
        var b = Bytes(8);
        return b.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(b);
    }

    public Digest Digest()
    {
        var b = Bytes(32);
        return b.IsEmpty ? default : Hash.Digest.FromBytes(b);
    }

    public Fp Field()
    {
        var v = UInt32();
        if (v >= Fp.Modulus)
        {
            Failed = true;
            return Fp.Zero;
        }

        return Fp.FromUInt32(v);
    }

    public Fp5 Extension() => new(Field(), Field(), Field(), Field(), Field());
}
