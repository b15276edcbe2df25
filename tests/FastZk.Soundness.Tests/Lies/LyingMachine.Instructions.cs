using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>All instructions but ECALL.</summary>
internal sealed partial class LyingMachine
{
    // Executes i, which is told to stand at index; a forced one may do what its own checks would not allow.
    private void Execute(in Instruction i, InstructionClass c, uint index, in Instruction fetched, bool forced)
    {
        if (c == InstructionClass.Ecall)
        {
            Ecall(index, null);
            return;
        }

        var memory = c is InstructionClass.LoadWord or InstructionClass.LoadPart or InstructionClass.StoreWord or InstructionClass.StorePart;
        var address = memory ? CellOf(i.Rs1).Value + (uint)i.Immediate : 0;
        if (memory && !forced && (address >= AddressSpace.MemoryLimit || address % Semantics.Size(i.Opcode) != 0))
        {
            Derail();
            return;
        }

        var list = Trace[c];
        var row = _draft.Append(list);
        var (pc, t, next) = (_pc, _time, _pc + 4);
        list.Set(row, (int)TraceColumn.Row, index);
        list.Set(row, (int)TraceColumn.Time, t);
        Steps?.Add(new(index, fetched, c, default, 0));
        const int first = (int)TraceColumn.A, second = (int)TraceColumn.B, third = (int)TraceColumn.C;
        uint a, b;
        switch (c)
        {
            case InstructionClass.Constant:
                var constant = i.Opcode switch { Opcode.Lui => (uint)i.Immediate, Opcode.Auipc => pc + (uint)i.Immediate, Opcode.Jal => pc + 4, _ => 0u };
                WriteResult(list, row, first, i, c, 0, constant);
                if (i.Opcode == Opcode.Jal)
                {
                    next = pc + (uint)i.Immediate;
                    TellNext(c, row, ref next);
                }

                break;
            case InstructionClass.JumpRegister:
                a = Read(list, row, first, i.Rs1, t + 1, 0);
                if (Lying(LieKind.AccessOrder))
                {
                    a = SwapAccesses(list, row, first, second, i, pc + 4);
                }
                else
                {
                    WriteResult(list, row, second, i, c, 1, pc + 4);
                }

                next = a + (uint)i.Immediate & ~1u;
                TellJump(row, a + (uint)i.Immediate, ref next);
                break;
            case InstructionClass.BranchEqual or InstructionClass.BranchCompare:
                a = Read(list, row, first, i.Rs1, t + 1, 0);
                b = Read(list, row, second, i.Rs2, t + 2, 1);
                next = Semantics.Taken(i.Opcode, a, b) ? pc + (uint)i.Immediate : pc + 4;
                if (Lying(LieKind.NextPc) && _random.Next(3) > 0)
                {
                    next = Semantics.Taken(i.Opcode, a, b) ? pc + 4 : pc + (uint)i.Immediate;
                    _draft.Tell(c, row, "next_pc", next);
                    _draft.Solve.Add(((int)c, row));
                }
                else
                {
                    TellNext(c, row, ref next);
                }

                break;
            case InstructionClass.LoadWord or InstructionClass.LoadPart:
                a = Read(list, row, first, i.Rs1, t + 1, 0);
                address = forced || _lie.Step != _step ? a + (uint)i.Immediate : Within(a + (uint)i.Immediate, Semantics.Size(i.Opcode));
                if (Lying(LieKind.GenesisZero) || Lying(LieKind.SecondGenesis))
                {
                    LieAboutAWord(MemoryKey.Memory + address / 4);
                }

                var key = KeyOf(c, row, address);
                b = Read(list, row, second, key, t + 2, 1);
                var alias = c == InstructionClass.LoadWord ? CellOf(key).Alias : 0;
                WriteResult(list, row, third, i, c, 2, Semantics.Load(i.Opcode, b, address));
                _registers[i.Rd].Alias = alias;
                break;
            case InstructionClass.StoreWord or InstructionClass.StorePart:
                a = Read(list, row, first, i.Rs1, t + 1, 0);
                address = forced || _lie.Step != _step ? a + (uint)i.Immediate : Within(a + (uint)i.Immediate, Semantics.Size(i.Opcode));
                b = Read(list, row, second, i.Rs2, t + 3, 2);
                Store(list, row, third, i, c, address, b);
                break;
            default:
                a = Read(list, row, first, i.Rs1, t + 1, 0);
                var immediate = list.Columns == 6;
                b = immediate ? (uint)i.Immediate : Read(list, row, second, i.Rs2, t + 2, 1);
                var result = Lying(LieKind.ShiftAmount) ? ShiftByOther(list, row, i, a, b) : Semantics.Compute(i.Opcode, a, b);
                result = Lying(LieKind.Quotient) ? TellQuotient(row, i, a, b) : result;
                var column = immediate ? second : third;
                if (Lying(LieKind.AccessOrder) && result != a && Semantics.Compute(i.Opcode, result, b) == result)
                {
                    SwapAccesses(list, row, first, column, i, result);
                }
                else
                {
                    WriteResult(list, row, column, i, c, immediate ? 1 : 2, result);
                }

                break;
        }

        (_pc, _time) = (next, t + 4);
        _cycles++;
    }

    // The key that an address means; or another word's, told by limbs that are out of range.
    private uint KeyOf(InstructionClass c, int row, uint address)
    {
        var key = MemoryKey.Memory + address / 4;
        if (!Lying(LieKind.AddressAlias))
        {
            return key;
        }

        var (quarter, high) = (address % (1 << 16) / 4, address >> 16);
        switch (_random.Next(4))
        {
            case 0: // the address goes on above 2^32
                _draft.Tell(c, row, "sum1", high + (1 << 16));
                return key + (1 << 30);
            case 1: // one more in the high limb, 2^14 less in the low one: the same word
                _draft.Tell(c, row, "sum1", high + 1);
                _draft.Tell(c, row, "quarter", (long)quarter - (1 << 14));
                return key;
            case 2: // the neighbour, with the high limb as it is
                key += _random.Next(2) == 0 ? 1u : uint.MaxValue;
                _draft.Tell(c, row, "quarter", (long)key - MemoryKey.Memory - ((long)high << 14));
                break;
            default: // the neighbour, with the low limb as it is
                key += _random.Next(2) == 0 ? 1u : uint.MaxValue;
                _draft.Tell((int)c, row, "sum1", Fp.FromInt64((long)key - MemoryKey.Memory - quarter) * Fp.FromUInt32(1 << 14).Inverse());
                break;
        }

        _draft.Solve.Add(((int)c, row));
        return key;
    }

    // A lie about an operand must not lead out of memory: the address of another word then.
    private static uint Within(uint address, uint size) => (address >= AddressSpace.MemoryLimit ? address & 0x7FFF_FFFF : address) & ~(size - 1);

    private void Store(RecordList list, int row, int column, in Instruction i, InstructionClass c, uint address, uint value)
    {
        var key = KeyOf(c, row, address);
        ref var cell = ref CellOf(key);
        var now = Semantics.Store(i.Opcode, cell.Value, value, address);
        if (Lying(LieKind.StoreBytes))
        {
            now = Other(now);
            _draft.TellWord((int)c, row, "new", now);
            _draft.Solve.Add(((int)c, row));
        }

        Write(list, row, column, key, _time + 2, 1, now, isBlind: c == InstructionClass.StoreWord);
        cell.Alias = c == InstructionClass.StoreWord ? _registers[i.Rs2].Alias : 0;
    }

    private void WriteResult(RecordList list, int row, int column, in Instruction i, InstructionClass c, int slot, uint value)
    {
        if (Lying(LieKind.Result))
        {
            value = c == InstructionClass.Compare || c == InstructionClass.CompareImmediate ? _random.Next(4) > 0 ? 1 - value : (uint)_random.Next(2, 1 << 16)
                : c == InstructionClass.LoadPart ? OtherPart(value) : Other(value);
            TellResult(i, c, row, value);
        }

        Write(list, row, column, i.Rd, _time + 3, slot, value, isBlind: true);
        if (Lying(LieKind.Limbs) && c is not (InstructionClass.Compare or InstructionClass.CompareImmediate or InstructionClass.LoadPart))
        {
            // The same number in limbs that are none, or with more than 32 bits.
            var alias = _random.Next(2) == 0 ? 1 : -1;
            _registers[i.Rd].Alias = alias;
            TellAlias((int)c, row, ResultPrefix(c), value, alias);
            _draft.Solve.Add(((int)c, row));
        }
    }

    // rd is written first and rs1, the same register, read afterwards: the read gets the result.
    private uint SwapAccesses(RecordList list, int row, int first, int column, in Instruction i, uint value)
    {
        ref var c = ref _registers[i.Rd];
        var before = list[row, first + 1];
        list.Set(row, column, list[row, first]);
        list.Set(row, column + 1, before);
        list.Set(row, first, value);
        list.Set(row, first + 1, _time + 3);
        // A third access in between, of the same register, sees the result as well or not at all; the chain breaks there.
        c = new() { Value = value, Time = _time + 1 };
        return value;
    }

    // What the half that a part load gives can be told as: the low limb is free, the high one 0 or 0xFFFF.
    private uint OtherPart(uint value)
    {
        var low = (Other(value) & 0xFFFF) | (_random.Next(2) == 0 ? 0xFFFF_0000 : 0);
        return low == value ? low ^ 0xFFFF_0000 : low;
    }

    private static string ResultPrefix(InstructionClass c) => c switch
    {
        InstructionClass.JumpRegister => "link",
        InstructionClass.MultiplyHigh => "h",
        InstructionClass.Divide => "result",
        _ => "r",
    };

    private void TellResult(in Instruction i, InstructionClass c, int row, uint value)
    {
        var table = (int)c;
        if (c == InstructionClass.LoadPart)
        {
            _draft.Tell(table, row, "r0", value & 0xFFFF);
            _draft.Tell(table, row, "sign_half", i.Opcode == Opcode.Lh ? value >> 31 : 0);
            _draft.Tell(table, row, "sign_byte", i.Opcode == Opcode.Lh ? 0 : value >> 31);
        }
        else if (c is InstructionClass.Compare or InstructionClass.CompareImmediate)
        {
            TellComparison(i, c, row, value);
            return;
        }
        else
        {
            _draft.TellWord(table, row, ResultPrefix(c), value);
        }

        _draft.Solve.Add((table, row));
    }

    // The row is filled for another amount, which b0 - 32·rest is made to be.
    private uint ShiftByOther(RecordList list, int row, in Instruction i, uint a, uint b)
    {
        var other = (b & ~31u) | (b + (uint)_random.Next(1, 32)) & 31;
        list.Set(row, (int)TraceColumn.B, other);
        _draft.TellWord((int)InstructionClass.Shift, row, "b", b);
        _draft.Tell((int)InstructionClass.Shift, row, "b0_rest", Fp.FromInt64((long)(b & 0xFFFF) - (other & 31)) * Fp.FromUInt32(32).Inverse());
        return Semantics.Compute(i.Opcode, a, other);
    }

    // Another quotient and remainder of the absolute values, with all that follows from them.
    private uint TellQuotient(int row, in Instruction i, uint a, uint b)
    {
        const int table = (int)InstructionClass.Divide;
        var signed = i.Opcode is Opcode.Div or Opcode.Rem;
        var (negativeA, negativeB) = (signed && (int)a < 0, signed && (int)b < 0);
        var (n, d) = (negativeA ? 0 - a : a, negativeB ? 0 - b : b);
        var q = d == 0 ? uint.MaxValue : n / d;
        q = _random.Next(4) switch { 0 => q - 1, 1 => q + 1, 2 => _random.NextUInt32(), _ => Other(q) };
        var r = n - q * d;
        var asZero = b != 0 && _random.Next(4) == 0;
        if (asZero)
        {
            (q, r) = (uint.MaxValue, n);
        }

        var isQuotient = i.Opcode is Opcode.Div or Opcode.Divu;
        var negateQ = negativeA != negativeB && b != 0 && !asZero;
        var negate = isQuotient ? negateQ : negativeA;
        var chosen = isQuotient ? q : r;
        var result = negate ? 0 - chosen : chosen;
        var column0 = (q & 0xFF) * (d & 0xFF) + 256 * ((q & 0xFF) * (d >> 8 & 0xFF) + (q >> 8 & 0xFF) * (d & 0xFF)) + (r & 0xFFFF);
        _draft.TellWord(table, row, "q", q);
        _draft.Tell(table, row, "q0_low", q & 0xFF);
        _draft.Tell(table, row, "q1_low", q >> 16 & 0xFF);
        _draft.TellWord(table, row, "r", r);
        _draft.Tell(table, row, "carry0", Fp.FromInt64((long)column0 - (n & 0xFFFF)) * Fp.FromUInt32(1 << 16).Inverse());
        _draft.Tell(table, row, "b_is_zero", b == 0 || asZero ? 1 : 0);
        _draft.TellWord(table, row, "slack", b == 0 || asZero ? 0 : d - r - 1);
        _draft.Tell(table, row, "negate_q", negateQ ? 1 : 0);
        _draft.Tell(table, row, "negate", negate ? 1 : 0);
        _draft.TellWord(table, row, "chosen", chosen);
        _draft.TellWord(table, row, "result", result);
        _draft.Solve.Add((table, row));
        return result;
    }

    // The result is (d1 - A1 + B1 + k0)/W: some of the signs and borrows are told wrong, and d1 so that the result comes out.
    private void TellComparison(in Instruction i, InstructionClass c, int row, uint value)
    {
        var list = Trace[c];
        var signed = i.Opcode is Opcode.Slt or Opcode.Slti;
        var a = list[row, (int)TraceColumn.A];
        var b = c == InstructionClass.Compare ? list[row, (int)TraceColumn.B] : (uint)i.Immediate;
        long signA = signed ? a >> 31 : 0, signB = signed ? b >> 31 : 0, borrow = (a & 0xFFFF) < (b & 0xFFFF) ? 1 : 0;
        var flips = _random.Next(8);
        signA ^= flips & 1;
        signB ^= c == InstructionClass.Compare ? flips >> 1 & 1 : 0;
        borrow ^= flips >> 2 & 1;
        var bias = signed ? 1L << 15 : 0;
        var highA = (a >> 16) + bias - (signA << 16);
        var highB = (b >> 16) + bias - (signB << 16);
        _draft.Tell(c, row, "sign_a", signA);
        if (c == InstructionClass.Compare)
        {
            _draft.Tell(c, row, "sign_b", signB);
        }

        _draft.Tell(c, row, "d0", (long)(a & 0xFFFF) - (b & 0xFFFF) + (borrow << 16));
        _draft.Tell(c, row, "d1", ((long)value << 16) + highA - highB - borrow);
    }

    // Goes elsewhere, and the row says so.
    private void TellNext(InstructionClass c, int row, ref uint next)
    {
        if (Lying(LieKind.NextPc))
        {
            next = OtherPc(next);
            _draft.Tell(c, row, "next_pc", next);
            _draft.Solve.Add(((int)c, row));
        }
    }

    // As TellNext for JALR, whose row has the target as 2·half + 2^16·sum1.
    private void TellJump(int row, uint sum, ref uint next)
    {
        if (!Lying(LieKind.NextPc))
        {
            return;
        }

        next = _random.Next(3) switch { 0 => sum | 1, 1 => next ^ (1u << _random.Next(1, 32)), _ => OtherPc(next) };
        var high = _random.Next(2) == 0 ? next >> 16 : sum >> 16;
        var half = (Fp.FromUInt32(next) - Fp.FromUInt32(high) * Fp.FromUInt32(1 << 16)) * Fp.FromUInt32(2).Inverse();
        _draft.Tell((int)InstructionClass.JumpRegister, row, "half", half);
        _draft.Tell(InstructionClass.JumpRegister, row, "sum1", high);
        _draft.Tell(InstructionClass.JumpRegister, row, "bit", _random.Next(2));
        _draft.Solve.Add(((int)InstructionClass.JumpRegister, row));
    }
}
