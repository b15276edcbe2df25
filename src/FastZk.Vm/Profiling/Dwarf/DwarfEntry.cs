namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>The attributes of a debugging information entry that profiles want; those it does not have are default.</summary>
internal struct DwarfEntry
{
    public const uint TagCompileUnit = 0x11, TagInlined = 0x1D;

    /// <summary>0 for the mark at the end of a list of children.</summary>
    public uint Tag;
    public bool HasChildren;
    public DwarfValue Name;
    public DwarfValue LinkageName;
    public DwarfValue AbstractOrigin;
    public DwarfValue Specification;
    public DwarfValue LowAddress;
    public DwarfValue HighAddress;
    public DwarfValue Ranges;
    public DwarfValue LineProgram;
    public DwarfValue TextOffsetsBase;
    public DwarfValue AddressBase;
    public DwarfValue RangeListsBase;

    /// <summary>Reads the entry at the cursor.</summary>
    /// <returns>False for bytes that are none.</returns>
    public static bool TryRead(ref DwarfCursor cursor, DwarfUnit unit, out DwarfEntry entry)
    {
        entry = default;
        var code = cursor.Unsigned();
        if (code == 0)
        {
            return !cursor.Failed;
        }

        if (!unit.Abbreviations.TryGetValue(code, out var shape))
        {
            return false;
        }

        (entry.Tag, entry.HasChildren) = (shape.Tag, shape.HasChildren);
        foreach (var a in shape.Attributes)
        {
            if (!DwarfForm.TryRead(ref cursor, a.Form, a.Constant, out var value))
            {
                return false;
            }

            entry.Set(a.Name, value);
        }

        return shape.Tag != 0;
    }

    private void Set(uint attribute, DwarfValue value)
    {
        switch (attribute)
        {
            case 0x03: Name = value; break;
            case 0x10: LineProgram = value; break;
            case 0x11: LowAddress = value; break;
            case 0x12: HighAddress = value; break;
            case 0x31: AbstractOrigin = value; break;
            case 0x47: Specification = value; break;
            case 0x55: Ranges = value; break;
            case 0x6E or 0x2007: LinkageName = value; break;
            case 0x72: TextOffsetsBase = value; break;
            case 0x73: AddressBase = value; break;
            case 0x74: RangeListsBase = value; break;
        }
    }
}
