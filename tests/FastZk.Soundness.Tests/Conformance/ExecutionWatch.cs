using FastZk.Soundness.Tests.Conformance.Accelerators;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>Steps through one run and notes, in words, what each instruction was and met.</summary>
/// <param name="image">the program.</param>
/// <param name="input">its private input.</param>
/// <param name="seen">where the notes go.</param>
internal sealed class ExecutionWatch(ElfImage image, byte[] input, HashSet<string> seen)
{
    private const uint Least = 0x8000_0000;

    private readonly ReferenceInterpreter _machine = new(image, input);

    // The store that wrote a byte last, and that store's address.
    private readonly Dictionary<uint, (Opcode Opcode, uint Address)> _writers = [];

    // The last load, and where the load before it was.
    private (Instruction Load, uint Address, uint Before) _loaded;

    private int _written = -1;
    private int _inputLeft = input.Length;

    /// <summary>Runs to the exit.</summary>
    public void Run()
    {
        bool more;
        do
        {
            var pc = _machine.Pc;
            var i = image.Code[(pc - image.CodeBase) / 4];
            var (a, b) = (_machine.Registers[i.Rs1], _machine.Registers[i.Rs2]);
            Note(i, a, b);
            more = _machine.Step();
            NoteNext(i, a, pc, _machine.Pc);
            _written = i.Rd;
        }
        while (more);
    }

    private void Note(Instruction i, uint a, uint b)
    {
        switch (i.Opcode)
        {
            case >= Opcode.Add and <= Opcode.Remu:
                NoteRegisters(i);
                NoteOperands(i.Opcode, a, b);
                break;
            case >= Opcode.Lb and <= Opcode.Lhu:
                NoteAddress(i, a);
                NoteLoad(i, a + (uint)i.Immediate);
                break;
            case >= Opcode.Sb and <= Opcode.Sw:
                NoteAddress(i, a);
                NoteCopy(i, a + (uint)i.Immediate);
                for (uint k = 0; k < SizeOf(i.Opcode); k++)
                {
                    _writers[a + (uint)i.Immediate + k] = (i.Opcode, a + (uint)i.Immediate);
                }

                break;
            case Opcode.Ecall:
                NoteCall(_machine.Registers[17], _machine.Registers[10], _machine.Registers[11], (int)_machine.Registers[12]);
                break;
        }
    }

    private void NoteRegisters(Instruction i)
    {
        var rd = i.Rd == Instruction.TrashRegister ? 0 : i.Rd;
        (string Way, bool Is)[] ways =
        [
            ("rd=rs1=rs2", rd == i.Rs1 && rd == i.Rs2), ("rd=rs1", rd == i.Rs1), ("rd=rs2", rd == i.Rs2), ("rs1=rs2", i.Rs1 == i.Rs2 && rd != i.Rs1),
            ("rs1=0", i.Rs1 == 0), ("rs2=0", i.Rs2 == 0), ("rs1=rs2=0", i.Rs1 == 0 && i.Rs2 == 0), ("rd=0,rs1=rs2", rd == 0 && i.Rs1 == i.Rs2),
            ("after rs1", i.Rs1 != 0 && i.Rs1 == _written), ("after rs2", i.Rs2 != 0 && i.Rs2 == _written),
        ];
        foreach (var (way, @is) in ways)
        {
            if (@is)
            {
                seen.Add($"{i.Opcode} {way}");
            }
        }
    }

    private void NoteOperands(Opcode o, uint a, uint b)
    {
        seen.Add($"{o} {((int)a < 0 ? '-' : '+')}{((int)b < 0 ? '-' : '+')}");
        seen.Add(b == 0 ? $"{o} by 0" : b == 1 ? $"{o} by 1" : a == Least && b == uint.MaxValue ? $"{o} least by -1" : a == 0 ? $"{o} 0 by" : "");
        seen.Add(b == 31 ? $"{o} by 31" : b > 31 ? $"{o} by 32 or more" : "");
    }

    private void NoteAddress(Instruction i, uint a)
    {
        var address = a + (uint)i.Immediate;
        seen.Add(address < 1u << 30 ? "data below 2^30" : address < Least ? "data from 2^30 on" : "data from 2^31 on");
        seen.Add(i.Immediate < 0 ? "negative offset" : (a & 0xFFFF) + i.Immediate > 0xFFFF ? "offset that carries" : "");
    }

    private void NoteLoad(Instruction i, uint address)
    {
        var o = i.Opcode;
        _loaded = (i, address, _loaded.Address);
        for (uint k = 0; k < SizeOf(o); k++)
        {
            if (_writers.TryGetValue(address + k, out var w))
            {
                seen.Add($"{o} {address & 3} of {w.Opcode} {w.Address & 3}");
            }
        }
    }

    // A step of a copy: what was loaded last is stored nearby, and the load before it was next to it.
    private void NoteCopy(Instruction i, uint address)
    {
        var (load, from, before) = _loaded;
        var step = (int)(from - before);
        var distance = (int)(address - from);
        if (load.Rd == i.Rs2 && SizeOf(load.Opcode) == SizeOf(i.Opcode) && Math.Abs(step) == SizeOf(i.Opcode) && Math.Abs(distance) < 8)
        {
            seen.Add($"{i.Opcode} {distance} on, {(step < 0 ? "backwards" : "forwards")}");
        }
    }

    private void NoteCall(uint number, uint descriptor, uint buffer, int count)
    {
        switch (number)
        {
            case EcallNumber.Read:
                seen.Add(count == 0 ? "read of nothing" : _inputLeft == 0 ? "read at the end" : count > _inputLeft ? "read short" : "read whole");
                seen.Add((buffer & 3) != 0 ? "read unaligned" : "");
                _inputLeft -= Math.Min(count, _inputLeft);
                break;
            case EcallNumber.Write:
                seen.Add(descriptor != EcallNumber.JournalDescriptor ? "console" : count == 0 ? "journal of nothing" : (buffer & 3) != 0 ? "journal unaligned" : "");
                break;
            case >= EcallNumber.Sha256Compress and <= EcallNumber.MulWide256:
                CallNotes.Note(_machine, image, seen);
                break;
            case not EcallNumber.Exit:
                seen.Add("unknown call");
                break;
        }
    }

    private void NoteNext(Instruction i, uint a, uint pc, uint next)
    {
        if (i.Rd == Instruction.TrashRegister)
        {
            seen.Add($"{i.Opcode} rd=0");
        }

        switch (i.Opcode)
        {
            case >= Opcode.Beq and <= Opcode.Bgeu:
                seen.Add($"{i.Opcode} {(next == pc + 4 ? "not taken" : "taken")} {(i.Immediate < 0 ? "backwards" : "forwards")}");
                break;
            case Opcode.Jal or Opcode.Jalr:
                seen.Add($"{i.Opcode} {(next < pc ? "backwards" : "forwards")}");
                seen.Add(i.Opcode == Opcode.Jalr ? (a + (uint)i.Immediate & 1) != 0 ? "Jalr odd" : "Jalr even" : "");
                seen.Add(i.Opcode == Opcode.Jalr && i.Rd == i.Rs1 ? "Jalr rd=rs1" : "");
                break;
        }
    }

    private static uint SizeOf(Opcode o) => o switch
    {
        Opcode.Lb or Opcode.Lbu or Opcode.Sb => 1,
        Opcode.Lh or Opcode.Lhu or Opcode.Sh => 2,
        _ => 4,
    };
}
