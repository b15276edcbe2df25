namespace FastZk.Vm;

/// <summary>Decodes 32-bit RV32IM instruction words, strictly: every reserved encoding is <see cref="Opcode.Illegal"/>.</summary>
/// <remarks>
/// Illegal on purpose: compressed words (low bits other than 11), CSR and privileged instructions, atomics, floating
/// point, and FENCE.I, which belongs to Zifencei and would promise that stores to text change what runs (they never
/// do here). FENCE with any ordering fields, rd and rs1 is accepted, as the base ISA asks: reserved fields of FENCE
/// are to be ignored.
/// </remarks>
public static class InstructionDecoder
{
    /// <summary>Decodes one word.</summary>
    /// <param name="word">The little-endian instruction word.</param>
    /// <returns>The instruction; the default value (Illegal, all fields zero) for a word that is none.</returns>
    public static Instruction Decode(uint word)
    {
        var funct3 = (word >> 12) & 7;
        return (word & 0x7F) switch
        {
            0x37 => new(Opcode.Lui, Rd(word), 0, 0, (int)(word & 0xFFFFF000)),
            0x17 => new(Opcode.Auipc, Rd(word), 0, 0, (int)(word & 0xFFFFF000)),
            0x6F => new(Opcode.Jal, Rd(word), 0, 0, JumpOffset(word)),
            0x67 => TypeI(funct3 == 0 ? Opcode.Jalr : Opcode.Illegal, word),
            0x63 => TypeB(BranchOpcode(funct3), word),
            0x03 => TypeI(LoadOpcode(funct3), word),
            0x23 => TypeS(StoreOpcode(funct3), word),
            0x13 => ArithmeticImmediate(word, funct3),
            0x33 => TypeR(ArithmeticOpcode(word >> 25, funct3), word),
            0x0F => funct3 == 0 ? new(Opcode.Fence, Instruction.TrashRegister, 0, 0, 0) : default,
            0x73 => System(word),
            _ => default,
        };
    }

    private static Opcode BranchOpcode(uint funct3) => funct3 switch
    {
        0 => Opcode.Beq,
        1 => Opcode.Bne,
        4 => Opcode.Blt,
        5 => Opcode.Bge,
        6 => Opcode.Bltu,
        7 => Opcode.Bgeu,
        _ => Opcode.Illegal,
    };

    private static Opcode LoadOpcode(uint funct3) => funct3 switch
    {
        0 => Opcode.Lb,
        1 => Opcode.Lh,
        2 => Opcode.Lw,
        4 => Opcode.Lbu,
        5 => Opcode.Lhu,
        _ => Opcode.Illegal,
    };

    private static Opcode StoreOpcode(uint funct3) => funct3 switch
    {
        0 => Opcode.Sb,
        1 => Opcode.Sh,
        2 => Opcode.Sw,
        _ => Opcode.Illegal,
    };

    private static Opcode ArithmeticOpcode(uint funct7, uint funct3) => (funct7, funct3) switch
    {
        (0x00, 0) => Opcode.Add,
        (0x20, 0) => Opcode.Sub,
        (0x00, 1) => Opcode.Sll,
        (0x00, 2) => Opcode.Slt,
        (0x00, 3) => Opcode.Sltu,
        (0x00, 4) => Opcode.Xor,
        (0x00, 5) => Opcode.Srl,
        (0x20, 5) => Opcode.Sra,
        (0x00, 6) => Opcode.Or,
        (0x00, 7) => Opcode.And,
        (0x01, 0) => Opcode.Mul,
        (0x01, 1) => Opcode.Mulh,
        (0x01, 2) => Opcode.Mulhsu,
        (0x01, 3) => Opcode.Mulhu,
        (0x01, 4) => Opcode.Div,
        (0x01, 5) => Opcode.Divu,
        (0x01, 6) => Opcode.Rem,
        (0x01, 7) => Opcode.Remu,
        _ => Opcode.Illegal,
    };

    private static Instruction ArithmeticImmediate(uint word, uint funct3) => funct3 switch
    {
        0 => TypeI(Opcode.Addi, word),
        2 => TypeI(Opcode.Slti, word),
        3 => TypeI(Opcode.Sltiu, word),
        4 => TypeI(Opcode.Xori, word),
        6 => TypeI(Opcode.Ori, word),
        7 => TypeI(Opcode.Andi, word),
        1 => (word >> 25) == 0 ? Shift(Opcode.Slli, word) : default,
        _ => (word >> 25) switch
        {
            0x00 => Shift(Opcode.Srli, word),
            0x20 => Shift(Opcode.Srai, word),
            _ => default,
        },
    };

    // ECALL and EBREAK are exact words; everything else under SYSTEM is CSR access or privileged.
    private static Instruction System(uint word) => word switch
    {
        0x00000073 => new(Opcode.Ecall, 0, 0, 0, 0),
        0x00100073 => new(Opcode.Ebreak, 0, 0, 0, 0),
        _ => default,
    };

    private static Instruction TypeR(Opcode opcode, uint word) =>
        opcode == Opcode.Illegal ? default : new(opcode, Rd(word), Rs1(word), Rs2(word), 0);

    private static Instruction TypeI(Opcode opcode, uint word) =>
        opcode == Opcode.Illegal ? default : new(opcode, Rd(word), Rs1(word), 0, (int)word >> 20);

    private static Instruction Shift(Opcode opcode, uint word) => new(opcode, Rd(word), Rs1(word), 0, Rs2(word));

    private static Instruction TypeS(Opcode opcode, uint word)
    {
        var immediate = (((int)word >> 25) << 5) | (int)((word >> 7) & 0x1F);
        return opcode == Opcode.Illegal ? default : new(opcode, 0, Rs1(word), Rs2(word), immediate);
    }

    private static Instruction TypeB(Opcode opcode, uint word)
    {
        var offset = (((int)word >> 31) << 12)
            | (int)((word << 4) & 0x800)
            | (int)((word >> 20) & 0x7E0)
            | (int)((word >> 7) & 0x1E);
        return opcode == Opcode.Illegal ? default : new(opcode, 0, Rs1(word), Rs2(word), offset);
    }

    private static int JumpOffset(uint word) =>
        (((int)word >> 31) << 20)
        | (int)(word & 0xFF000)
        | (int)((word >> 9) & 0x800)
        | (int)((word >> 20) & 0x7FE);

    private static byte Rd(uint word)
    {
        var rd = (byte)((word >> 7) & 0x1F);
        return rd == 0 ? Instruction.TrashRegister : rd;
    }

    private static byte Rs1(uint word) => (byte)((word >> 15) & 0x1F);

    private static byte Rs2(uint word) => (byte)((word >> 20) & 0x1F);
}
