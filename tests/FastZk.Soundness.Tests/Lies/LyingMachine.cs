using System.Runtime.InteropServices;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>
/// A second implementation of machine and recorder, plain and slow, that can be told to lie at one step. Everything behind the lie agrees with it: only the
/// constraint or bus that forbids the lie itself can notice. Without a lie its records are the recorder's, bit for bit.
/// </summary>
internal sealed partial class LyingMachine
{
    private const int A0 = 10, A1 = 11, A2 = 12, A7 = 17;
    private const uint Journal = MemoryKey.JournalLength, Input = MemoryKey.InputLeft;

    private readonly LyingProgram _program;
    private readonly Draft _draft;
    private readonly SplitMix _random = new(0);
    private readonly Cell[] _registers = new Cell[MemoryKey.RegisterCount];
    private readonly Dictionary<uint, Cell> _memory = [];
    private readonly Dictionary<uint, byte> _journal = [];
    private Lie _lie;
    private uint _pc, _time, _cycles;
    private int _step, _slot, _position;
    private uint? _told;
    private bool _ended;

    // The row of a call that has a table of its own, in this step.
    private (int Table, int Row)? _call;

    /// <summary>A machine for many runs.</summary>
    public LyingMachine(LyingProgram program, Draft draft)
    {
        _program = program;
        _draft = draft;
    }

    /// <summary>Which steps the last run took, when asked for.</summary>
    public List<HonestStep>? Steps { get; init; }

    private ElfImage Image => _program.Image;

    private ExecutionTrace Trace => _draft.Trace;

    /// <summary>Runs from the entry to the exit, or to where nothing can go on.</summary>
    /// <param name="lie">what to do wrong.</param>
    /// <param name="maxSteps">the run derails when it takes more.</param>
    public void Run(Lie lie, int maxSteps)
    {
        _lie = lie;
        _random.Reseed(lie.Choice);
        (_pc, _time, _cycles, _step, _position, _ended, _told) = (Image.Entry, 0, 0, 0, 0, false, null);
        LieAboutTheStart();
        while (!_ended)
        {
            var index = (_pc - Image.CodeBase) / 4;
            if (_step == maxSteps || _pc % 4 != 0 || index >= Image.Code.Length || InstructionClasses.Of(Image.Code[index].Opcode) is null)
            {
                Derail();
                break;
            }

            OneStep(Image.Code[index], index);
            _step++;
        }

        WriteBoundary();
        FinishJournal();
        LieAboutTheClaim();
    }

    private bool Lying(LieKind kind) => _lie.Kind == kind && _lie.Step == _step;

    private void Derail() => (_draft.Derailed, _ended) = (true, true);

    private void OneStep(in Instruction i, uint index)
    {
        var c = InstructionClasses.Of(i.Opcode)!.Value;
        _slot = _lie.Step == _step ? _random.Next(AccessesOf(c)) : -1;
        if (_lie.Step != _step)
        {
            Execute(i, c, index, i, false);
            return;
        }

        var (pc, time) = (_pc, _time);
        _call = null;
        switch (_lie.Kind)
        {
            case LieKind.Skip:
                _pc += 4;
                _time += _random.Next(2) == 0 ? 0u : 4;
                return;
            case LieKind.Repeat:
                Execute(i, c, index, i, false);
                _pc = pc;
                _time = _random.Next(4) == 0 ? time : _time;
                return;
            case LieKind.Swap:
                _pc = pc + 4;
                Execute(Image.Code[index + 1], InstructionClasses.Of(Image.Code[index + 1].Opcode)!.Value, index + 1, Image.Code[index + 1], false);
                _pc = pc;
                _time = _random.Next(4) == 0 ? time : _time;
                Execute(i, c, index, i, false);
                _pc = pc + 8;
                return;
            case LieKind.ReplaceStep:
                ReplaceStep(index);
                return;
            case LieKind.OtherOpcode:
                ExecuteForeign(OtherOpcode(i), index, false);
                return;
            case LieKind.OtherField:
                ExecuteForeign(OtherField(i), index, _random.Next(2) == 0);
                return;
            case LieKind.WriteX0 when _random.Next(2) == 0:
                ExecuteForeign(new(i.Opcode, 0, i.Rs1, i.Rs2, i.Immediate), index, false);
                return;
            case LieKind.Sibling:
                var siblings = LieKinds.Siblings(i.Opcode).Where(o => o != Image.Code[index].Opcode).ToArray();
                ExecuteForeign(new(_random.Pick(siblings), i.Rd, i.Rs1, i.Rs2, i.Immediate), index, true);
                if (c is InstructionClass.Compare or InstructionClass.CompareImmediate)
                {
                    // The result is an expression of cells that the flags, which stay honest, are part of.
                    TellComparison(i, c, Trace[c].Count - 1, _registers[i.Rd].Value);
                }

                return;
            case LieKind.Address:
                ExecuteForeign(new(i.Opcode, i.Rd, i.Rs1, i.Rs2, OtherOffset(i)), index, true);
                return;
            case LieKind.Stop:
                _draft.ExitCode = _registers[A0].Value;
                _ended = true;
                return;
            case LieKind.EarlyExit when _random.Next(2) == 0:
                _pc = _program.ExitPc;
                return;
            case LieKind.EarlyExit:
                Ecall(index, forced: EcallKind.Exit);
                return;
            case LieKind.Bump:
                AddBump(i);
                break;
        }

        Execute(i, c, index, i, false);
        switch (_lie.Kind)
        {
            case LieKind.WriteX0:
                _registers[0].Value = _registers[Instruction.TrashRegister].Value;
                break;
            case LieKind.Link:
                _pc = OtherPc(_pc);
                break;
            case LieKind.Clock:
                _time = (uint)(_time + _random.Next(7) switch { 0 => -4, 1 => -8, 2 => 4, 3 => 1, 4 => -1, 5 => 4 * _random.Next(1, 5000), _ => 4 * -_random.Next(1, _step + 2) });
                break;
            case LieKind.DoubleRow:
                DoubleRow(c);
                break;
            case LieKind.GoOn:
                // Behind the exit, or back to the start.
                (_pc, _ended) = (_random.Next(2) == 0 ? pc + 4 : Image.Entry, false);
                break;
        }
    }

    // At this pc another instruction of the program runs: as if it stood here, or with a jump there and back.
    private void ReplaceStep(uint index)
    {
        var other = (uint)_random.Next(Image.Code.Length);
        var j = Image.Code[other];
        if (InstructionClasses.Of(j.Opcode) is not { } c || c == InstructionClass.Ecall)
        {
            Execute(Image.Code[index], InstructionClasses.Of(Image.Code[index].Opcode)!.Value, index, Image.Code[index], false);
        }
        else if (_random.Next(2) == 0)
        {
            ExecuteForeign(j, index, false);
        }
        else
        {
            var pc = _pc;
            _pc = Image.CodeBase + 4 * other;
            Execute(j, c, other, j, false);
            _pc = pc + 4;
        }
    }

    private void ExecuteForeign(Instruction told, uint index, bool keepProgram)
    {
        var c = InstructionClasses.Of(told.Opcode)!.Value;
        var row = Trace[c].Count;
        // What the machine does is the foreign instruction; a kept program leaves the fields that other tables see.
        Execute(told, c, index, told, true);
        _draft.Foreign.Add((c, row, told, keepProgram));
        if (keepProgram && !_ended)
        {
            _draft.Solve.Add(((int)c, row));
        }
    }

    private Instruction OtherOpcode(Instruction i)
    {
        while (true)
        {
            var o = (Opcode)_random.Next((int)Opcode.Lui, (int)Opcode.Fence + 1);
            if (o != i.Opcode && o is not (Opcode.Ecall or Opcode.Ebreak))
            {
                var immediate = o is Opcode.Slli or Opcode.Srli or Opcode.Srai ? i.Immediate & 31 : i.Immediate;
                return new(o, i.Rd, i.Rs1, i.Rs2, immediate);
            }
        }
    }

    private Instruction OtherField(Instruction i)
    {
        var other = (byte)_random.Next(32);
        return _random.Next(4) switch
        {
            0 when i.Rd != 0 => new(i.Opcode, other == 0 ? Instruction.TrashRegister : other, i.Rs1, i.Rs2, i.Immediate),
            1 => new(i.Opcode, i.Rd, other, i.Rs2, i.Immediate),
            2 => new(i.Opcode, i.Rd, i.Rs1, other, i.Immediate),
            _ => new(i.Opcode, i.Rd, i.Rs1, i.Rs2, i.Immediate ^ (i.Opcode is Opcode.Slli or Opcode.Srli or Opcode.Srai ? _random.Next(1, 32) : 4 * _random.Next(1, 64))),
        };
    }

    private int OtherOffset(in Instruction i)
    {
        var size = (int)Semantics.Size(i.Opcode);
        if (_random.Next(8) == 0)
        {
            // Into the last 256 bytes of the address space, which no boundary row can hold.
            return (int)(AddressSpace.MemoryLimit + (uint)_random.Next(256 / size) * (uint)size - _registers[i.Rs1].Value);
        }

        return i.Immediate + (_random.Next(6) switch { 0 => 4, 1 => -4, 2 => size, 3 => -size, 4 => 1 << _random.Next(2, 31), _ => size * _random.Next(-8, 8) });
    }

    private uint OtherPc(uint pc) => _random.Next(6) switch
    {
        0 => pc + 4,
        1 => pc - 4,
        2 => pc + 8,
        3 => pc + 2,
        4 => _program.ExitPc,
        _ => Image.CodeBase + 4 * (uint)_random.Next(Image.Code.Length),
    };

    private static int AccessesOf(InstructionClass c) => c switch
    {
        InstructionClass.Constant => 1,
        InstructionClass.Ecall => 5,
        _ => (TraceLayout.ColumnsOf(c) - 2) / 2,
    };

    // The row of this step once more, in the same table or in another one of the class.
    private void DoubleRow(InstructionClass c)
    {
        if (_call is { } call)
        {
            _draft.RowEdits.Add(rows => rows.Table(call.Table).Add(rows.Table(call.Table).Row(call.Row)));
            return;
        }

        var (row, other) = (Trace[c].Count - 1, c != InstructionClass.Ecall && _random.Next(2) == 0 ? 1 + (Trace[c].Count % (Circuits.Rv32Circuit.Instances - 1)) : 0);
        _draft.RowEdits.Add(rows => rows.Table(Circuits.Rv32Circuit.InstanceOf(c, other)).Add(rows.Table((int)c).Row(row)));
    }

    private ref Cell CellOf(uint key)
    {
        if (key < MemoryKey.RegisterCount)
        {
            return ref _registers[key];
        }

        ref var c = ref CollectionsMarshal.GetValueRefOrAddDefault(_memory, key, out var exists);
        if (!exists)
        {
            c.Value = _program.InitialWord(key);
        }

        return ref c;
    }

    /// <summary>A register or a memory word: value, time of the last access, and who wrote it last.</summary>
    private struct Cell
    {
        public uint Value, Time;

        /// <summary>Multiples of 2^16 that the low limb has too many and the high limb, once, too few.</summary>
        public int Alias;

        public Writer Writer;
    }

    /// <summary>The access that wrote a cell last, where it can be made to look as if it had come later.</summary>
    private struct Writer
    {
        public RecordList? List;
        public int Row, Column;

        /// <summary>What stood there before.</summary>
        public uint OldValue, OldTime;

        /// <summary>Whether the row does not care what stood there before.</summary>
        public bool IsBlind;
    }
}
