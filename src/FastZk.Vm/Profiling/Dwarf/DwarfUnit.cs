namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>A unit of .debug_info: where its entries lie and how they are to be read.</summary>
internal sealed class DwarfUnit
{
    /// <summary>Offset of the unit in .debug_info; references within the unit count from here.</summary>
    public required long Start { get; init; }

    /// <summary>Offset behind the unit.</summary>
    public required long End { get; init; }

    /// <summary>Offset of the first entry.</summary>
    public required long Entries { get; init; }

    /// <summary>DWARF version, 2 to 5.</summary>
    public required int Version { get; init; }

    /// <summary>Shapes of entries, by code.</summary>
    public required Dictionary<ulong, Abbreviation> Abbreviations { get; init; }

    /// <summary>What the unit's range lists, addresses and text offsets are counted from, and the base of its ranges.</summary>
    public uint RangeListsBase { get; set; }
    public uint AddressBase { get; set; }
    public uint TextOffsetsBase { get; set; }
    public uint LowAddress { get; set; }

    /// <summary>Offset of its line program, or null.</summary>
    public uint? LineProgram { get; set; }
}
