using System.Runtime.CompilerServices;
using FastZk.Memory;

namespace FastZk.Vm.Trace;

/// <summary>
/// Executes a guest and records what the circuit's tables need. Timestamps: an instruction at t reads rs1 at t+1, rs2 (or RAM) at t+2, writes rd at
/// t+3 (a store reads rs2 there); an ecall at t takes 8: a7, a0.. at t+1..t+4, pseudo-register and RAM at t+5, a0 at t+6.
/// </summary>
public sealed unsafe partial class Recorder
{
    /// <summary>Timestamps stay below 2^28.</summary>
    private const uint TimeLimit = 1u << 28;

    private const int A0 = 10, A1 = 11, A2 = 12, A7 = 17;

    private readonly ElfImage _image;
    private readonly ExecutionOptions _options;
    private readonly ExecutionTrace _trace;
    private readonly GuestMemory _memory;
    private readonly AccessClock _clock;
    private readonly uint[] _registers = GC.AllocateArray<uint>(33, pinned: true);
    private readonly uint[] _times = new uint[MemoryKey.RegisterCount];
    private readonly int _maxTouched;
    private uint _boundaryKey;

    private Recorder(ElfImage image, ExecutionOptions options, ExecutionTrace trace, GuestMemory memory, AccessClock clock)
    {
        _image = image;
        _options = options;
        _trace = trace;
        _memory = memory;
        _clock = clock;
        _maxTouched = AddressSpace.MaxMemoryWords - image.ImageWordCount - (int)MemoryKey.RegisterCount - 1; // one row for a bridge
    }

    /// <summary>Records a run to its exit. The caller owns the trace.</summary>
    /// <param name="image">the program.</param>
    /// <param name="input">the private input.</param>
    /// <param name="options">limits; MaxCycles is exact.</param>
    /// <param name="pool">where the records' memory comes from.</param>
    /// <param name="cancellation">looked at every 2^16 instructions or so.</param>
    /// <exception cref="GuestFaultException">The guest faulted, or passed a limit.</exception>
    public static ExecutionTrace Record(ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions options, BufferPool pool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        var trace = new ExecutionTrace(pool);
        try
        {
            using var memory = GuestMemory.ForProgram(image);
            using var clock = new AccessClock();
            var recorder = new Recorder(image, options, trace, memory, clock);
            try
            {
                if (!recorder.Run(input, cancellation))
                {
                    recorder.Explain(input, cancellation);
                }
            }
            finally
            {
                recorder._registers.AsSpan().Clear();
                recorder._times.AsSpan().Clear();
            }

            return trace;
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    // The recorder only notices that something cannot be proven; the executor, which defines the faults, says what it is.
    private void Explain(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        var limit = Math.Min(_options.MaxCycles, _trace.Cycles + 1);
        Executor.Run(_image, input, new ExecutionOptions { MaxCycles = Math.Max(1, limit), MaxJournalBytes = _options.MaxJournalBytes }, cancellation);
        throw new InvalidOperationException("The recorder refused a run that the executor accepts.");
    }

    private bool Run(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        var io = new GuestIo(input, _options);
        var inputLength = io.InputLeft;
        var r = (uint*)Unsafe.AsPointer(ref _registers[0]); // pinned, 33 entries; every register field is 0..32
        var code = _image.Code;
        var codeBase = _image.CodeBase;
        var pc = _image.Entry;
        uint time = 0;
        long cycles = 0;
        var warned = _options.TextStoreWarning is null;
        while (true)
        {
            var index = (pc - codeBase) >> 2;
            if ((pc & 3) != 0 || index >= (uint)code.Length || cycles >= _options.MaxCycles || time >= TimeLimit - 16)
            {
                _trace.Cycles = cycles;
                return Refuse(time, pc, cycles);
            }

            if ((cycles & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                _options.CancellationToken.ThrowIfCancellationRequested();
            }

            ref readonly var i = ref code[index];
            var kind = InstructionClasses.Of(i.Opcode);
            if (kind is null)
            {
                _trace.Cycles = cycles;
                return false;
            }

            var c = kind.GetValueOrDefault();
            if (c == InstructionClass.Ecall)
            {
                var result = Ecall(ref io, index, time, cycles, cancellation);
                if (result == EcallResult.Fault)
                {
                    _trace.Cycles = cycles;
                    return false;
                }

                cycles++;
                if (result == EcallResult.Exit)
                {
                    _trace.Cycles = cycles;
                    _trace.ExitCode = r[A0];
                    _trace.Journal = io.GetJournal();
                    WriteBoundary(io, inputLength);
                    return true;
                }

                pc += 4;
                time += 8;
                continue;
            }

            var p = _trace[c].Append();
            const int s = RecordList.ColumnStride;
            p[0] = index;
            p[s] = time;
            var next = pc + 4;
            switch (c)
            {
                case InstructionClass.Constant:
                    Write(i.Rd, i.Opcode switch
                    {
                        Opcode.Lui => (uint)i.Immediate,
                        Opcode.Auipc => pc + (uint)i.Immediate,
                        Opcode.Jal => pc + 4,
                        _ => 0,
                    }, time + 3, p + 2 * s);
                    if (i.Opcode == Opcode.Jal)
                    {
                        next = pc + (uint)i.Immediate;
                    }

                    break;

                case InstructionClass.JumpRegister:
                    {
                        var a = Read(i.Rs1, time + 1, p + 2 * s);
                        Write(i.Rd, pc + 4, time + 3, p + 4 * s);
                        next = (a + (uint)i.Immediate) & ~1u;
                        break;
                    }

                case InstructionClass.BranchEqual or InstructionClass.BranchCompare:
                    {
                        var a = Read(i.Rs1, time + 1, p + 2 * s);
                        var b = Read(i.Rs2, time + 2, p + 4 * s);
                        if (Taken(i.Opcode, a, b))
                        {
                            next = pc + (uint)i.Immediate;
                        }

                        break;
                    }

                case InstructionClass.LoadWord or InstructionClass.LoadPart:
                    {
                        var address = Read(i.Rs1, time + 1, p + 2 * s) + (uint)i.Immediate;
                        if (address >= AddressSpace.MemoryLimit || (address & Alignment(i.Opcode)) != 0)
                        {
                            _trace.Cycles = cycles;
                            return false;
                        }

                        var word = _memory.LoadWord(address);
                        p[4 * s] = word;
                        p[5 * s] = _clock.Touch(address >> 2, time + 2);
                        Write(i.Rd, Select(i.Opcode, word, address), time + 3, p + 6 * s);
                        break;
                    }

                case InstructionClass.StoreWord or InstructionClass.StorePart:
                    {
                        var address = Read(i.Rs1, time + 1, p + 2 * s) + (uint)i.Immediate;
                        if (address >= AddressSpace.MemoryLimit || (address & Alignment(i.Opcode)) != 0)
                        {
                            _trace.Cycles = cycles;
                            return false;
                        }

                        var old = _memory.LoadWord(address);
                        p[6 * s] = old;
                        p[7 * s] = _clock.Touch(address >> 2, time + 2);
                        var value = Read(i.Rs2, time + 3, p + 4 * s);
                        _memory.StoreWord(address, Merge(i.Opcode, old, value, address));
                        if (!warned && _image.IsExecutable(address))
                        {
                            warned = true;
                            _options.TextStoreWarning!(pc, address);
                        }

                        break;
                    }

                case InstructionClass.AddImmediate or InstructionClass.BitwiseImmediate or InstructionClass.ShiftImmediate or InstructionClass.CompareImmediate:
                    {
                        var a = Read(i.Rs1, time + 1, p + 2 * s);
                        Write(i.Rd, Compute(i.Opcode, a, (uint)i.Immediate), time + 3, p + 4 * s);
                        break;
                    }

                default:
                    {
                        var a = Read(i.Rs1, time + 1, p + 2 * s);
                        var b = Read(i.Rs2, time + 2, p + 4 * s);
                        Write(i.Rd, Compute(i.Opcode, a, b), time + 3, p + 6 * s);
                        break;
                    }
            }

            if (_clock.TouchedWords > _maxTouched)
            {
                throw GuestFaultException.At(_image, FaultKind.TooManyMemoryWords, pc, 0, cycles);
            }

            pc = next;
            time += 4;
            cycles++;
        }
    }

    private bool Refuse(uint time, uint pc, long cycles) =>
        time >= TimeLimit - 16 ? throw GuestFaultException.At(_image, FaultKind.CycleLimit, pc, 0, cycles) : false;

    // Reads a register at a time; record[0] = value, record[stride] = time of the access before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Read(int register, uint time, uint* record)
    {
        var v = _registers[register];
        record[0] = v;
        record[RecordList.ColumnStride] = Touch((uint)register, v, time);
        return v;
    }

    // Writes a register at a time; record[0] = value before, record[stride] = time of the access before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int register, uint value, uint time, uint* record)
    {
        record[0] = _registers[register];
        record[RecordList.ColumnStride] = Touch((uint)register, _registers[register], time);
        _registers[register] = value;
    }

    // Accesses lie at most 2^16 apart: one further back is bridged by a bump row at the last multiple of 2^16 before this one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Touch(uint key, uint value, uint time)
    {
        var before = _times[key];
        _times[key] = time;
        return time - before - 1 < 1u << 16 ? before : Bump(key, value, before, time);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Bump(uint key, uint value, uint before, uint time)
    {
        var grid = (time - 1) >> 16;
        var p = _trace.Bumps.Append();
        p[(int)BumpColumn.Key * RecordList.ColumnStride] = key;
        p[(int)BumpColumn.Value * RecordList.ColumnStride] = value;
        p[(int)BumpColumn.TimeOld * RecordList.ColumnStride] = before;
        p[(int)BumpColumn.Grid * RecordList.ColumnStride] = grid;
        return grid << 16;
    }

    private static bool Taken(Opcode op, uint a, uint b) => op switch
    {
        Opcode.Beq => a == b,
        Opcode.Bne => a != b,
        Opcode.Blt => (int)a < (int)b,
        Opcode.Bge => (int)a >= (int)b,
        Opcode.Bltu => a < b,
        _ => a >= b,
    };

    private static uint Alignment(Opcode op) => op switch
    {
        Opcode.Lw or Opcode.Sw => 3,
        Opcode.Lh or Opcode.Lhu or Opcode.Sh => 1,
        _ => 0,
    };

    private static uint Select(Opcode op, uint word, uint address)
    {
        var shifted = word >> (int)(8 * (address & 3));
        return op switch
        {
            Opcode.Lw => word,
            Opcode.Lb => (uint)(sbyte)shifted,
            Opcode.Lbu => (byte)shifted,
            Opcode.Lh => (uint)(short)shifted,
            _ => (ushort)shifted,
        };
    }

    private static uint Merge(Opcode op, uint old, uint value, uint address)
    {
        if (op == Opcode.Sw)
        {
            return value;
        }

        var shift = (int)(8 * (address & 3));
        var mask = (op == Opcode.Sb ? 0xFFu : 0xFFFFu) << shift;
        return (old & ~mask) | (value << shift & mask);
    }

    private static uint Compute(Opcode op, uint a, uint b) => op switch
    {
        Opcode.Addi or Opcode.Add => a + b,
        Opcode.Sub => a - b,
        Opcode.Andi or Opcode.And => a & b,
        Opcode.Ori or Opcode.Or => a | b,
        Opcode.Xori or Opcode.Xor => a ^ b,
        Opcode.Slli or Opcode.Sll => a << (int)(b & 31),
        Opcode.Srli or Opcode.Srl => a >> (int)(b & 31),
        Opcode.Srai or Opcode.Sra => (uint)((int)a >> (int)(b & 31)),
        Opcode.Slti or Opcode.Slt => (int)a < (int)b ? 1u : 0,
        Opcode.Sltiu or Opcode.Sltu => a < b ? 1u : 0,
        Opcode.Mul => a * b,
        Opcode.Mulh => Arithmetic.Mulh(a, b),
        Opcode.Mulhsu => Arithmetic.Mulhsu(a, b),
        Opcode.Mulhu => Arithmetic.Mulhu(a, b),
        Opcode.Div => Arithmetic.Div(a, b),
        Opcode.Divu => Arithmetic.Divu(a, b),
        Opcode.Rem => Arithmetic.Rem(a, b),
        _ => Arithmetic.Remu(a, b),
    };
}
