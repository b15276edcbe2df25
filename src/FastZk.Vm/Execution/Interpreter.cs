using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>The inner loop: executes prepared code until something happens that is not an ordinary instruction.</summary>
internal static unsafe class Interpreter
{
    // An address rotated right by log2(size) is below these bounds exactly if it is aligned and below MemoryLimit:
    // the bits that misalign it become the highest ones. One comparison serves both checks.
    private const uint WordBound = AddressSpace.MemoryLimit >> 2, HalfBound = AddressSpace.MemoryLimit >> 1;

    /// <summary>Runs until a stop; all cycles before <paramref name="sliceEnd"/> are executed, and at most a block more.</summary>
    /// <remarks>
    /// Invariants: state.Ip lies in code.Start[0..Count] (the last is the sentinel, which stops); every register
    /// field of an instruction is 0..32 and <paramref name="registers"/> has 33 entries, of which 0 stays 0 because no
    /// decoded instruction has rd = 0 and writes; the page table is the one of <paramref name="memory"/>, whose
    /// pages never move. The caller keeps code and memory alive.
    /// </remarks>
    /// <param name="state">Where to go on; updated on return.</param>
    /// <param name="code">The prepared program.</param>
    /// <param name="registers">33 registers, see above.</param>
    /// <param name="memory">Guest memory.</param>
    /// <param name="sliceEnd">The cycle count from which on no jump is executed any more.</param>
    /// <param name="yieldAt">At most sliceEnd: the first jump that completes at this cycle count or later is the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StopReason Run(ref InterpreterState state, PreparedCode code, uint* registers, GuestMemory memory, long sliceEnd, long yieldAt)
    {
        var r = registers;
        var ip = state.Ip;
        var bias = state.Bias;
        var end = sliceEnd << 3;
        // One comparison on the way through a jump serves both bounds, because yieldAt is not above sliceEnd.
        var last = (yieldAt << 3) - sizeof(Instruction);
        var table = memory.PageTable;
        var start = code.Start;
        var codeBase = code.Base;
        var textLength = state.TextLength;
        uint address;
        uint rotated;
        StopReason reason;

        while (true)
        {
            switch (ip->Opcode)
            {
                case Opcode.Lui: r[ip->Rd] = (uint)ip->Immediate; break;
                case Opcode.Addi: r[ip->Rd] = r[ip->Rs1] + (uint)ip->Immediate; break;
                case Opcode.Slti: r[ip->Rd] = (int)r[ip->Rs1] < ip->Immediate ? 1u : 0; break;
                case Opcode.Sltiu: r[ip->Rd] = r[ip->Rs1] < (uint)ip->Immediate ? 1u : 0; break;
                case Opcode.Xori: r[ip->Rd] = r[ip->Rs1] ^ (uint)ip->Immediate; break;
                case Opcode.Ori: r[ip->Rd] = r[ip->Rs1] | (uint)ip->Immediate; break;
                case Opcode.Andi: r[ip->Rd] = r[ip->Rs1] & (uint)ip->Immediate; break;
                case Opcode.Slli: r[ip->Rd] = r[ip->Rs1] << ip->Immediate; break;
                case Opcode.Srli: r[ip->Rd] = r[ip->Rs1] >> ip->Immediate; break;
                case Opcode.Srai: r[ip->Rd] = (uint)((int)r[ip->Rs1] >> ip->Immediate); break;
                case Opcode.Add: r[ip->Rd] = r[ip->Rs1] + r[ip->Rs2]; break;
                case Opcode.Sub: r[ip->Rd] = r[ip->Rs1] - r[ip->Rs2]; break;
                case Opcode.Sll: r[ip->Rd] = r[ip->Rs1] << (int)r[ip->Rs2]; break;
                case Opcode.Slt: r[ip->Rd] = (int)r[ip->Rs1] < (int)r[ip->Rs2] ? 1u : 0; break;
                case Opcode.Sltu: r[ip->Rd] = r[ip->Rs1] < r[ip->Rs2] ? 1u : 0; break;
                case Opcode.Xor: r[ip->Rd] = r[ip->Rs1] ^ r[ip->Rs2]; break;
                case Opcode.Srl: r[ip->Rd] = r[ip->Rs1] >> (int)r[ip->Rs2]; break;
                case Opcode.Sra: r[ip->Rd] = (uint)((int)r[ip->Rs1] >> (int)r[ip->Rs2]); break;
                case Opcode.Or: r[ip->Rd] = r[ip->Rs1] | r[ip->Rs2]; break;
                case Opcode.And: r[ip->Rd] = r[ip->Rs1] & r[ip->Rs2]; break;
                case Opcode.Mul: r[ip->Rd] = r[ip->Rs1] * r[ip->Rs2]; break;
                case Opcode.Mulh: r[ip->Rd] = Arithmetic.Mulh(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Mulhsu: r[ip->Rd] = Arithmetic.Mulhsu(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Mulhu: r[ip->Rd] = Arithmetic.Mulhu(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Div: r[ip->Rd] = Arithmetic.Div(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Divu: r[ip->Rd] = Arithmetic.Divu(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Rem: r[ip->Rd] = Arithmetic.Rem(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Remu: r[ip->Rd] = Arithmetic.Remu(r[ip->Rs1], r[ip->Rs2]); break;
                case Opcode.Fence: break;

                case Opcode.Beq: if (r[ip->Rs1] == r[ip->Rs2]) { goto Jump; } break;
                case Opcode.Bne: if (r[ip->Rs1] != r[ip->Rs2]) { goto Jump; } break;
                case Opcode.Blt: if ((int)r[ip->Rs1] < (int)r[ip->Rs2]) { goto Jump; } break;
                case Opcode.Bge: if ((int)r[ip->Rs1] >= (int)r[ip->Rs2]) { goto Jump; } break;
                case Opcode.Bltu: if (r[ip->Rs1] < r[ip->Rs2]) { goto Jump; } break;
                case Opcode.Bgeu: if (r[ip->Rs1] >= r[ip->Rs2]) { goto Jump; } break;
                case Opcode.Jal:
                    if ((long)ip + bias >= end)
                    {
                        goto SliceEnd;
                    }

                    r[ip->Rd] = codeBase + (uint)(((byte*)ip - (byte*)start) >> 1) + 4;
                    goto Jump;
                case Opcode.Jalr:
                    {
                        var target = (r[ip->Rs1] + (uint)ip->Immediate) & ~1u;
                        var index = BitOperations.RotateRight(target - codeBase, 2);
                        if (index >= code.Count)
                        {
                            state.FaultAddress = target;
                            reason = StopReason.JumpOut;
                            goto Stop;
                        }

                        if ((long)ip + bias >= end)
                        {
                            goto SliceEnd;
                        }

                        var yields = (long)ip + bias >= last;
                        r[ip->Rd] = codeBase + (uint)(((byte*)ip - (byte*)start) >> 1) + 4;
                        var next = start + index;
                        bias += (byte*)(ip + 1) - (byte*)next;
                        state.JumpSource = ip;
                        state.JumpTarget = next;
                        ip = next;
                        if (yields)
                        {
                            goto SliceEnd;
                        }

                        continue;
                    }

                case Opcode.Lw:
                    {
                        address = r[ip->Rs1] + (uint)ip->Immediate;
                        rotated = BitOperations.RotateRight(address, 2);
                        if (rotated >= WordBound)
                        {
                            goto BadLoad;
                        }

                        var page = (uint*)table[rotated >> 10];
                        r[ip->Rd] = page == null ? 0 : page[rotated & 1023];
                        break;
                    }

                case Opcode.Lh or Opcode.Lhu:
                    {
                        address = r[ip->Rs1] + (uint)ip->Immediate;
                        rotated = BitOperations.RotateRight(address, 1);
                        if (rotated >= HalfBound)
                        {
                            goto BadLoad;
                        }

                        var page = (ushort*)table[rotated >> 11];
                        var half = page == null ? (ushort)0 : page[rotated & 2047];
                        r[ip->Rd] = ip->Opcode == Opcode.Lh ? (uint)(short)half : half;
                        break;
                    }

                case Opcode.Lb or Opcode.Lbu:
                    {
                        address = r[ip->Rs1] + (uint)ip->Immediate;
                        if (address >= AddressSpace.MemoryLimit)
                        {
                            goto BadLoad;
                        }

                        var page = table[address >> 12];
                        var value = page == null ? (byte)0 : page[address & 4095];
                        r[ip->Rd] = ip->Opcode == Opcode.Lb ? (uint)(sbyte)value : value;
                        break;
                    }

                case Opcode.Sw:
                    address = r[ip->Rs1] + (uint)ip->Immediate;
                    rotated = BitOperations.RotateRight(address, 2);
                    if (rotated >= WordBound)
                    {
                        goto BadStore;
                    }

                    if (address - codeBase < textLength)
                    {
                        goto TextStore;
                    }

                    {
                        var page = (uint*)table[rotated >> 10];
                        if (page == null)
                        {
                            page = (uint*)memory.PageForWrite(address);
                        }

                        page[rotated & 1023] = r[ip->Rs2];
                    }

                    break;

                case Opcode.Sh:
                    address = r[ip->Rs1] + (uint)ip->Immediate;
                    if (BitOperations.RotateRight(address, 1) >= HalfBound)
                    {
                        goto BadStore;
                    }

                    if (address - codeBase < textLength)
                    {
                        goto TextStore;
                    }

                    memory.StoreHalf(address, (ushort)r[ip->Rs2]);
                    break;

                case Opcode.Sb:
                    address = r[ip->Rs1] + (uint)ip->Immediate;
                    if (address >= AddressSpace.MemoryLimit)
                    {
                        goto BadStore;
                    }

                    if (address - codeBase < textLength)
                    {
                        goto TextStore;
                    }

                    memory.StoreByte(address, (byte)r[ip->Rs2]);
                    break;

                case Opcode.Ecall: reason = StopReason.Ecall; goto Stop;
                case Opcode.Ebreak: reason = StopReason.Ebreak; goto Stop;
                default: reason = StopReason.Illegal; goto Stop;
            }

            ip++;
            continue;

        Jump:
            if ((long)ip + bias >= last)
            {
                if ((long)ip + bias < end)
                {
                    long distance = ip->Immediate;
                    bias += sizeof(Instruction) - distance;
                    state.JumpSource = ip;
                    ip = (Instruction*)((byte*)ip + distance);
                    state.JumpTarget = ip;
                }

                goto SliceEnd;
            }

            {
                long distance = ip->Immediate;
                bias += sizeof(Instruction) - distance;
                state.JumpSource = ip;
                ip = (Instruction*)((byte*)ip + distance);
                state.JumpTarget = ip;
            }
        }

    SliceEnd:
        reason = StopReason.Slice;
        goto Stop;
    BadLoad:
        state.FaultAddress = address;
        reason = StopReason.BadLoad;
        goto Stop;
    BadStore:
        state.FaultAddress = address;
        reason = StopReason.BadStore;
        goto Stop;
    TextStore:
        state.FaultAddress = address;
        reason = StopReason.TextStore;
    Stop:
        state.Ip = ip;
        state.Bias = bias;
        return reason;
    }
}
