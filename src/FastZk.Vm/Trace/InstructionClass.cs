namespace FastZk.Vm.Trace;

/// <summary>The classes of instructions that have a table of their own in the circuit.</summary>
public enum InstructionClass : byte
{
    AddImmediate,
    Add,
    BitwiseImmediate,
    Bitwise,
    ShiftImmediate,
    Shift,
    CompareImmediate,
    Compare,
    BranchEqual,
    BranchCompare,

    /// <summary>Writes a constant and goes to a constant: LUI, AUIPC, JAL, FENCE.</summary>
    Constant,
    JumpRegister,
    LoadWord,
    StoreWord,
    LoadPart,
    StorePart,
    Multiply,
    MultiplyHigh,
    Divide,
    Ecall,
}

/// <summary>Which class an opcode belongs to.</summary>
public static class InstructionClasses
{
    /// <summary>Number of classes.</summary>
    public const int Count = (int)InstructionClass.Ecall + 1;

    /// <summary>The class, or null for what cannot be proven (illegal words, EBREAK).</summary>
    public static InstructionClass? Of(Opcode opcode) => opcode switch
    {
        Opcode.Addi => InstructionClass.AddImmediate,
        Opcode.Add or Opcode.Sub => InstructionClass.Add,
        Opcode.Andi or Opcode.Ori or Opcode.Xori => InstructionClass.BitwiseImmediate,
        Opcode.And or Opcode.Or or Opcode.Xor => InstructionClass.Bitwise,
        Opcode.Slli or Opcode.Srli or Opcode.Srai => InstructionClass.ShiftImmediate,
        Opcode.Sll or Opcode.Srl or Opcode.Sra => InstructionClass.Shift,
        Opcode.Slti or Opcode.Sltiu => InstructionClass.CompareImmediate,
        Opcode.Slt or Opcode.Sltu => InstructionClass.Compare,
        Opcode.Beq or Opcode.Bne => InstructionClass.BranchEqual,
        Opcode.Blt or Opcode.Bge or Opcode.Bltu or Opcode.Bgeu => InstructionClass.BranchCompare,
        Opcode.Lui or Opcode.Auipc or Opcode.Jal or Opcode.Fence => InstructionClass.Constant,
        Opcode.Jalr => InstructionClass.JumpRegister,
        Opcode.Lw => InstructionClass.LoadWord,
        Opcode.Sw => InstructionClass.StoreWord,
        Opcode.Lb or Opcode.Lbu or Opcode.Lh or Opcode.Lhu => InstructionClass.LoadPart,
        Opcode.Sb or Opcode.Sh => InstructionClass.StorePart,
        Opcode.Mul => InstructionClass.Multiply,
        Opcode.Mulh or Opcode.Mulhsu or Opcode.Mulhu => InstructionClass.MultiplyHigh,
        Opcode.Div or Opcode.Divu or Opcode.Rem or Opcode.Remu => InstructionClass.Divide,
        Opcode.Ecall => InstructionClass.Ecall,
        _ => null,
    };
}
