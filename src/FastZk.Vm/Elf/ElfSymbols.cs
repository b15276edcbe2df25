using System.Buffers.Binary;
using System.Text;

namespace FastZk.Vm;

/// <summary>Function names of a program, for messages only: a broken symbol table gives no names and no error.</summary>
internal sealed class ElfSymbols
{
    private const int MaxSymbols = 1 << 18, MaxNameBytes = 200, MaxTotalNameBytes = 1 << 24;
    private const uint SectionTypeSymbols = 2;
    private const int SymbolSize = 16;

    /// <param name="Address">Where it begins.</param>
    /// <param name="Size">Bytes; 0 for labels of assembly code, which hold until the next symbol.</param>
    /// <param name="Rank">0 for a function, 1 for a label.</param>
    /// <param name="Name">As the file has it, printable.</param>
    internal readonly record struct Symbol(uint Address, uint Size, int Rank, string Name);

    private readonly Symbol[] _symbols;

    private ElfSymbols(Symbol[] symbols) => _symbols = symbols;

    /// <summary>All of them by ascending address, one for each address.</summary>
    public ReadOnlySpan<Symbol> All => _symbols;

    /// <summary>Collects the names of functions and labels in [codeStart, codeEnd); bounded in time and memory.</summary>
    public static ElfSymbols Read(ReadOnlySpan<byte> elf, in ElfHeader header, uint codeStart, uint codeEnd)
    {
        var symbols = new List<Symbol>();
        for (var index = 0; index < header.SectionHeaderCount; index++)
        {
            var section = Section(elf, header, index);
            if (!section.IsEmpty && Word(section, 4) == SectionTypeSymbols)
            {
                var names = Content(elf, Section(elf, header, (int)Math.Min(Word(section, 24), int.MaxValue)));
                Collect(Content(elf, section), names, codeStart, codeEnd, symbols);
                break;
            }
        }

        // Of several names for one address the function comes first, then the order of the table decides.
        var sorted = symbols.OrderBy(s => s.Address).ThenBy(s => s.Rank).DistinctBy(s => s.Address).ToArray();
        return new(sorted);
    }

    /// <summary>"name" or "name+0x12" of the function that holds pc, or null.</summary>
    public string? At(uint pc)
    {
        int low = 0, high = _symbols.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_symbols[middle].Address <= pc)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == 0)
        {
            return null;
        }

        var (address, size, _, name) = _symbols[low - 1];
        var offset = pc - address;
        // Labels of assembly code have no size; they hold until the next symbol.
        return size != 0 && offset >= size ? null : offset == 0 ? name : $"{name}+0x{offset:x}";
    }

    private static void Collect(ReadOnlySpan<byte> table, ReadOnlySpan<byte> names, uint codeStart, uint codeEnd, List<Symbol> symbols)
    {
        var total = 0;
        for (; table.Length >= SymbolSize && symbols.Count < MaxSymbols && total < MaxTotalNameBytes; table = table[SymbolSize..])
        {
            var address = Word(table, 4);
            var type = table[12] & 15;
            if (type is not (0 or 2) || address < codeStart || address >= codeEnd || Word(table, 0) >= (uint)names.Length)
            {
                continue;
            }

            var name = Name(names[(int)Word(table, 0)..]);
            // "$x" and ".L" are the assembler's own marks.
            if (name.Length == 0 || name[0] == '$' || name.StartsWith(".L", StringComparison.Ordinal))
            {
                continue;
            }

            total += name.Length;
            symbols.Add(new(address, Word(table, 8), type == 2 ? 0 : 1, name));
        }
    }

    // Names end up in one-line messages and terminals: anything but printable ASCII is shown as '?'.
    private static string Name(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxNameBytes)];
        var end = bytes.IndexOf((byte)0);
        var name = new StringBuilder();
        foreach (var value in end < 0 ? bytes : bytes[..end])
        {
            name.Append(value is > 0x20 and < 0x7F ? (char)value : '?');
        }

        return name.ToString();
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> elf, in ElfHeader header, int index)
    {
        var offset = header.SectionHeaderOffset + (long)index * ElfHeader.SectionHeaderSize;
        return index < header.SectionHeaderCount && offset + ElfHeader.SectionHeaderSize <= elf.Length
            ? elf.Slice((int)offset, ElfHeader.SectionHeaderSize)
            : default;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> elf, ReadOnlySpan<byte> section)
    {
        if (section.IsEmpty)
        {
            return default;
        }

        uint offset = Word(section, 16), size = Word(section, 20);
        return (ulong)offset + size <= (ulong)elf.Length ? elf.Slice((int)offset, (int)size) : default;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
