namespace FastZk.Vm.Trace;

/// <summary>What the inner loop leaves to others because it is rare: new chunks, new pages, bridges over long gaps.</summary>
public sealed unsafe partial class Recorder
{
    // Distance of two accesses from which on there is a bridge, as Access returns it.
    private const ulong FarAccess = Tick << 16;

    private void OpenChunk(int place)
    {
        var list = _trace[(InstructionClass)place];
        var next = list.OpenChunk();
        _places[place] = new() { Next = next, End = next + RecordList.ChunkRows * list.Columns };
    }

    // The ecalls' list keeps its place itself.
    private void CloseLists()
    {
        for (var place = 0; place < (int)InstructionClass.Ecall; place++)
        {
            _trace[(InstructionClass)place].Close(_places[place].Next);
        }
    }

    private void AddPage(uint address)
    {
        _clock.PageForWrite(address >> 2);
        if (_ip->Opcode is Opcode.Sw or Opcode.Sh or Opcode.Sb)
        {
            _memory.PageForWrite(address);
        }
    }

    // Puts right a record that was written as if no access lay too far back.
    private void BridgeRecord(uint* record)
    {
        ref readonly var i = ref _code.Start[record[(int)TraceColumn.Row]];
        var time = record[(int)TraceColumn.Time];
        switch (InstructionClasses.Of(i.Opcode))
        {
            case InstructionClass.Constant:
                Bridge(i.Rd, record + (int)TraceColumn.A, time + 3);
                break;
            case InstructionClass.AddImmediate or InstructionClass.BitwiseImmediate or InstructionClass.ShiftImmediate
                or InstructionClass.CompareImmediate or InstructionClass.JumpRegister:
                Bridge(i.Rs1, record + (int)TraceColumn.A, time + 1);
                Bridge(i.Rd, record + (int)TraceColumn.B, time + 3);
                break;
            case InstructionClass.BranchEqual or InstructionClass.BranchCompare:
                Bridge(i.Rs1, record + (int)TraceColumn.A, time + 1);
                Bridge(i.Rs2, record + (int)TraceColumn.B, time + 2);
                break;
            case InstructionClass.LoadWord or InstructionClass.LoadPart:
                Bridge(i.Rs1, record + (int)TraceColumn.A, time + 1);
                Bridge(i.Rd, record + (int)TraceColumn.C, time + 3);
                break;
            case InstructionClass.StoreWord or InstructionClass.StorePart:
                Bridge(i.Rs1, record + (int)TraceColumn.A, time + 1);
                Bridge(i.Rs2, record + (int)TraceColumn.B, time + 3);
                break;
            default:
                Bridge(i.Rs1, record + (int)TraceColumn.A, time + 1);
                Bridge(i.Rs2, record + (int)TraceColumn.B, time + 2);
                Bridge(i.Rd, record + (int)TraceColumn.C, time + 3);
                break;
        }
    }

    private void Bridge(uint register, uint* valueAndTime, uint time) => valueAndTime[1] = Bridged(register, valueAndTime[0], valueAndTime[1], time);

    // Accesses lie at most 2^16 apart: one further back is bridged by a bump row at the last multiple of 2^16 before this one.
    private uint Bridged(uint key, uint value, uint before, uint time)
    {
        if (time - before <= 1u << 16)
        {
            return before;
        }

        var grid = (time - 1) >> 16;
        var p = _trace.Bumps.Append();
        Set(p, (int)BumpColumn.Key, key);
        Set(p, (int)BumpColumn.Value, value);
        Set(p, (int)BumpColumn.TimeOld, before);
        Set(p, (int)BumpColumn.Grid, grid);
        return grid << 16;
    }
}
