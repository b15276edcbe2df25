using System.Buffers.Binary;

namespace FastZk.Vm;

/// <summary>Finds and decodes the program: the words that lie wholly in the file bytes of an executable segment.</summary>
internal static class CodeWords
{
    /// <summary>Where code lies, ascending; ranges that touch are one.</summary>
    /// <exception cref="InvalidElfException">The code is spread too wide.</exception>
    public static CodeRange[] FindRanges(ElfSegment[] segments)
    {
        var ranges = new List<CodeRange>();
        foreach (var segment in segments)
        {
            if (!segment.Executable || segment.EndWholeWord <= segment.FirstWholeWord)
            {
                continue;
            }

            var range = new CodeRange(segment.FirstWholeWord << 2, (int)(segment.EndWholeWord - segment.FirstWholeWord));
            if (ranges.Count > 0 && ranges[^1].End == range.Address)
            {
                ranges[^1] = new(ranges[^1].Address, ranges[^1].WordCount + range.WordCount);
            }
            else
            {
                ranges.Add(range);
            }
        }

        if (ranges.Count == 0)
        {
            return [];
        }

        var (start, end) = (ranges[0].Address, ranges[^1].End);
        if (end - start > AddressSpace.MaxCodeSpan)
        {
            throw new InvalidElfException(
                ElfError.CodeSpanTooLarge,
                $"Code spans 0x{start:x8} to 0x{end:x8}, more than {AddressSpace.MaxCodeSpan >> 20} MiB; link executable segments closer together.");
        }

        // Decoded code has a place for every word of the span: what no byte of the file stands for is limited apart.
        var gaps = end - start - ranges.Sum(r => 4L * r.WordCount);
        if (gaps > AddressSpace.MaxCodeGaps)
        {
            throw new InvalidElfException(
                ElfError.CodeSpanTooLarge,
                $"Between executable segments lie {gaps} bytes, more than {AddressSpace.MaxCodeGaps >> 20} MiB; link executable segments closer together.");
        }

        return [.. ranges];
    }

    /// <summary>The raw words and the decoded instructions from the first range's start to the last one's end.</summary>
    public static (uint[] Words, Instruction[] Code) Decode(ReadOnlySpan<byte> elf, ElfSegment[] segments, CodeRange[] ranges)
    {
        if (ranges.Length == 0)
        {
            return ([], []);
        }

        var start = ranges[0].Address >> 2;
        var words = new uint[(ranges[^1].End >> 2) - start];
        var code = new Instruction[words.Length];
        foreach (var segment in segments)
        {
            if (!segment.Executable)
            {
                continue;
            }

            for (var word = segment.FirstWholeWord; word < segment.EndWholeWord; word++)
            {
                var offset = segment.FileOffset + (int)((word << 2) - segment.Address);
                var value = BinaryPrimitives.ReadUInt32LittleEndian(elf[offset..]);
                words[word - start] = value;
                code[word - start] = InstructionDecoder.Decode(value);
            }
        }

        return (words, code);
    }
}
