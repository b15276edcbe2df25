using System.Buffers.Binary;
using System.Text;

namespace FastZk.Vm;

/// <summary>Finds sections by name, for debuggers and profilers only: a broken table gives no sections and no error.</summary>
internal static class ElfSections
{
    private const uint FlagCompressed = 0x800, TypeNoBits = 8;

    /// <summary>Where a section's bytes lie in the file, or null. A compressed section has none.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="header">Its header.</param>
    /// <param name="name">The section's name.</param>
    /// <param name="compressed">Whether there is a section of that name that is compressed.</param>
    public static Range? Find(ReadOnlySpan<byte> elf, in ElfHeader header, string name, out bool compressed)
    {
        compressed = false;
        var names = Content(elf, Header(elf, header, BinaryPrimitives.ReadUInt16LittleEndian(elf[50..])));
        var wanted = Encoding.ASCII.GetBytes(name + "\0");
        for (var index = 0; index < header.SectionHeaderCount && names is { } table; index++)
        {
            var section = Header(elf, header, index);
            if (section.IsEmpty || Word(section, 0) > (uint)elf[table].Length || !elf[table][(int)Word(section, 0)..].StartsWith(wanted))
            {
                continue;
            }

            compressed = (Word(section, 8) & FlagCompressed) != 0;
            return compressed ? null : Content(elf, section);
        }

        return null;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> elf, in ElfHeader header, int index)
    {
        var offset = header.SectionHeaderOffset + (long)index * ElfHeader.SectionHeaderSize;
        return index < header.SectionHeaderCount && offset + ElfHeader.SectionHeaderSize <= elf.Length
            ? elf.Slice((int)offset, ElfHeader.SectionHeaderSize)
            : default;
    }

    private static Range? Content(ReadOnlySpan<byte> elf, ReadOnlySpan<byte> section)
    {
        if (section.IsEmpty || Word(section, 4) == TypeNoBits)
        {
            return null;
        }

        uint offset = Word(section, 16), size = Word(section, 20);
        return (ulong)offset + size <= (ulong)elf.Length ? new Range((int)offset, (int)(offset + size)) : null;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
