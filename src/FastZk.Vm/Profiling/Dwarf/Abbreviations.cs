namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>One attribute of an abbreviation; the constant is that of implicit_const.</summary>
internal readonly record struct AttributeSpecification(uint Name, uint Form, long Constant);

/// <summary>The shape of a debugging information entry.</summary>
internal sealed record Abbreviation(uint Tag, bool HasChildren, AttributeSpecification[] Attributes);

/// <summary>Reads tables of abbreviations, each once.</summary>
internal sealed class Abbreviations(ReadOnlyMemory<byte> section)
{
    // Those of real programs have some hundred, with some ten attributes.
    private const int MaxEntries = 1 << 16, MaxAttributes = 1 << 20;

    private readonly Dictionary<uint, Dictionary<ulong, Abbreviation>?> _tables = [];
    private int _attributes;

    /// <summary>The table at an offset, by code; null if it is broken.</summary>
    public Dictionary<ulong, Abbreviation>? At(uint offset)
    {
        if (!_tables.TryGetValue(offset, out var table))
        {
            _tables[offset] = table = Read(offset);
        }

        return table;
    }

    private Dictionary<ulong, Abbreviation>? Read(uint offset)
    {
        var table = new Dictionary<ulong, Abbreviation>();
        var cursor = new DwarfCursor(section.Span, offset);
        while (cursor.Unsigned() is var code and not 0)
        {
            var tag = (uint)cursor.Unsigned();
            var children = cursor.Byte() != 0;
            var attributes = new List<AttributeSpecification>();
            while (true)
            {
                var (name, form) = ((uint)cursor.Unsigned(), (uint)cursor.Unsigned());
                var constant = form == DwarfForm.ImplicitConstant ? cursor.Signed() : 0;
                if (name == 0 && form == 0)
                {
                    break;
                }

                attributes.Add(new(name, form, constant));
                if (++_attributes > MaxAttributes)
                {
                    return null;
                }
            }

            table[code] = new(tag, children, [.. attributes]);
            if (cursor.Failed || table.Count > MaxEntries)
            {
                return null;
            }
        }

        return cursor.Failed ? null : table;
    }
}
