using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastZk.Vm.Trace;

/// <summary>The inner loop: executes ordinary instructions and records them.</summary>
public sealed unsafe partial class Recorder
{
    // As in Interpreter: one comparison for alignment and range.
    private const uint WordBound = AddressSpace.MemoryLimit >> 2, HalfBound = AddressSpace.MemoryLimit >> 1;

    // One step of time, where a register keeps it: above the value.
    private const ulong Tick = 1UL << 32;

    private enum RecordStop
    {
        /// <summary>The slice is used up.</summary>
        Slice,

        /// <summary>ECALL.</summary>
        Ecall,

        /// <summary>The instruction cannot be proven, or the jump, load or store cannot be made.</summary>
        Refused,

        /// <summary>A store into text of which somebody wants to know.</summary>
        TextStore,

        /// <summary>The chunk at _stoppedPlace is full.</summary>
        FullChunk,

        /// <summary>An access to a page without memory or without times.</summary>
        AbsentPage,

        /// <summary>The record just written, at _record, has an access whose last one lies too far back.</summary>
        FarAccess,

        /// <summary>One word more was touched than a proof has room for.</summary>
        TooManyWords,
    }

    /// <summary>Records until a stop: all instructions that begin before <paramref name="sliceEnd"/>, and at most a block more.</summary>
    /// <remarks>
    /// Calls nothing, so that all its state stays in processor registers; what is rare is done by the caller, who then comes back. The instruction at
    /// _ip was neither executed nor recorded when it returns, except at TooManyWords.
    /// Invariants: _ip lies in the prepared code or its sentinel, which stops; register fields are 0..32, in bounds of the registers; a row is written
    /// only where place.Next differs from place.End, which leaves room for one, of as many words as the class has columns; the tables of memory and clock
    /// have 2^20 entries, each null or a page that never moves.
    /// </remarks>
    /// <param name="sliceEnd">The time from which on no jump is recorded any more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private RecordStop Execute(uint sliceEnd)
    {
        var r = (ulong*)Unsafe.AsPointer(ref _registers[0]); // value below, time above
        var places = (RecordPlace*)Unsafe.AsPointer(ref _places[0]);
        var ip = _ip;
        var time = _time * Tick;
        var end = sliceEnd * Tick;
        var start = _code.Start;
        var codeBase = _code.Base;
        var codeCount = _code.Count;
        var table = _memory.PageTable;
        var times = _clock.Table;
        var textLength = _textLength;
        var wordsLeft = _maxTouched - _clock.TouchedWords;
        RecordStop stop;
        RecordPlace* place;
        uint* page;
        ulong* p;
        uint a, b, value, address, old, mask;
        ulong far;
        bool taken;

        while (true)
        {
            a = (uint)r[ip->Rs1];
            b = (uint)r[ip->Rs2];
            switch (ip->Opcode)
            {
                case Opcode.Lui: value = (uint)ip->Immediate; goto Constant;
                case Opcode.Fence: value = 0; goto Constant;
                case Opcode.Addi: value = a + (uint)ip->Immediate; place = places + (int)InstructionClass.AddImmediate; goto Immediate;
                case Opcode.Slti: value = (int)a < ip->Immediate ? 1u : 0; place = places + (int)InstructionClass.CompareImmediate; goto Immediate;
                case Opcode.Sltiu: value = a < (uint)ip->Immediate ? 1u : 0; place = places + (int)InstructionClass.CompareImmediate; goto Immediate;
                case Opcode.Xori: value = a ^ (uint)ip->Immediate; place = places + (int)InstructionClass.BitwiseImmediate; goto Immediate;
                case Opcode.Ori: value = a | (uint)ip->Immediate; place = places + (int)InstructionClass.BitwiseImmediate; goto Immediate;
                case Opcode.Andi: value = a & (uint)ip->Immediate; place = places + (int)InstructionClass.BitwiseImmediate; goto Immediate;
                case Opcode.Slli: value = a << ip->Immediate; place = places + (int)InstructionClass.ShiftImmediate; goto Immediate;
                case Opcode.Srli: value = a >> ip->Immediate; place = places + (int)InstructionClass.ShiftImmediate; goto Immediate;
                case Opcode.Srai: value = (uint)((int)a >> ip->Immediate); place = places + (int)InstructionClass.ShiftImmediate; goto Immediate;
                case Opcode.Add: value = a + b; place = places + (int)InstructionClass.Add; goto Registers;
                case Opcode.Sub: value = a - b; place = places + (int)InstructionClass.Add; goto Registers;
                case Opcode.Sll: value = a << (int)b; place = places + (int)InstructionClass.Shift; goto Registers;
                case Opcode.Slt: value = (int)a < (int)b ? 1u : 0; place = places + (int)InstructionClass.Compare; goto Registers;
                case Opcode.Sltu: value = a < b ? 1u : 0; place = places + (int)InstructionClass.Compare; goto Registers;
                case Opcode.Xor: value = a ^ b; place = places + (int)InstructionClass.Bitwise; goto Registers;
                case Opcode.Srl: value = a >> (int)b; place = places + (int)InstructionClass.Shift; goto Registers;
                case Opcode.Sra: value = (uint)((int)a >> (int)b); place = places + (int)InstructionClass.Shift; goto Registers;
                case Opcode.Or: value = a | b; place = places + (int)InstructionClass.Bitwise; goto Registers;
                case Opcode.And: value = a & b; place = places + (int)InstructionClass.Bitwise; goto Registers;
                case Opcode.Mul: value = a * b; place = places + (int)InstructionClass.Multiply; goto Registers;
                case Opcode.Mulh: value = Arithmetic.Mulh(a, b); place = places + (int)InstructionClass.MultiplyHigh; goto Registers;
                case Opcode.Mulhsu: value = Arithmetic.Mulhsu(a, b); place = places + (int)InstructionClass.MultiplyHigh; goto Registers;
                case Opcode.Mulhu: value = Arithmetic.Mulhu(a, b); place = places + (int)InstructionClass.MultiplyHigh; goto Registers;
                case Opcode.Div: value = Arithmetic.Div(a, b); place = places + (int)InstructionClass.Divide; goto Registers;
                case Opcode.Divu: value = Arithmetic.Divu(a, b); place = places + (int)InstructionClass.Divide; goto Registers;
                case Opcode.Rem: value = Arithmetic.Rem(a, b); place = places + (int)InstructionClass.Divide; goto Registers;
                case Opcode.Remu: value = Arithmetic.Remu(a, b); place = places + (int)InstructionClass.Divide; goto Registers;

                case Opcode.Beq: taken = a == b; place = places + (int)InstructionClass.BranchEqual; goto Branch;
                case Opcode.Bne: taken = a != b; place = places + (int)InstructionClass.BranchEqual; goto Branch;
                case Opcode.Blt: taken = (int)a < (int)b; place = places + (int)InstructionClass.BranchCompare; goto Branch;
                case Opcode.Bge: taken = (int)a >= (int)b; place = places + (int)InstructionClass.BranchCompare; goto Branch;
                case Opcode.Bltu: taken = a < b; place = places + (int)InstructionClass.BranchCompare; goto Branch;
                case Opcode.Bgeu: taken = a >= b; place = places + (int)InstructionClass.BranchCompare; goto Branch;

                case Opcode.Jal:
                    if (time >= end)
                    {
                        goto SliceEnd;
                    }

                    place = places + (int)InstructionClass.Constant;
                    p = (ulong*)place->Next;
                    if (p == place->End)
                    {
                        goto FullChunk;
                    }

                    place->Next = (uint*)(p + 2);
                    p[0] = RowOf(ip, start) + time;
                    far = Access(r, ip->Rd, codeBase + 4 * RowOf(ip, start) + 4, time + 3 * Tick, p + 1);
                    ip = (Instruction*)((byte*)ip + ip->Immediate);
                    time += 4 * Tick;
                    if (far >= FarAccess)
                    {
                        goto Far;
                    }

                    continue;

                case Opcode.Jalr:
                    {
                        var index = BitOperations.RotateRight(((a + (uint)ip->Immediate) & ~1u) - codeBase, 2);
                        if (index >= codeCount)
                        {
                            goto Refused;
                        }

                        if (time >= end)
                        {
                            goto SliceEnd;
                        }

                        place = places + (int)InstructionClass.JumpRegister;
                        p = (ulong*)place->Next;
                        if (p == place->End)
                        {
                            goto FullChunk;
                        }

                        place->Next = (uint*)(p + 3);
                        p[0] = RowOf(ip, start) + time;
                        far = Access(r, ip->Rs1, a, time + Tick, p + 1);
                        far |= Access(r, ip->Rd, codeBase + 4 * RowOf(ip, start) + 4, time + 3 * Tick, p + 2);
                        ip = start + index;
                        time += 4 * Tick;
                        if (far >= FarAccess)
                        {
                            goto Far;
                        }

                        continue;
                    }

                case Opcode.Lw:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 2) >= WordBound)
                    {
                        goto Refused;
                    }

                    page = (uint*)table[address >> 12];
                    old = page == null ? 0 : page[address >> 2 & 1023];
                    value = old;
                    place = places + (int)InstructionClass.LoadWord;
                    goto Load;
                case Opcode.Lh:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto Refused;
                    }

                    page = (uint*)table[address >> 12];
                    old = page == null ? 0 : page[address >> 2 & 1023];
                    value = (uint)(short)(old >> (int)(8 * address));
                    place = places + (int)InstructionClass.LoadPart;
                    goto Load;
                case Opcode.Lhu:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto Refused;
                    }

                    page = (uint*)table[address >> 12];
                    old = page == null ? 0 : page[address >> 2 & 1023];
                    value = (ushort)(old >> (int)(8 * address));
                    place = places + (int)InstructionClass.LoadPart;
                    goto Load;
                case Opcode.Lb:
                    address = a + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto Refused;
                    }

                    page = (uint*)table[address >> 12];
                    old = page == null ? 0 : page[address >> 2 & 1023];
                    value = (uint)(sbyte)(old >> (int)(8 * address));
                    place = places + (int)InstructionClass.LoadPart;
                    goto Load;
                case Opcode.Lbu:
                    address = a + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto Refused;
                    }

                    page = (uint*)table[address >> 12];
                    old = page == null ? 0 : page[address >> 2 & 1023];
                    value = (byte)(old >> (int)(8 * address));
                    place = places + (int)InstructionClass.LoadPart;
                    goto Load;

                case Opcode.Sw:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 2) >= WordBound)
                    {
                        goto Refused;
                    }

                    value = b;
                    mask = uint.MaxValue;
                    place = places + (int)InstructionClass.StoreWord;
                    goto Store;
                case Opcode.Sh:
                    address = a + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto Refused;
                    }

                    value = b << (int)(8 * address);
                    mask = 0xFFFFu << (int)(8 * address);
                    place = places + (int)InstructionClass.StorePart;
                    goto Store;
                case Opcode.Sb:
                    address = a + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto Refused;
                    }

                    value = b << (int)(8 * address);
                    mask = 0xFFu << (int)(8 * address);
                    place = places + (int)InstructionClass.StorePart;
                    goto Store;

                case Opcode.Ecall:
                    stop = RecordStop.Ecall;
                    goto Stop;
                default:
                    goto Refused;
            }

        Registers:
            p = (ulong*)place->Next;
            if (p == place->End)
            {
                goto FullChunk;
            }

            place->Next = (uint*)(p + 4);
            p[0] = RowOf(ip, start) + time;
            far = Access(r, ip->Rs1, a, time + Tick, p + 1);
            far |= Access(r, ip->Rs2, b, time + 2 * Tick, p + 2);
            far |= Access(r, ip->Rd, value, time + 3 * Tick, p + 3);
            ip++;
            time += 4 * Tick;
            if (far >= FarAccess)
            {
                goto Far;
            }

            continue;

        Immediate:
            p = (ulong*)place->Next;
            if (p == place->End)
            {
                goto FullChunk;
            }

            place->Next = (uint*)(p + 3);
            p[0] = RowOf(ip, start) + time;
            far = Access(r, ip->Rs1, a, time + Tick, p + 1);
            far |= Access(r, ip->Rd, value, time + 3 * Tick, p + 2);
            ip++;
            time += 4 * Tick;
            if (far >= FarAccess)
            {
                goto Far;
            }

            continue;

        Branch:
            if (time >= end)
            {
                goto SliceEnd;
            }

            p = (ulong*)place->Next;
            if (p == place->End)
            {
                goto FullChunk;
            }

            place->Next = (uint*)(p + 3);
            p[0] = RowOf(ip, start) + time;
            far = Access(r, ip->Rs1, a, time + Tick, p + 1);
            far |= Access(r, ip->Rs2, b, time + 2 * Tick, p + 2);
            if (taken)
            {
                ip = (Instruction*)((byte*)ip + ip->Immediate);
                time += 4 * Tick;
                if (far >= FarAccess)
                {
                    goto Far;
                }

                continue;
            }

            ip++;
            time += 4 * Tick;
            if (far >= FarAccess)
            {
                goto Far;
            }

            continue;

        Load:
            page = times[address >> 12];
            if (page == null)
            {
                goto AbsentPage;
            }

            p = (ulong*)place->Next;
            if (p == place->End)
            {
                goto FullChunk;
            }

            place->Next = (uint*)(p + 4);
            p[0] = RowOf(ip, start) + time;
            far = Access(r, ip->Rs1, a, time + Tick, p + 1);
            mask = page[address >> 2 & 1023];
            page[address >> 2 & 1023] = (uint)(time >> 32) + 2;
            ((uint*)p)[4] = old;
            ((uint*)p)[5] = mask;
            far |= Access(r, ip->Rd, value, time + 3 * Tick, p + 3);
            if (mask == 0 && --wordsLeft < 0)
            {
                goto TooManyWords;
            }

            ip++;
            time += 4 * Tick;
            if (far >= FarAccess)
            {
                goto Far;
            }

            continue;

        Store:
            if (address - codeBase < textLength)
            {
                goto TextStore;
            }

            page = (uint*)table[address >> 12];
            if (page == null || times[address >> 12] == null)
            {
                goto AbsentPage;
            }

            p = (ulong*)place->Next;
            if (p == place->End)
            {
                goto FullChunk;
            }

            place->Next = (uint*)(p + 4);
            p[0] = RowOf(ip, start) + time;
            far = Access(r, ip->Rs1, a, time + Tick, p + 1);
            far |= Access(r, ip->Rs2, b, time + 3 * Tick, p + 2);
            old = page[address >> 2 & 1023];
            page[address >> 2 & 1023] = (old & ~mask) | (value & mask);
            page = times[address >> 12];
            mask = page[address >> 2 & 1023];
            page[address >> 2 & 1023] = (uint)(time >> 32) + 2;
            ((uint*)p)[6] = old;
            ((uint*)p)[7] = mask;
            if (mask == 0 && --wordsLeft < 0)
            {
                goto TooManyWords;
            }

            ip++;
            time += 4 * Tick;
            if (far >= FarAccess)
            {
                goto Far;
            }

            continue;

        Constant:
            place = places + (int)InstructionClass.Constant;
            p = (ulong*)place->Next;
            if (p == place->End)
            {
                goto FullChunk;
            }

            place->Next = (uint*)(p + 2);
            p[0] = RowOf(ip, start) + time;
            far = Access(r, ip->Rd, value, time + 3 * Tick, p + 1);
            ip++;
            time += 4 * Tick;
            if (far >= FarAccess)
            {
                goto Far;
            }
        }

    Far:
        _record = (uint*)p;
        stop = RecordStop.FarAccess;
        goto Stop;
    FullChunk:
        _stoppedPlace = (int)(place - places);
        stop = RecordStop.FullChunk;
        goto Stop;
    AbsentPage:
        _stoppedAddress = address;
        stop = RecordStop.AbsentPage;
        goto Stop;
    TextStore:
        _stoppedAddress = address;
        stop = RecordStop.TextStore;
        goto Stop;
    TooManyWords:
        stop = RecordStop.TooManyWords;
        goto Stop;
    Refused:
        stop = RecordStop.Refused;
        goto Stop;
    SliceEnd:
        stop = RecordStop.Slice;
    Stop:
        _ip = ip;
        _time = (uint)(time >> 32);
        _clock.TouchedWords = _maxTouched - wordsLeft;
        return stop;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint RowOf(Instruction* ip, Instruction* start) => (uint)((ulong)((byte*)ip - (byte*)start) / (uint)sizeof(Instruction));

    // Reads or writes a register: the record gets the value and the time of the access before, the register the value it has from now on and this time.
    // The result is FarAccess or more if the two lie more than 2^16 apart: it is 2^32 times the distance, less the value before and 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Access(ulong* registers, uint register, uint value, ulong time, ulong* record)
    {
        var before = registers[register];
        *record = before;
        var far = time - 1 - before;
        registers[register] = value + time;
        return far;
    }
}
