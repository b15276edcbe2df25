namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>The debug sections of an ELF file; those that are missing are empty.</summary>
internal sealed class DwarfSections
{
    private readonly byte[] _elf;

    /// <exception cref="InvalidElfException">The file is no guest.</exception>
    public DwarfSections(byte[] elf)
    {
        _elf = elf;
        var header = ElfHeader.Read(elf);
        Information = Find(header, ".debug_info");
        Abbreviations = Find(header, ".debug_abbrev");
        Text = Find(header, ".debug_str");
        LineText = Find(header, ".debug_line_str");
        TextOffsets = Find(header, ".debug_str_offsets");
        Addresses = Find(header, ".debug_addr");
        Ranges = Find(header, ".debug_ranges");
        RangeLists = Find(header, ".debug_rnglists");
        Lines = Find(header, ".debug_line");
    }

    /// <summary>Whether some debug section is compressed, which is not read.</summary>
    public bool Compressed { get; private set; }

    public ReadOnlyMemory<byte> Information { get; }
    public ReadOnlyMemory<byte> Abbreviations { get; }
    public ReadOnlyMemory<byte> Text { get; }
    public ReadOnlyMemory<byte> LineText { get; }
    public ReadOnlyMemory<byte> TextOffsets { get; }
    public ReadOnlyMemory<byte> Addresses { get; }
    public ReadOnlyMemory<byte> Ranges { get; }
    public ReadOnlyMemory<byte> RangeLists { get; }
    public ReadOnlyMemory<byte> Lines { get; }

    private ReadOnlyMemory<byte> Find(in ElfHeader header, string name)
    {
        var range = ElfSections.Find(_elf, header, name, out var compressed);
        Compressed |= compressed;
        return range is { } r ? _elf.AsMemory(r) : default;
    }
}
