namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>What kind of thing an attribute's value is.</summary>
internal enum DwarfClass : byte
{
    None,

    /// <summary>A number, a flag, an offset into another section, or a target address.</summary>
    Number,

    /// <summary>An address; <see cref="DwarfValue.Number"/> is it.</summary>
    Address,

    /// <summary>An index into the unit's addresses.</summary>
    AddressIndex,

    /// <summary>Offset of an entry in its own unit.</summary>
    UnitReference,

    /// <summary>Offset of an entry in .debug_info.</summary>
    Reference,

    /// <summary>Offset of a text in .debug_info, .debug_str or .debug_line_str; or its index in the unit's text offsets.</summary>
    InlineText,
    Text,
    LineText,
    TextIndex,

    /// <summary>An index into the unit's range lists.</summary>
    RangeIndex,
}

/// <summary>An attribute's value as it stands in the section.</summary>
internal readonly record struct DwarfValue(DwarfClass Class, ulong Number);

/// <summary>Attribute forms of DWARF 2 to 5, in the 32-bit format, and the GNU extensions that compilers write.</summary>
internal static class DwarfForm
{
    public const uint ImplicitConstant = 0x21;

    private const uint Indirect = 0x16;

    /// <summary>Reads a value, or steps over one that nobody here wants. An unknown form is a failure: what follows cannot be found.</summary>
    /// <param name="cursor">At the value.</param>
    /// <param name="form">Its form.</param>
    /// <param name="constant">The value of implicit_const.</param>
    /// <param name="value">The value.</param>
    public static bool TryRead(ref DwarfCursor cursor, uint form, long constant, out DwarfValue value)
    {
        if (form == Indirect)
        {
            form = (uint)cursor.Unsigned();
            if (form is Indirect or ImplicitConstant)
            {
                value = default;
                return false;
            }
        }

        value = form switch
        {
            0x01 => new(DwarfClass.Address, cursor.Word()),
            0x03 => Block(ref cursor, cursor.Half()),
            0x04 => Block(ref cursor, cursor.Word()),
            0x05 => Number(cursor.Half()),
            0x06 or 0x17 => Number(cursor.Word()),
            0x07 => Number(cursor.Long()),
            0x08 => InlineText(ref cursor),
            0x09 or 0x18 => Block(ref cursor, cursor.Unsigned()),
            0x0A => Block(ref cursor, cursor.Byte()),
            0x0B or 0x0C => Number(cursor.Byte()),
            0x0D => Number((ulong)cursor.Signed()),
            0x0E => new(DwarfClass.Text, cursor.Word()),
            0x0F => Number(cursor.Unsigned()),
            0x10 => new(DwarfClass.Reference, cursor.Word()),
            0x11 => new(DwarfClass.UnitReference, cursor.Byte()),
            0x12 => new(DwarfClass.UnitReference, cursor.Half()),
            0x13 => new(DwarfClass.UnitReference, cursor.Word()),
            0x14 => new(DwarfClass.UnitReference, cursor.Long()),
            0x15 => new(DwarfClass.UnitReference, cursor.Unsigned()),
            0x19 => Number(1),
            0x1A or 0x1F02 => new(DwarfClass.TextIndex, cursor.Unsigned()),
            0x1B or 0x1F01 => new(DwarfClass.AddressIndex, cursor.Unsigned()),
            0x1C or 0x1D or 0x1F20 or 0x1F21 => Block(ref cursor, 4), // another file's
            0x1E => Block(ref cursor, 16),
            0x1F => new(DwarfClass.LineText, cursor.Word()),
            0x20 or 0x24 => Block(ref cursor, 8), // a type's signature, another file's
            ImplicitConstant => Number((ulong)constant),
            0x22 => Number(cursor.Unsigned()),
            0x23 => new(DwarfClass.RangeIndex, cursor.Unsigned()),
            0x25 => new(DwarfClass.TextIndex, cursor.Byte()),
            0x26 => new(DwarfClass.TextIndex, cursor.Half()),
            0x27 => new(DwarfClass.TextIndex, cursor.Half() | (ulong)cursor.Byte() << 16),
            0x28 => new(DwarfClass.TextIndex, cursor.Word()),
            0x29 => new(DwarfClass.AddressIndex, cursor.Byte()),
            0x2A => new(DwarfClass.AddressIndex, cursor.Half()),
            0x2B => new(DwarfClass.AddressIndex, cursor.Half() | (ulong)cursor.Byte() << 16),
            0x2C => new(DwarfClass.AddressIndex, cursor.Word()),
            _ => new((DwarfClass)byte.MaxValue, 0),
        };
        return value.Class != (DwarfClass)byte.MaxValue && !cursor.Failed;
    }

    private static DwarfValue Number(ulong value) => new(DwarfClass.Number, value);

    private static DwarfValue Block(ref DwarfCursor cursor, ulong length)
    {
        cursor.Skip(length);
        return default;
    }

    private static DwarfValue InlineText(ref DwarfCursor cursor)
    {
        var at = cursor.At;
        cursor.SkipText();
        return new(DwarfClass.InlineText, (ulong)at);
    }
}
