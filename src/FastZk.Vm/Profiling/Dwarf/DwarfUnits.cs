namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>The units of .debug_info, and what their values stand for.</summary>
internal sealed class DwarfUnits
{
    private const int MaxUnits = 1 << 16, MaxHops = 8;

    private readonly DwarfSections _sections;
    private readonly List<DwarfUnit> _units = [];
    private readonly Dictionary<long, string?> _names = [];

    /// <summary>Reads the units' headers and first entries, up to the first that is broken.</summary>
    public DwarfUnits(DwarfSections sections)
    {
        _sections = sections;
        var tables = new Abbreviations(sections.Abbreviations);
        for (long at = 0; at < sections.Information.Length && !Broken;)
        {
            var unit = Read(at, tables, out at);
            if (unit is not null)
            {
                _units.Add(unit);
            }

            Broken |= _units.Count > MaxUnits;
        }
    }

    /// <summary>Whether something was not to be read.</summary>
    public bool Broken { get; private set; }

    /// <summary>In the order of the section.</summary>
    public IReadOnlyList<DwarfUnit> All => _units;

    /// <summary>The readable name of the function that an entry describes, or null.</summary>
    /// <param name="offset">The entry's offset in .debug_info.</param>
    public string? NameAt(long offset)
    {
        if (_names.TryGetValue(offset, out var known))
        {
            return known;
        }

        string? name = null;
        var at = offset;
        for (var hop = 0; hop < MaxHops && name is null && UnitAt(at) is { } unit; hop++)
        {
            var cursor = new DwarfCursor(_sections.Information.Span, at);
            if (!DwarfEntry.TryRead(ref cursor, unit, out var entry))
            {
                break;
            }

            // Rust's linkage names say the whole path, C++'s are not for people.
            var linkage = Text(unit, entry.LinkageName);
            var path = linkage is null ? null : Demangler.Demangle(linkage);
            name = path is not null && path != linkage ? path : Text(unit, entry.Name) ?? linkage;
            at = Target(unit, entry.AbstractOrigin) ?? Target(unit, entry.Specification) ?? -1;
        }

        return _names[offset] = name is { Length: > 0 } ? name : null;
    }

    /// <summary>The address that a value stands for, or null.</summary>
    public uint? Address(DwarfUnit unit, DwarfValue value) => value.Class switch
    {
        DwarfClass.Address => (uint)value.Number,
        DwarfClass.AddressIndex => IndexedAddress(unit, value.Number),
        _ => null,
    };

    /// <summary>An address by its index in the unit's table, or null.</summary>
    public uint? IndexedAddress(DwarfUnit unit, ulong index) => WordAt(_sections.Addresses, unit.AddressBase, index);

    /// <summary>The offset in .debug_info that a reference leads to, or null.</summary>
    public static long? Target(DwarfUnit unit, DwarfValue value) => value.Class switch
    {
        DwarfClass.UnitReference when value.Number < (ulong)(unit.End - unit.Start) => unit.Start + (long)value.Number,
        DwarfClass.Reference => (long)value.Number,
        _ => null,
    };

    private string? Text(DwarfUnit unit, DwarfValue value)
    {
        var (section, at) = value.Class switch
        {
            DwarfClass.InlineText => (_sections.Information, (uint?)value.Number),
            DwarfClass.Text => (_sections.Text, (uint)value.Number),
            DwarfClass.LineText => (_sections.LineText, (uint)value.Number),
            DwarfClass.TextIndex => (_sections.Text, WordAt(_sections.TextOffsets, unit.TextOffsetsBase, value.Number)),
            _ => (default, null),
        };
        if (at is null)
        {
            return null;
        }

        var cursor = new DwarfCursor(section.Span, at.Value);
        var text = cursor.Text();
        return cursor.Failed ? null : text;
    }

    private DwarfUnit? UnitAt(long offset)
    {
        int low = 0, high = _units.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _units[middle].Start <= offset ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && offset >= _units[low - 1].Entries && offset < _units[low - 1].End ? _units[low - 1] : null;
    }

    // Null for a broken unit, and for one of types or of another file, which are of no interest.
    private DwarfUnit? Read(long at, Abbreviations tables, out long end)
    {
        const byte compile = 1, partial = 3;
        var cursor = new DwarfCursor(_sections.Information.Span, at);
        var length = cursor.Word();
        end = at + 4 + length;
        var version = cursor.Half();
        var kind = version >= 5 ? cursor.Byte() : compile;
        var addressBytes = version >= 5 ? cursor.Byte() : (byte)0;
        var abbreviations = cursor.Word();
        addressBytes = version >= 5 ? addressBytes : cursor.Byte();
        if (cursor.Failed || version is < 2 or > 5 || end > _sections.Information.Length || cursor.At > end || addressBytes != 4)
        {
            Broken = true;
            return null;
        }

        if (kind is not (compile or partial))
        {
            return null;
        }

        if (tables.At(abbreviations) is not { } table)
        {
            Broken = true;
            return null;
        }

        // Where a unit says nothing, tables of DWARF 5 begin behind their header.
        var unit = new DwarfUnit { Start = at, End = end, Entries = cursor.At, Version = version, Abbreviations = table, TextOffsetsBase = 8, AddressBase = 8, RangeListsBase = 12 };
        if (!DwarfEntry.TryRead(ref cursor, unit, out var root))
        {
            Broken = true;
            return null;
        }

        unit.TextOffsetsBase = root.TextOffsetsBase.Class == DwarfClass.Number ? (uint)root.TextOffsetsBase.Number : unit.TextOffsetsBase;
        unit.AddressBase = root.AddressBase.Class == DwarfClass.Number ? (uint)root.AddressBase.Number : unit.AddressBase;
        unit.RangeListsBase = root.RangeListsBase.Class == DwarfClass.Number ? (uint)root.RangeListsBase.Number : unit.RangeListsBase;
        unit.LowAddress = Address(unit, root.LowAddress) ?? 0;
        unit.LineProgram = root.LineProgram.Class == DwarfClass.Number ? (uint)root.LineProgram.Number : null;
        return unit;
    }

    private static uint? WordAt(ReadOnlyMemory<byte> section, uint start, ulong index)
    {
        if (index > (ulong)section.Length)
        {
            return null;
        }

        var cursor = new DwarfCursor(section.Span, start + 4 * (long)index);
        var word = cursor.Word();
        return cursor.Failed ? null : word;
    }
}
