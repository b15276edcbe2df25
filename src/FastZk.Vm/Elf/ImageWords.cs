using System.Buffers.Binary;

namespace FastZk.Vm;

/// <summary>Turns segments into the initial memory image: every aligned word that a file byte touches.</summary>
internal static class ImageWords
{
    /// <summary>The image words, ascending by address; bytes of a word that no segment provides are zero.</summary>
    /// <param name="elf">The file.</param>
    /// <param name="segments">Checked, sorted, disjoint segments of it.</param>
    /// <exception cref="InvalidElfException">More words than one proof has room for; nothing was allocated.</exception>
    public static (uint[] Addresses, uint[] Values) Build(ReadOnlySpan<byte> elf, ElfSegment[] segments)
    {
        var count = Count(segments);
        if (count > AddressSpace.MaxMemoryWords)
        {
            throw new InvalidElfException(
                ElfError.ImageTooLarge,
                $"The ELF fills {count} memory words, more than the {AddressSpace.MaxMemoryWords} one proof has room for; pass large data as input.");
        }

        var addresses = new uint[count];
        var values = new uint[count];
        var used = 0;
        foreach (var segment in segments)
        {
            used = Append(elf.Slice(segment.FileOffset, segment.FileSize), segment.Address, addresses, values, used);
        }

        return (addresses, values);
    }

    private static long Count(ElfSegment[] segments)
    {
        long count = 0, last = -1;
        foreach (var segment in segments)
        {
            if (segment.FileSize == 0)
            {
                continue;
            }

            // Neighbours may share one word: a segment may begin where another ended, inside it.
            long first = segment.Address >> 2, end = (segment.FileEnd - 1) >> 2;
            count += end - first + (first == last ? 0 : 1);
            last = end;
        }

        return count;
    }

    private static int Append(ReadOnlySpan<byte> bytes, uint address, uint[] addresses, uint[] values, int used)
    {
        var position = 0;
        while (position < bytes.Length)
        {
            var at = address + (uint)position;
            var word = at & ~3u;
            if (used == 0 || addresses[used - 1] != word)
            {
                addresses[used++] = word;
            }

            if (at == word && bytes.Length - position >= 4)
            {
                values[used - 1] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[position..]);
                position += 4;
            }
            else
            {
                values[used - 1] |= (uint)bytes[position] << (int)(8 * (at & 3));
                position++;
            }
        }

        return used;
    }
}
