using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastZk.Vm.Trace;

/// <summary>The inner loop: executes ordinary instructions and records them.</summary>
public sealed unsafe partial class Recorder
{
    // As in Interpreter: one comparison for alignment and range.
    private const uint WordBound = AddressSpace.MemoryLimit >> 2, HalfBound = AddressSpace.MemoryLimit >> 1;

    // InstructionClass of each opcode; those that have none never get to a record.
    private static readonly byte[] Classes = MakeClasses();

    /// <summary>Records until a stop: all instructions that begin before <paramref name="sliceEnd"/>, and at most a block more.</summary>
    /// <remarks>
    /// Invariants: _ip lies in the prepared code or its sentinel, which stops; register fields are 0..32, in bounds of the registers; places have room
    /// for a row or are opened anew before it is written, and a class's rows are as long as its code here writes; memory's and clock's tables have 2^20
    /// entries, each null or a page that never moves. The instruction at which it stops was neither executed nor recorded, but a refused load or store
    /// may have left half a record, which is never read: such runs have no trace.
    /// </remarks>
    /// <param name="sliceEnd">The time from which on no jump is recorded any more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private StopReason Execute(uint sliceEnd)
    {
        var r = (RecordedRegister*)Unsafe.AsPointer(ref _registers[0]);
        var places = (RecordPlace*)Unsafe.AsPointer(ref _places[0]);
        ref var classes = ref Classes[0];
        var ip = _ip;
        var time = _time;
        var start = _code.Start;
        var codeBase = _code.Base;
        var table = _memory.PageTable;
        var clocks = _clock.Table;
        var textLength = _textLength;
        StopReason reason;
        uint a, b, value, address, word;
        bool taken;
        uint* p;

        while (true)
        {
            a = r[ip->Rs1].Value;
            b = r[ip->Rs2].Value;
            switch (ip->Opcode)
            {
                case Opcode.Lui: value = (uint)ip->Immediate; goto Constant;
                case Opcode.Fence: value = 0; goto Constant;
                case Opcode.Addi: value = a + (uint)ip->Immediate; goto Immediate;
                case Opcode.Slti: value = (int)a < ip->Immediate ? 1u : 0; goto Immediate;
                case Opcode.Sltiu: value = a < (uint)ip->Immediate ? 1u : 0; goto Immediate;
                case Opcode.Xori: value = a ^ (uint)ip->Immediate; goto Immediate;
                case Opcode.Ori: value = a | (uint)ip->Immediate; goto Immediate;
                case Opcode.Andi: value = a & (uint)ip->Immediate; goto Immediate;
                case Opcode.Slli: value = a << ip->Immediate; goto Immediate;
                case Opcode.Srli: value = a >> ip->Immediate; goto Immediate;
                case Opcode.Srai: value = (uint)((int)a >> ip->Immediate); goto Immediate;
                case Opcode.Add: value = a + b; goto Registers;
                case Opcode.Sub: value = a - b; goto Registers;
                case Opcode.Sll: value = a << (int)b; goto Registers;
                case Opcode.Slt: value = (int)a < (int)b ? 1u : 0; goto Registers;
                case Opcode.Sltu: value = a < b ? 1u : 0; goto Registers;
                case Opcode.Xor: value = a ^ b; goto Registers;
                case Opcode.Srl: value = a >> (int)b; goto Registers;
                case Opcode.Sra: value = (uint)((int)a >> (int)b); goto Registers;
                case Opcode.Or: value = a | b; goto Registers;
                case Opcode.And: value = a & b; goto Registers;
                case Opcode.Mul: value = a * b; goto Registers;
                case Opcode.Mulh: value = Arithmetic.Mulh(a, b); goto Registers;
                case Opcode.Mulhsu: value = Arithmetic.Mulhsu(a, b); goto Registers;
                case Opcode.Mulhu: value = Arithmetic.Mulhu(a, b); goto Registers;
                case Opcode.Div: value = Arithmetic.Div(a, b); goto Registers;
                case Opcode.Divu: value = Arithmetic.Divu(a, b); goto Registers;
                case Opcode.Rem: value = Arithmetic.Rem(a, b); goto Registers;
                case Opcode.Remu: value = Arithmetic.Remu(a, b); goto Registers;

                case Opcode.Beq: taken = a == b; goto Branch;
                case Opcode.Bne: taken = a != b; goto Branch;
                case Opcode.Blt: taken = (int)a < (int)b; goto Branch;
                case Opcode.Bge: taken = (int)a >= (int)b; goto Branch;
                case Opcode.Bltu: taken = a < b; goto Branch;
                case Opcode.Bgeu: taken = a >= b; goto Branch;

                case Opcode.Jal:
                    if (time >= sliceEnd)
                    {
                        goto SliceEnd;
                    }

                    p = NextRow(InstructionClass.Constant, 4, places);
                    Begin(p, (uint)(ip - start), time);
                    Write(r + ip->Rd, ip->Rd, codeBase + 4 * (uint)(ip - start) + 4, time + 3, p + 2);
                    ip = (Instruction*)((byte*)ip + ip->Immediate);
                    time += 4;
                    continue;

                case Opcode.Jalr:
                    {
                        var index = BitOperations.RotateRight(((a + (uint)ip->Immediate) & ~1u) - codeBase, 2);
                        if (index >= _code.Count)
                        {
                            reason = StopReason.JumpOut;
                            goto Stop;
                        }

                        if (time >= sliceEnd)
                        {
                            goto SliceEnd;
                        }

                        p = NextRow(InstructionClass.JumpRegister, 6, places);
                        Begin(p, (uint)(ip - start), time);
                        Read(r + ip->Rs1, ip->Rs1, a, time + 1, p + 2);
                        Write(r + ip->Rd, ip->Rd, codeBase + 4 * (uint)(ip - start) + 4, time + 3, p + 4);
                        ip = start + index;
                        time += 4;
                        continue;
                    }

                case Opcode.Lw:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 2) >= WordBound)
                    {
                        goto BadAddress;
                    }

                    word = Word(table, address);
                    value = word;
                    goto Load;
                case Opcode.Lh:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto BadAddress;
                    }

                    word = Word(table, address);
                    value = (uint)(short)(word >> (int)(8 * address));
                    goto Load;
                case Opcode.Lhu:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto BadAddress;
                    }

                    word = Word(table, address);
                    value = (ushort)(word >> (int)(8 * address));
                    goto Load;
                case Opcode.Lb:
                    address = a + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto BadAddress;
                    }

                    word = Word(table, address);
                    value = (uint)(sbyte)(word >> (int)(8 * address));
                    goto Load;
                case Opcode.Lbu:
                    address = a + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto BadAddress;
                    }

                    word = Word(table, address);
                    value = (byte)(word >> (int)(8 * address));
                    goto Load;

                case Opcode.Sw:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 2) >= WordBound)
                    {
                        goto BadAddress;
                    }

                    value = b;
                    word = uint.MaxValue;
                    goto Store;
                case Opcode.Sh:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto BadAddress;
                    }

                    value = b << (int)(8 * address);
                    word = 0xFFFFu << (int)(8 * address);
                    goto Store;
                case Opcode.Sb:
                    address = a + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto BadAddress;
                    }

                    value = b << (int)(8 * address);
                    word = 0xFFu << (int)(8 * address);
                    goto Store;

                case Opcode.Ecall: reason = StopReason.Ecall; goto Stop;
                case Opcode.Ebreak: reason = StopReason.Ebreak; goto Stop;
                default: reason = StopReason.Illegal; goto Stop;
            }

        Registers:
            p = NextRow((InstructionClass)Unsafe.Add(ref classes, (int)ip->Opcode), 8, places);
            Begin(p, (uint)(ip - start), time);
            Read(r + ip->Rs1, ip->Rs1, a, time + 1, p + 2);
            Read(r + ip->Rs2, ip->Rs2, b, time + 2, p + 4);
            Write(r + ip->Rd, ip->Rd, value, time + 3, p + 6);
            ip++;
            time += 4;
            continue;

        Immediate:
            p = NextRow((InstructionClass)Unsafe.Add(ref classes, (int)ip->Opcode), 6, places);
            Begin(p, (uint)(ip - start), time);
            Read(r + ip->Rs1, ip->Rs1, a, time + 1, p + 2);
            Write(r + ip->Rd, ip->Rd, value, time + 3, p + 4);
            ip++;
            time += 4;
            continue;

        Branch:
            if (time >= sliceEnd)
            {
                goto SliceEnd;
            }

            p = NextRow((InstructionClass)Unsafe.Add(ref classes, (int)ip->Opcode), 6, places);
            Begin(p, (uint)(ip - start), time);
            Read(r + ip->Rs1, ip->Rs1, a, time + 1, p + 2);
            Read(r + ip->Rs2, ip->Rs2, b, time + 2, p + 4);
            time += 4;
            if (taken)
            {
                ip = (Instruction*)((byte*)ip + ip->Immediate);
                continue;
            }

            ip++;
            continue;

        Load:
            p = NextRow((InstructionClass)Unsafe.Add(ref classes, (int)ip->Opcode), 8, places);
            Begin(p, (uint)(ip - start), time);
            Read(r + ip->Rs1, ip->Rs1, a, time + 1, p + 2);
            p[4] = word;
            {
                var clock = clocks[address >> 12];
                if (clock == null)
                {
                    clock = _clock.PageForWrite(address >> 2);
                }

                var before = clock[address >> 2 & 1023];
                clock[address >> 2 & 1023] = time + 2;
                p[5] = before;
                Write(r + ip->Rd, ip->Rd, value, time + 3, p + 6);
                if (before == 0 && ++_clock.TouchedWords > _maxTouched)
                {
                    goto TooManyWords;
                }
            }

            ip++;
            time += 4;
            continue;

        Store:
            if (address - codeBase < textLength)
            {
                _faultAddress = address;
                reason = StopReason.TextStore;
                goto Stop;
            }

            p = NextRow((InstructionClass)Unsafe.Add(ref classes, (int)ip->Opcode), 8, places);
            Begin(p, (uint)(ip - start), time);
            Read(r + ip->Rs1, ip->Rs1, a, time + 1, p + 2);
            Read(r + ip->Rs2, ip->Rs2, b, time + 3, p + 4);
            {
                var page = (uint*)table[address >> 12];
                if (page == null)
                {
                    page = (uint*)_memory.PageForWrite(address);
                }

                var old = page[address >> 2 & 1023];
                page[address >> 2 & 1023] = (old & ~word) | (value & word);
                p[6] = old;
                var clock = clocks[address >> 12];
                if (clock == null)
                {
                    clock = _clock.PageForWrite(address >> 2);
                }

                var before = clock[address >> 2 & 1023];
                clock[address >> 2 & 1023] = time + 2;
                p[7] = before;
                if (before == 0 && ++_clock.TouchedWords > _maxTouched)
                {
                    goto TooManyWords;
                }
            }

            ip++;
            time += 4;
            continue;

        Constant:
            p = NextRow(InstructionClass.Constant, 4, places);
            Begin(p, (uint)(ip - start), time);
            Write(r + ip->Rd, ip->Rd, value, time + 3, p + 2);
            ip++;
            time += 4;
        }

    TooManyWords:
        _ip = ip;
        _time = time;
        ThrowIfTooManyWords();
    BadAddress:
        reason = StopReason.BadLoad;
        goto Stop;
    SliceEnd:
        reason = StopReason.Slice;
    Stop:
        _ip = ip;
        _time = time;
        return reason;
    }

    private static byte[] MakeClasses()
    {
        var classes = GC.AllocateArray<byte>(256, pinned: true);
        foreach (var opcode in Enum.GetValues<Opcode>())
        {
            classes[(int)opcode] = (byte)(InstructionClasses.Of(opcode) ?? InstructionClass.Constant);
        }

        return classes;
    }

    // The word that holds an address below the limit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(byte** table, uint address)
    {
        var page = (uint*)table[address >> 12];
        return page == null ? 0 : page[address >> 2 & 1023];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint* NextRow(InstructionClass c, int columns, RecordPlace* places)
    {
        var place = places + (int)c;
        var next = place->Next;
        if (next == place->End)
        {
            next = OpenChunk(c);
        }

        place->Next = next + columns;
        return next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint* OpenChunk(InstructionClass c)
    {
        var next = _trace[c].OpenChunk();
        _places[(int)c] = new() { Next = next, End = next + RecordList.ChunkRows * _trace[c].Columns };
        return next;
    }

    // The ecalls' list keeps its place itself.
    private void CloseLists()
    {
        for (var c = 0; c < (int)InstructionClass.Ecall; c++)
        {
            _trace[(InstructionClass)c].Close(_places[c].Next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(uint* record, uint row, uint time)
    {
        record[0] = row;
        record[1] = time;
    }

    // Reads a register at a time; record[0] = value, record[1] = time of the access before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(RecordedRegister* register, uint key, uint value, uint time, uint* record)
    {
        var before = register->Time;
        register->Time = time;
        record[0] = value;
        record[1] = IsBridged(before, time) ? Bump(key, value, before, time) : before;
    }

    // Writes a register at a time; record[0] = value before, record[1] = time of the access before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(RecordedRegister* register, uint key, uint value, uint time, uint* record)
    {
        Read(register, key, register->Value, time, record);
        register->Value = value;
    }

    // Accesses lie at most 2^16 apart: one further back is bridged by a bump row at the last multiple of 2^16 before this one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBridged(uint before, uint time) => time - before - 1 >= 1u << 16;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Bump(uint key, uint value, uint before, uint time)
    {
        var grid = (time - 1) >> 16;
        var p = _trace.Bumps.Append();
        p[(int)BumpColumn.Key] = key;
        p[(int)BumpColumn.Value] = value;
        p[(int)BumpColumn.TimeOld] = before;
        p[(int)BumpColumn.Grid] = grid;
        return grid << 16;
    }
}
