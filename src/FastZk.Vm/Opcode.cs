namespace FastZk.Vm;

/// <summary>Every operation of RV32I and the M extension that a guest can execute.</summary>
/// <remarks>
/// <see cref="Illegal"/> is zero, so that a zero-filled instruction array is a program in which nothing may run.
/// The values are dense: the executor switches over them with one jump table.
/// </remarks>
public enum Opcode : byte
{
    /// <summary>A word that is no instruction of RV32IM; executing it is a fault.</summary>
    Illegal = 0,
    Lui, Auipc, Jal, Jalr,
    Beq, Bne, Blt, Bge, Bltu, Bgeu,
    Lb, Lh, Lw, Lbu, Lhu,
    Sb, Sh, Sw,
    Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai,
    Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And,
    Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu,
    /// <summary>All of FENCE: with one hart and no devices it does nothing.</summary>
    Fence,
    Ecall, Ebreak,
}
