using System.Buffers.Binary;

namespace FastZk.Vm;

/// <summary>Reads the program header table into checked, sorted, disjoint segments.</summary>
internal static class ElfSegments
{
    private const uint PtLoad = 1, PtDynamic = 2, PtInterp = 3, FlagExecutable = 1;

    /// <summary>All PT_LOAD segments that occupy memory, by ascending address; no two share a byte.</summary>
    /// <exception cref="InvalidElfException">An entry contradicts the file, the address space or another entry.</exception>
    public static ElfSegment[] Read(ReadOnlySpan<byte> elf, in ElfHeader header)
    {
        var segments = new List<ElfSegment>();
        for (var index = 0; index < header.ProgramHeaderCount; index++)
        {
            var entry = elf.Slice((int)header.ProgramHeaderOffset + index * ElfHeader.ProgramHeaderSize, ElfHeader.ProgramHeaderSize);
            switch (Word(entry, 0))
            {
                case PtDynamic or PtInterp:
                    throw new InvalidElfException(
                        ElfError.DynamicallyLinked, $"Program header {index} asks for dynamic linking; link with -static -no-pie.");
                case PtLoad when Word(entry, 20) != 0 || Word(entry, 16) != 0:
                    segments.Add(Check(elf.Length, index, entry));
                    break;
            }
        }

        if (segments.Count == 0)
        {
            throw new InvalidElfException(ElfError.NoSegments, "The ELF has no PT_LOAD segment with content; link it to an executable.");
        }

        segments.Sort((a, b) => a.Address.CompareTo(b.Address));
        for (var i = 1; i < segments.Count; i++)
        {
            if (segments[i - 1].End > segments[i].Address)
            {
                throw new InvalidElfException(
                    ElfError.OverlappingSegments,
                    $"Segments {segments[i - 1].Index} and {segments[i].Index} overlap at 0x{segments[i].Address:x8}; correct the linker script.");
            }
        }

        return [.. segments];
    }

    private static ElfSegment Check(int fileLength, int index, ReadOnlySpan<byte> entry)
    {
        uint offset = Word(entry, 4), address = Word(entry, 8), fileSize = Word(entry, 16), memorySize = Word(entry, 20);
        var executable = (Word(entry, 24) & FlagExecutable) != 0;
        if (fileSize > memorySize)
        {
            throw new InvalidElfException(
                ElfError.FileSizeAboveMemorySize, $"Segment {index} has {fileSize} bytes in the file but only {memorySize} in memory; the file is damaged.");
        }

        // An empty file part may carry any offset: linkers put the end of the file or nonsense there for BSS.
        if (fileSize != 0 && (ulong)offset + fileSize > (ulong)fileLength)
        {
            throw new InvalidElfException(
                ElfError.SegmentOutsideFile,
                $"Segment {index} (offset {offset}, {fileSize} bytes) passes the end of the file ({fileLength} bytes); copy the file again.");
        }

        if ((ulong)address + memorySize > AddressSpace.MemoryLimit)
        {
            throw new InvalidElfException(
                ElfError.SegmentOutOfRange,
                $"Segment {index} at 0x{address:x8} with {memorySize} bytes ends above 0x{AddressSpace.MemoryLimit:x8}; link it lower.");
        }

        if (executable && fileSize != 0 && (ulong)address + fileSize > AddressSpace.TextLimit)
        {
            throw new InvalidElfException(
                ElfError.TextTooHigh,
                $"Segment {index} is executable and reaches 0x{address + fileSize:x8}, above 0x{AddressSpace.TextLimit:x8}; link text lower or drop the executable flag.");
        }

        return new(index, fileSize == 0 ? 0 : (int)offset, address, (int)fileSize, memorySize, executable);
    }

    private static uint Word(ReadOnlySpan<byte> entry, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(entry[offset..]);
}
