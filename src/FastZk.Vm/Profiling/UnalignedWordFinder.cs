namespace FastZk.Vm.Profiling;

/// <summary>Follows where the bytes of registers come from and go to, through straight code; see <see cref="UnalignedWords"/>.</summary>
internal sealed class UnalignedWordFinder
{
    // Groups of stores that are open at once; compilers interleave few.
    private const int MaxGroups = 8;

    private readonly Value[] _values = new Value[33];
    private readonly List<Group> _groups = [];
    private int _versions;

    /// <summary>What is known of a register: every value has a number of its own, and may be bytes from memory, or another value shifted right.</summary>
    /// <param name="Number">Differs for any two values that may differ.</param>
    /// <param name="Base">Number of the base register's value when the bytes were loaded.</param>
    /// <param name="Anchor">Offset from it of the byte that would stand in bits 0 to 7.</param>
    /// <param name="Bytes">Bit k: bits 8k to 8k + 7 are the byte at Anchor + k, and all others zero or not wanted. 0 for no such value.</param>
    /// <param name="Source">Number of the value that this is a part of.</param>
    /// <param name="Shift">The lowest byte of the source that is left.</param>
    private readonly record struct Value(int Number, int Base, int Anchor, int Bytes, int Source, int Shift);

    /// <summary>Bytes of one value that were stored in order: bit k at Anchor + k.</summary>
    private readonly record struct Group(int Base, int Source, int Anchor, int Bytes);

    /// <summary>Forgets everything: other code may come here, or the code was not executed.</summary>
    public void Clear()
    {
        for (var r = 0; r < _values.Length; r++)
        {
            SetUnknown(r);
        }

        _groups.Clear();
    }

    public UnalignedWordFinder() => Clear();

    /// <summary>Whether the instruction completes a word loaded, or a word stored, in parts.</summary>
    public (bool Loaded, bool Stored) Next(in Instruction i)
    {
        var a = _values[i.Rs1];
        switch (i.Opcode)
        {
            case Opcode.Lbu or Opcode.Lb:
                Set(i.Rd, a.Number, i.Immediate, 0b0001);
                break;
            case Opcode.Lhu or Opcode.Lh:
                Set(i.Rd, a.Number, i.Immediate, 0b0011);
                break;
            case Opcode.Slli when i.Immediate % 8 == 0 && (a.Bytes << (i.Immediate / 8) & 0b1111) != 0:
                Set(i.Rd, a.Base, a.Anchor - i.Immediate / 8, a.Bytes << (i.Immediate / 8) & 0b1111);
                break;
            case Opcode.Srli or Opcode.Srai when i.Immediate % 8 == 0:
                SetUnknown(i.Rd);
                _values[i.Rd] = _values[i.Rd] with { Source = a.Source, Shift = a.Shift + i.Immediate / 8 };
                break;
            case Opcode.Or or Opcode.Add or Opcode.Xor:
                return (Join(i.Rd, a, _values[i.Rs2]), false);
            case Opcode.Sb:
                return (false, Store(a.Number, i.Immediate, _values[i.Rs2], 1));
            case Opcode.Sh:
                return (false, Store(a.Number, i.Immediate, _values[i.Rs2], 2));
            case Opcode.Sw:
                break;
            case Opcode.Addi when i.Immediate == 0:
                _values[i.Rd] = a; // a copy
                break;
            case Opcode.Jal or Opcode.Jalr or (>= Opcode.Beq and <= Opcode.Bgeu) or Opcode.Ecall or Opcode.Ebreak or Opcode.Illegal:
                Clear();
                break;
            default:
                SetUnknown(i.Rd);
                break;
        }

        return default;
    }

    private bool Join(int rd, in Value a, in Value b)
    {
        if (a.Bytes == 0 || b.Bytes == 0 || a.Base != b.Base || a.Anchor != b.Anchor || (a.Bytes & b.Bytes) != 0)
        {
            SetUnknown(rd);
            return false;
        }

        Set(rd, a.Base, a.Anchor, a.Bytes | b.Bytes);
        return _values[rd].Bytes == 0b1111;
    }

    private bool Store(int address, int offset, in Value value, int bytes)
    {
        if (value.Shift + bytes > 4)
        {
            return false;
        }

        var (anchor, mask) = (offset - value.Shift, ((1 << bytes) - 1) << value.Shift);
        for (var g = 0; g < _groups.Count; g++)
        {
            var group = _groups[g];
            if (group.Base == address && group.Source == value.Source && group.Anchor == anchor)
            {
                _groups[g] = group with { Bytes = group.Bytes | mask };
                if (_groups[g].Bytes != 0b1111)
                {
                    return false;
                }

                _groups.RemoveAt(g);
                return true;
            }
        }

        if (_groups.Count == MaxGroups)
        {
            _groups.RemoveAt(0);
        }

        _groups.Add(new(address, value.Source, anchor, mask));
        return false;
    }

    private void SetUnknown(int register)
    {
        _versions++;
        _values[register] = new(_versions, 0, 0, 0, _versions, 0);
    }

    private void Set(int register, int from, int anchor, int bytes)
    {
        SetUnknown(register);
        _values[register] = _values[register] with { Base = from, Anchor = anchor, Bytes = bytes };
    }
}
