namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>A seed's bytes under edits, in place: undoing costs as much as was touched, not a copy of the receipt.</summary>
internal sealed class EditedReceipt
{
    /// <summary>Bytes that a receipt may grow by.</summary>
    public const int Room = 1 << 16;

    private readonly byte[] _buffer;
    private int _low, _high; // the bytes of the buffer that may differ from the seed's

    public EditedReceipt(SeedReceipt seed)
    {
        Seed = seed;
        _buffer = new byte[seed.Bytes.Length + Room];
        (_low, _high) = (0, seed.Bytes.Length);
        Restore();
    }

    public SeedReceipt Seed { get; }

    public WireMap Map => Seed.Map;

    /// <summary>Bytes now.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <summary>Whether a byte differs from the seed's.</summary>
    public bool IsChanged
    {
        get
        {
            var end = Math.Min(_high, Length);
            return Length != Seed.Bytes.Length || _low < end && !Bytes[_low..end].SequenceEqual(Seed.Bytes.AsSpan(_low..end));
        }
    }

    /// <summary>Bytes to be written to; cut off at the end of the receipt.</summary>
    public Span<byte> Write(int at, int count)
    {
        at = Math.Min(at, Length);
        count = Math.Min(count, Length - at);
        _low = Math.Min(_low, at);
        _high = Math.Max(_high, at + count);
        return _buffer.AsSpan(at, count);
    }

    /// <summary>Overwrites; cut off at the end of the receipt.</summary>
    public void Set(int at, ReadOnlySpan<byte> bytes)
    {
        var target = Write(at, bytes.Length);
        bytes[..target.Length].CopyTo(target);
    }

    /// <summary>Overwrites a word, little-endian.</summary>
    public void Set(int at, uint word)
    {
        Span<byte> bytes = stackalloc byte[4];
        BitConverter.TryWriteBytes(bytes, word);
        Set(at, bytes);
    }

    /// <summary>Overwrites a byte.</summary>
    public void Set(int at, byte value) => Write(at, 1).Fill(value);

    /// <summary>A byte; 0 at the end of the receipt.</summary>
    public byte Byte(int at) => at < Length ? _buffer[at] : (byte)0;

    /// <summary>A word, little-endian; 0 at the end of the receipt.</summary>
    public uint Word(int at) => at + 4 <= Length ? BitConverter.ToUInt32(_buffer, at) : 0;

    /// <summary>Ends the receipt at a length, at most the present one.</summary>
    public void Cut(int length) => Length = Math.Clamp(length, 0, Length);

    /// <summary>Puts bytes in place of others; what follows moves. Nothing happens where the receipt would outgrow its room.</summary>
    public void Replace(int at, int remove, ReadOnlySpan<byte> insert)
    {
        at = Math.Min(at, Length);
        remove = Math.Min(remove, Length - at);
        if (Length - remove + insert.Length > _buffer.Length)
        {
            return;
        }

        var rest = Length - at - remove;
        _buffer.AsSpan(at + remove, rest).CopyTo(_buffer.AsSpan(at + insert.Length));
        insert.CopyTo(_buffer.AsSpan(at));
        Length = at + insert.Length + rest;
        _low = Math.Min(_low, at);
        _high = Math.Max(_high, Length);
    }

    /// <summary>Makes it the seed again.</summary>
    public void Restore()
    {
        var end = Math.Min(_high, Seed.Bytes.Length);
        if (_low < end)
        {
            Seed.Bytes.AsSpan(_low..end).CopyTo(_buffer.AsSpan(_low));
        }

        Length = Seed.Bytes.Length;
        (_low, _high) = (_buffer.Length, 0);
    }
}
