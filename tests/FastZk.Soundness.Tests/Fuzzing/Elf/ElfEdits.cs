using System.Buffers.Binary;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.Fuzzing.Elf;

/// <summary>Changes to an ELF32 file by someone who knows its headers.</summary>
internal static class ElfEdits
{
    private const int HeaderBytes = 52, SegmentBytes = 32, SectionBytes = 40;

    // Offsets and sizes of the fields of the ELF header, of a program header, and of a section header.
    private static readonly (int At, int Size)[] Header =
        [(4, 1), (5, 1), (6, 1), (16, 2), (18, 2), (20, 4), (24, 4), (28, 4), (32, 4), (36, 4), (40, 2), (42, 2), (44, 2), (46, 2), (48, 2), (50, 2)];

    private static readonly int[] Segment = [0, 4, 8, 12, 16, 20, 24, 28], Section = [0, 4, 12, 16, 20, 24, 28, 36];

    /// <summary>Edits a file in a buffer.</summary>
    /// <param name="file">the buffer; its first <paramref name="length"/> bytes are the file.</param>
    /// <param name="length">bytes of the file; goes up to the buffer's at most.</param>
    /// <param name="dice">random choices.</param>
    public static void Apply(byte[] file, ref int length, Dice dice)
    {
        var elf = file.AsSpan(0, length);
        if (length < HeaderBytes)
        {
            Anywhere(elf, dice);
            return;
        }

        switch (dice.Below(16))
        {
            case 0 or 1:
                var (at, size) = dice.Pick<(int, int)>(Header);
                Put(elf, at, size, Value(elf, at, size, length, dice));
                break;
            case 2 or 3 or 4:
                SegmentField(elf, length, dice);
                break;
            case 5:
                Neighbours(elf, dice);
                break;
            case 6:
                AddSegment(file, ref length, dice);
                break;
            case 7:
                SectionField(elf, length, dice);
                break;
            case 8:
                Entry(elf, dice);
                break;
            case 9:
                Flags(elf, dice);
                break;
            case 10 or 11 or 12:
                Code(elf, dice);
                break;
            case 13:
                length = dice.OneIn(2) ? dice.Below(length + 1) : Math.Max(0, length - dice.Length(64));
                break;
            case 14:
                var more = Math.Min(dice.Length(256), file.Length - length);
                dice.Fill(file.AsSpan(length, more));
                length += more;
                break;
            default:
                Anywhere(elf, dice);
                break;
        }
    }

    // Where the program header table and its entries lie, as far as they are in the file.
    private static int SegmentAt(ReadOnlySpan<byte> elf, int index)
    {
        var at = Word(elf, 28) + (long)SegmentBytes * index;
        return at + SegmentBytes <= elf.Length ? (int)at : -1;
    }

    private static int Segments(ReadOnlySpan<byte> elf)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[44..]);
        while (count > 0 && SegmentAt(elf, count - 1) < 0)
        {
            count--;
        }

        return count;
    }

    private static uint Value(ReadOnlySpan<byte> elf, int at, int size, int length, Dice dice)
    {
        var old = size == 4 ? Word(elf, at) : size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]) : elf[at];
        return dice.Below(8) switch
        {
            0 => old + (uint)dice.Between(-4, 5),
            1 => old ^ 1u << dice.Below(8 * size),
            2 => (uint)length + (uint)dice.Between(-4, 5),
            3 => dice.Pick<uint>([AddressSpace.TextLimit, AddressSpace.MemoryLimit, AddressSpace.MaxCodeSpan, 4 * AddressSpace.MaxMemoryWords]) + (uint)dice.Between(-4, 5),
            4 => Word(elf, 4 * dice.Below(HeaderBytes / 4)),
            5 => (uint)-Math.Max(1, dice.Length(1 << 20)),
            _ => dice.EdgeWord(),
        };
    }

    private static void SegmentField(Span<byte> elf, int length, Dice dice)
    {
        var count = Segments(elf);
        if (count > 0)
        {
            var at = SegmentAt(elf, dice.Below(count)) + dice.Pick<int>(Segment);
            Put(elf, at, 4, Value(elf, at, 4, length, dice));
        }
    }

    // One segment's place from another's: overlapping by a little, touching, sharing a word, the same.
    private static void Neighbours(Span<byte> elf, Dice dice)
    {
        var count = Segments(elf);
        if (count == 0)
        {
            return;
        }

        var (a, b) = (SegmentAt(elf, dice.Below(count)), SegmentAt(elf, dice.Below(count)));
        var (address, memory) = (Word(elf, b + 8), Word(elf, b + 20));
        switch (dice.Below(4))
        {
            case 0:
                Put(elf, a + 8, 4, address + memory + (uint)dice.Between(-5, 6));
                break;
            case 1:
                Put(elf, a + 8, 4, address - Word(elf, a + 20) + (uint)dice.Between(-5, 6));
                break;
            case 2:
                Put(elf, a + 16, 4, Word(elf, a + 20) + (uint)dice.Between(-2, 3));
                break;
            default:
                // A far neighbour: wide gaps in code and image.
                Put(elf, a + 8, 4, address + AddressSpace.MaxCodeSpan - (uint)dice.Length(1 << 24));
                break;
        }
    }

    // The table moves behind the file and gets one more entry.
    private static void AddSegment(byte[] file, ref int length, Dice dice)
    {
        var count = Segments(file.AsSpan(0, length));
        var table = (length + 3) & ~3;
        var end = table + SegmentBytes * (count + 1);
        if (count == 0 || end > file.Length)
        {
            return;
        }

        file.AsSpan(length..end).Clear();
        for (var i = 0; i < count; i++)
        {
            file.AsSpan(SegmentAt(file.AsSpan(0, length), i), SegmentBytes).CopyTo(file.AsSpan(table + SegmentBytes * i));
        }

        var added = file.AsSpan(table + SegmentBytes * count, SegmentBytes);
        file.AsSpan(table + SegmentBytes * dice.Below(count), SegmentBytes).CopyTo(added);
        Put(added, 8, 4, Word(added, 8) + (uint)dice.Length(1 << 25));
        Put(added, 24, 4, dice.OneIn(2) ? Word(added, 24) ^ 1 : Word(added, 24));
        Put(file, 28, 4, (uint)table);
        Put(file, 44, 2, (uint)count + 1);
        length = end;
    }

    private static void SectionField(Span<byte> elf, int length, Dice dice)
    {
        var start = Word(elf, 32);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf[48..]);
        if (count == 0)
        {
            return;
        }

        var at = start + (long)SectionBytes * dice.Below(count) + dice.Pick<int>(Section);
        if (at + 4 <= elf.Length)
        {
            Put(elf, (int)at, 4, Value(elf, (int)at, 4, length, dice));
        }
    }

    private static void Entry(Span<byte> elf, Dice dice)
    {
        var count = Segments(elf);
        if (count == 0)
        {
            return;
        }

        var at = SegmentAt(elf, dice.Below(count));
        var (address, bytes) = (Word(elf, at + 8), Word(elf, at + 16));
        Put(elf, 24, 4, dice.Below(4) switch { 0 => address + bytes + (uint)dice.Between(-5, 6), 1 => address + (uint)dice.Between(-5, 6), _ => address + (4 * (uint)dice.Bits()) % Math.Max(1, bytes) });
    }

    private static void Flags(Span<byte> elf, Dice dice)
    {
        var count = Segments(elf);
        if (count > 0)
        {
            var at = SegmentAt(elf, dice.Below(count)) + 24;
            Put(elf, at, 4, (uint)dice.Below(8));
        }
    }

    // Words of the first bytes of a segment, so that what loads also runs somewhere else.
    private static void Code(Span<byte> elf, Dice dice)
    {
        var count = Segments(elf);
        if (count == 0)
        {
            return;
        }

        var at = SegmentAt(elf, dice.Below(count));
        var (start, bytes) = (Word(elf, at + 4), Word(elf, at + 16));
        if (bytes < 4 || start + (ulong)bytes > (ulong)elf.Length)
        {
            return;
        }

        for (var k = dice.Length(16); k > 0; k--)
        {
            var word = (int)start + 4 * dice.Below((int)bytes / 4);
            Put(elf, word, 4, dice.Below(3) switch { 0 => Word(elf, word) ^ 1u << dice.Below(32), 1 => Word(elf, (int)start + 4 * dice.Below((int)bytes / 4)), _ => dice.EdgeWord() });
        }
    }

    private static void Anywhere(Span<byte> elf, Dice dice)
    {
        for (var k = dice.Length(8); k > 0 && elf.Length > 0; k--)
        {
            elf[dice.Below(elf.Length)] = dice.OneIn(2) ? (byte)dice.EdgeWord() : (byte)dice.Bits();
        }
    }

    private static uint Word(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]);

    private static void Put(Span<byte> elf, int at, int size, uint value)
    {
        for (var k = 0; k < size; k++)
        {
            elf[at + k] = (byte)(value >> 8 * k);
        }
    }
}
