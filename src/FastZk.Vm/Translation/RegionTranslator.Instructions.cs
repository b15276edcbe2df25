using System.Reflection;
using System.Reflection.Emit;

namespace FastZk.Vm;

/// <summary>Single instructions, as in <see cref="Interpreter"/>.</summary>
internal sealed partial class RegionTranslator
{
    private static readonly MethodInfo Div = typeof(Arithmetic).GetMethod(nameof(Arithmetic.Div))!;
    private static readonly MethodInfo Divu = typeof(Arithmetic).GetMethod(nameof(Arithmetic.Divu))!;
    private static readonly MethodInfo Rem = typeof(Arithmetic).GetMethod(nameof(Arithmetic.Rem))!;
    private static readonly MethodInfo Remu = typeof(Arithmetic).GetMethod(nameof(Arithmetic.Remu))!;

    private void EmitInstruction(int index, in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Jal:
                EmitTaken(index, instruction.Rd);
                break;
            case Opcode.Jalr:
                EmitIndirect(index, instruction);
                break;
            case >= Opcode.Beq and <= Opcode.Bgeu:
                EmitBranch(index, instruction);
                break;
            case >= Opcode.Lb and <= Opcode.Lhu:
                EmitLoad(index, instruction);
                break;
            case >= Opcode.Sb and <= Opcode.Sw:
                EmitStore(index, instruction);
                break;
            case Opcode.Fence:
                break;
            case >= Opcode.Addi and <= Opcode.Remu or Opcode.Lui:
                // A result for x0 goes nowhere, and arithmetic has no other effect.
                if (instruction.Rd != Instruction.TrashRegister)
                {
                    EmitArithmetic(instruction);
                    _il.Emit(OpCodes.Stloc, _registers[instruction.Rd]!);
                }

                break;
            default:
                _il.Emit(OpCodes.Br, ExitAt(index));
                break;
        }
    }

    private void EmitArithmetic(in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.Lui)
        {
            Constant(instruction.Immediate);
            return;
        }

        if (instruction.Opcode is >= Opcode.Mulh and <= Opcode.Mulhu)
        {
            EmitUpperProduct(instruction);
            return;
        }

        Load(instruction.Rs1);
        if (instruction.Opcode <= Opcode.Srai)
        {
            Constant(instruction.Immediate);
        }
        else
        {
            Load(instruction.Rs2);
            if (instruction.Opcode is Opcode.Sll or Opcode.Srl or Opcode.Sra)
            {
                // IL leaves shifts by more than 31 undefined; the mask costs no machine instruction.
                Constant(31);
                _il.Emit(OpCodes.And);
            }
        }

        EmitOperation(instruction.Opcode);
    }

    private void EmitOperation(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Div: _il.Emit(OpCodes.Call, Div); break;
            case Opcode.Divu: _il.Emit(OpCodes.Call, Divu); break;
            case Opcode.Rem: _il.Emit(OpCodes.Call, Rem); break;
            case Opcode.Remu: _il.Emit(OpCodes.Call, Remu); break;
            default:
                _il.Emit(opcode switch
                {
                    Opcode.Add or Opcode.Addi => OpCodes.Add,
                    Opcode.Sub => OpCodes.Sub,
                    Opcode.Slt or Opcode.Slti => OpCodes.Clt,
                    Opcode.Sltu or Opcode.Sltiu => OpCodes.Clt_Un,
                    Opcode.Xor or Opcode.Xori => OpCodes.Xor,
                    Opcode.Or or Opcode.Ori => OpCodes.Or,
                    Opcode.And or Opcode.Andi => OpCodes.And,
                    Opcode.Sll or Opcode.Slli => OpCodes.Shl,
                    Opcode.Srl or Opcode.Srli => OpCodes.Shr_Un,
                    Opcode.Sra or Opcode.Srai => OpCodes.Shr,
                    Opcode.Mul => OpCodes.Mul,
                    _ => throw new InvalidOperationException($"{opcode} is no arithmetic."),
                });
                break;
        }
    }

    // Sign extension for signed factors; the product of the extended ones is exact in 64 bits.
    private void EmitUpperProduct(in Instruction instruction)
    {
        Load(instruction.Rs1);
        _il.Emit(instruction.Opcode == Opcode.Mulhu ? OpCodes.Conv_U8 : OpCodes.Conv_I8);
        Load(instruction.Rs2);
        _il.Emit(instruction.Opcode == Opcode.Mulh ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        _il.Emit(OpCodes.Mul);
        Constant(32);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Conv_I4);
    }

    private void EmitLoad(int index, in Instruction instruction)
    {
        var (size, load) = instruction.Opcode switch
        {
            Opcode.Lb => (0, OpCodes.Ldind_I1),
            Opcode.Lbu => (0, OpCodes.Ldind_U1),
            Opcode.Lh => (1, OpCodes.Ldind_I2),
            Opcode.Lhu => (1, OpCodes.Ldind_U2),
            _ => (2, OpCodes.Ldind_I4),
        };
        EmitHostAddress(index, instruction, size, 0);
        if (instruction.Rd == Instruction.TrashRegister)
        {
            _il.Emit(OpCodes.Pop);
        }
        else
        {
            _il.Emit(load);
            _il.Emit(OpCodes.Stloc, _registers[instruction.Rd]!);
        }
    }

    private void EmitStore(int index, in Instruction instruction)
    {
        var (size, store) = instruction.Opcode switch
        {
            Opcode.Sb => (0, OpCodes.Stind_I1),
            Opcode.Sh => (1, OpCodes.Stind_I2),
            _ => (2, OpCodes.Stind_I4),
        };
        EmitHostAddress(index, instruction, size, GuestMemory.StoreOffsets);
        Load(instruction.Rs2);
        _il.Emit(store);
    }

    // Leaves the host address of the access on the stack, or the region if there is no page offset in the table that begins
    // at this entry.
    private void EmitHostAddress(int index, in Instruction instruction, int logSize, int table)
    {
        Load(instruction.Rs1);
        Constant(instruction.Immediate);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _address);
        _il.Emit(OpCodes.Ldarg_1);
        EmitPageNumber(logSize);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Ldc_I4_3);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Add);
        if (table != 0)
        {
            Constant(table * sizeof(long));
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
        }

        _il.Emit(OpCodes.Ldind_I);
        _il.Emit(OpCodes.Stloc, _page);
        _il.Emit(OpCodes.Ldloc, _page);
        LeaveIf(OpCodes.Brfalse, index);
        _il.Emit(OpCodes.Ldloc, _page);
        _il.Emit(OpCodes.Ldloc, _address);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Add);
    }

    // Below GuestMemory.LastPage exactly if the access is aligned and not in the last page.
    private void EmitPageNumber(int logSize)
    {
        EmitRotatedAddress(logSize);
        Constant(12 - logSize);
        _il.Emit(OpCodes.Shr_Un);
    }

    // The pattern that the JIT compiler knows as a rotation.
    private void EmitRotatedAddress(int bits)
    {
        _il.Emit(OpCodes.Ldloc, _address);
        if (bits != 0)
        {
            Constant(bits);
            _il.Emit(OpCodes.Shr_Un);
            _il.Emit(OpCodes.Ldloc, _address);
            Constant(32 - bits);
            _il.Emit(OpCodes.Shl);
            _il.Emit(OpCodes.Or);
        }
    }
}
