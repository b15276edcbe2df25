using System.Buffers.Binary;
using System.Text;

namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>Reads a debug section from front to back. Whatever passes the end reads as zero and is remembered: look at <see cref="Failed"/> in the end.</summary>
internal ref struct DwarfCursor(ReadOnlySpan<byte> data, long at = 0)
{
    private const int MaxTextBytes = 4096;

    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Byte offset of what is read next.</summary>
    public long At { get; private set; } = at;

    /// <summary>Whether anything was read that is not there.</summary>
    public bool Failed { get; private set; } = at < 0 || at > data.Length;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => Failed || At >= _data.Length;

    public byte Byte() => Take(1) is [var b] ? b : (byte)0;

    public ushort Half() => Take(2) is { Length: 2 } b ? BinaryPrimitives.ReadUInt16LittleEndian(b) : (ushort)0;

    public uint Word() => Take(4) is { Length: 4 } b ? BinaryPrimitives.ReadUInt32LittleEndian(b) : 0;

    public ulong Long() => Take(8) is { Length: 8 } b ? BinaryPrimitives.ReadUInt64LittleEndian(b) : 0;

    /// <summary>Unsigned LEB128; bits beyond 64 are lost.</summary>
    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = Byte();
            value |= shift < 64 ? (ulong)(b & 0x7F) << shift : 0;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>Signed LEB128; bits beyond 64 are lost.</summary>
    public long Signed()
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = Byte();
            value |= shift < 64 ? (long)(b & 0x7F) << shift : 0;
            if (b < 0x80)
            {
                return shift + 7 < 64 && (b & 0x40) != 0 ? value | -1L << (shift + 7) : value;
            }
        }
    }

    /// <summary>A text that ends with a zero byte, printable and not longer than some thousand characters.</summary>
    public string Text()
    {
        var from = At;
        SkipText();
        if (Failed)
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(_data.Slice((int)from, (int)Math.Min(At - from - 1, MaxTextBytes)));
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
    }

    /// <summary>Steps over a text.</summary>
    public void SkipText()
    {
        var length = Failed ? -1 : _data[(int)At..].IndexOf((byte)0);
        Failed |= length < 0;
        Skip((ulong)Math.Max(0, length) + 1);
    }

    public void Skip(ulong count)
    {
        if (Failed || count > (ulong)(_data.Length - At))
        {
            Failed = true;
            return;
        }

        At += (long)count;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var from = At;
        Skip((ulong)count);
        return Failed ? default : _data.Slice((int)from, count);
    }
}
