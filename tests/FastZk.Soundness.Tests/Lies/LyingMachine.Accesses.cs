using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>Reads and writes of registers and memory, and the lies about them.</summary>
internal sealed partial class LyingMachine
{
    // Reads a cell: its value and the time of the access before go to the columns (column, column + 1) of a record.
    private uint Read(RecordList list, int row, int column, uint key, uint time, int slot)
    {
        ref var c = ref CellOf(key);
        var (value, before) = (c.Value, Bridged(key, c.Value, c.Time, time));
        if (slot == _slot && IsAboutAccesses(_lie.Kind))
        {
            switch (_lie.Kind)
            {
                case LieKind.Operand:
                    value = c.Value = _told ?? Other(value);
                    break;
                case LieKind.OperandOnce:
                    value = _told ?? Other(value);
                    break;
                case LieKind.AccessTime:
                    before = OtherTime(before, time);
                    break;
                case LieKind.PastRead when c.Writer.List is not null:
                    // The chain of the key now goes: before the write, this read, the write. Only the write's gap is negative.
                    list.Set(row, column, c.Writer.OldValue);
                    list.Set(row, column + 1, c.Writer.OldTime);
                    c.Writer.List.Set(c.Writer.Row, c.Writer.Column + 1, time);
                    return c.Writer.OldValue;
            }
        }

        Record(list, row, column, value, before, c.Alias);
        c.Time = time;
        return value;
    }

    // Writes a cell; blind writes do not care what stood there.
    private uint Write(RecordList list, int row, int column, uint key, uint time, int slot, uint now, bool isBlind)
    {
        ref var c = ref CellOf(key);
        var (old, before) = (c.Value, Bridged(key, c.Value, c.Time, time));
        if (slot == _slot && IsAboutAccesses(_lie.Kind))
        {
            switch (_lie.Kind)
            {
                case LieKind.Operand:
                    old = Other(old);
                    break;
                case LieKind.AccessTime:
                    before = OtherTime(before, time);
                    break;
                case LieKind.LostWrite when c.Writer is { List: not null, IsBlind: true }:
                    // The chain goes: before the last write, this one, the last write; the value written here is overwritten at once.
                    list.Set(row, column, c.Writer.OldValue);
                    list.Set(row, column + 1, c.Writer.OldTime);
                    c.Writer.List.Set(c.Writer.Row, c.Writer.Column, now);
                    c.Writer.List.Set(c.Writer.Row, c.Writer.Column + 1, time);
                    return c.Writer.OldValue;
            }
        }

        Record(list, row, column, old, before, c.Alias);
        c = new() { Value = now, Time = time, Writer = new() { List = list, Row = row, Column = column, OldValue = old, OldTime = before, IsBlind = isBlind } };
        return old;
    }

    private static bool IsAboutAccesses(LieKind k) => k is LieKind.Operand or LieKind.OperandOnce or LieKind.AccessTime or LieKind.PastRead or LieKind.LostWrite;

    private void Record(RecordList list, int row, int column, uint value, uint before, int alias)
    {
        list.Set(row, column, value);
        list.Set(row, column + 1, before);
        if (alias != 0 && ClassOf(list) is { } c && c != InstructionClass.Ecall)
        {
            TellAlias((int)c, row, ColumnOf(c, column), value, alias);
        }
    }

    private void TellAlias(int table, int row, string prefix, uint value, int alias)
    {
        _draft.Tell(table, row, prefix + "0", (value & 0xFFFF) + (alias << 16));
        _draft.Tell(table, row, prefix + "1", (long)(value >> 16) - alias);
    }

    private InstructionClass? ClassOf(RecordList list)
    {
        for (var c = InstructionClass.AddImmediate; c <= InstructionClass.Ecall; c++)
        {
            if (Trace[c] == list)
            {
                return c;
            }
        }

        return null;
    }

    // The name of the limbs' columns that a record's value goes to.
    private static string ColumnOf(InstructionClass c, int column) => (TraceColumn)column switch
    {
        TraceColumn.A => c == InstructionClass.Constant ? "old" : "a",
        TraceColumn.B => c switch
        {
            InstructionClass.LoadWord or InstructionClass.LoadPart => "m",
            InstructionClass.AddImmediate or InstructionClass.BitwiseImmediate or InstructionClass.ShiftImmediate or InstructionClass.CompareImmediate
                or InstructionClass.JumpRegister => "old",
            _ => "b",
        },
        _ => "old",
    };

    private uint Bridged(uint key, uint value, uint before, uint time)
    {
        if (key >= MemoryKey.RegisterCount || time - before <= 1u << 16 || time < before)
        {
            return before;
        }

        var grid = (time - 1) / (1u << 16);
        AddBump(key, value, before, grid);
        return grid << 16;
    }

    private int AddBump(uint key, uint value, uint before, uint grid)
    {
        var row = _draft.Append(Trace.Bumps);
        Trace.Bumps.Set(row, (int)BumpColumn.Key, key);
        Trace.Bumps.Set(row, (int)BumpColumn.Value, value);
        Trace.Bumps.Set(row, (int)BumpColumn.TimeOld, before);
        Trace.Bumps.Set(row, (int)BumpColumn.Grid, grid);
        return row;
    }

    // A bump that is not on the grid, or goes back in time, of a register that is about to be used.
    private void AddBump(in Instruction i)
    {
        var key = (uint)(i.Opcode == Opcode.Ecall ? A7 : i.Rd != 0 ? i.Rd : i.Rs1);
        ref var c = ref _registers[key];
        var (kind, before) = (_random.Next(4), c.Time);
        var row = AddBump(key, c.Value, before, kind == 0 ? 0u : 1);
        if (kind >= 2)
        {
            // Any time at all, as a fraction of the grid.
            var time = kind == 2 ? _time : before - (uint)_random.Next(8);
            _draft.Tell(Circuits.Rv32Circuit.Bump, row, "grid", Fp.FromInt64((int)time) * Fp.FromUInt32(1 << 16).Inverse());
            _draft.Tell(Circuits.Rv32Circuit.Bump, row, "gap_low", (long)(int)time - before - 1);
            c.Time = time;
        }
        else
        {
            c.Time = kind == 0 ? 0u : 1 << 16;
        }
    }

    private uint OtherTime(uint before, uint time) => _random.Next(7) switch
    {
        0 => time,
        1 => time + 1,
        2 => before + 1,
        3 => before - 1,
        4 => 0,
        5 => time - 1,
        _ => (uint)_random.Next((int)Math.Min(time, 1 << 28) + 100),
    };

    // Another word, near or far.
    private uint Other(uint value)
    {
        while (true)
        {
            var other = _random.Next(10) switch
            {
                0 => value + 1,
                1 => value - 1,
                2 => value ^ 0x8000_0000,
                3 or 4 => value ^ (1u << _random.Next(32)),
                5 => (value & 0xFFFF_0000) | (_random.NextUInt32() & 0xFFFF),
                6 => (value & 0xFFFF) | (_random.NextUInt32() & 0xFFFF_0000),
                7 => 0 - value,
                8 => _random.Pick<uint>([0, 1, 0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 0xFFFF, 0x1_0000]),
                _ => _random.NextUInt32(),
            };
            if (other != value)
            {
                return other;
            }
        }
    }
}
