namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>The addresses that an entry covers: one range, or a list in .debug_ranges (DWARF 2 to 4) or .debug_rnglists (5).</summary>
internal sealed class AddressRanges(DwarfSections sections, DwarfUnits units)
{
    // Of one entry; compilers write some dozen.
    private const int MaxRanges = 1 << 14;

    /// <summary>Adds the ranges of an entry to a list.</summary>
    /// <returns>False for a broken list.</returns>
    public bool TryAdd(DwarfUnit unit, in DwarfEntry entry, List<(uint Start, uint End)> ranges)
    {
        switch (entry.Ranges.Class)
        {
            case DwarfClass.Number when unit.Version < 5:
                return TryAddOld(unit, (uint)entry.Ranges.Number, ranges);
            case DwarfClass.Number:
                return TryAddNew(unit, (uint)entry.Ranges.Number, ranges);
            case DwarfClass.RangeIndex:
                if (entry.Ranges.Number > (ulong)sections.RangeLists.Length)
                {
                    return false;
                }

                var cursor = new DwarfCursor(sections.RangeLists.Span, unit.RangeListsBase + 4 * (long)entry.Ranges.Number);
                var offset = cursor.Word();
                return !cursor.Failed && TryAddNew(unit, unit.RangeListsBase + offset, ranges);
        }

        if (units.Address(unit, entry.LowAddress) is { } low)
        {
            // As a number it is a length.
            var high = entry.HighAddress.Class == DwarfClass.Number ? low + (uint)entry.HighAddress.Number : units.Address(unit, entry.HighAddress) ?? low;
            ranges.Add((low, high));
        }

        return true;
    }

    private bool TryAddOld(DwarfUnit unit, uint offset, List<(uint, uint)> ranges)
    {
        var cursor = new DwarfCursor(sections.Ranges.Span, offset);
        var start = unit.LowAddress;
        for (var count = 0; count < MaxRanges; count++)
        {
            var (first, second) = (cursor.Word(), cursor.Word());
            if (cursor.Failed)
            {
                return false;
            }

            if (first == 0 && second == 0)
            {
                return true;
            }

            if (first == uint.MaxValue)
            {
                start = second;
            }
            else
            {
                ranges.Add((start + first, start + second));
            }
        }

        return false;
    }

    private bool TryAddNew(DwarfUnit unit, uint offset, List<(uint, uint)> ranges)
    {
        var cursor = new DwarfCursor(sections.RangeLists.Span, offset);
        var start = unit.LowAddress;
        for (var count = 0; count < MaxRanges && !cursor.Failed; count++)
        {
            switch (cursor.Byte())
            {
                case 0: // end of list
                    return !cursor.Failed;
                case 1: // base_addressx
                    start = units.IndexedAddress(unit, cursor.Unsigned()) ?? 0;
                    break;
                case 2: // startx_endx
                    ranges.Add((units.IndexedAddress(unit, cursor.Unsigned()) ?? 0, units.IndexedAddress(unit, cursor.Unsigned()) ?? 0));
                    break;
                case 3: // startx_length
                    var indexed = units.IndexedAddress(unit, cursor.Unsigned()) ?? 0;
                    ranges.Add((indexed, indexed + (uint)cursor.Unsigned()));
                    break;
                case 4: // offset_pair
                    ranges.Add((start + (uint)cursor.Unsigned(), start + (uint)cursor.Unsigned()));
                    break;
                case 5: // base_address
                    start = cursor.Word();
                    break;
                case 6: // start_end
                    ranges.Add((cursor.Word(), cursor.Word()));
                    break;
                case 7: // start_length
                    var direct = cursor.Word();
                    ranges.Add((direct, direct + (uint)cursor.Unsigned()));
                    break;
                default:
                    return false;
            }
        }

        return false;
    }
}
