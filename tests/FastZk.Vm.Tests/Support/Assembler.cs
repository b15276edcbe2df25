namespace FastZk.Vm.Tests.Support;

/// <summary>Encodes RV32IM instructions: one function each, operands in assembler order.</summary>
/// <remarks>Register numbers are 0..31 and are masked; immediates are cut to their field, so ranges are the caller's task.</remarks>
public static class Assembler
{
    public const int Zero = 0, Ra = 1, Sp = 2, T0 = 5, T1 = 6, T2 = 7, A0 = 10, A1 = 11, A2 = 12, A7 = 17;

    public static uint TypeR(uint funct7, uint funct3, int rd, int rs1, int rs2, uint opcode = 0x33) =>
        funct7 << 25 | Reg(rs2, 20) | Reg(rs1, 15) | funct3 << 12 | Reg(rd, 7) | opcode;

    public static uint TypeI(uint opcode, uint funct3, int rd, int rs1, int immediate) =>
        (uint)immediate << 20 | Reg(rs1, 15) | funct3 << 12 | Reg(rd, 7) | opcode;

    public static uint TypeS(uint funct3, int rs2, int rs1, int immediate) =>
        Bits(immediate, 11, 5) << 25 | Reg(rs2, 20) | Reg(rs1, 15) | funct3 << 12 | Bits(immediate, 4, 0) << 7 | 0x23;

    public static uint TypeB(uint funct3, int rs1, int rs2, int offset) =>
        Bits(offset, 12, 12) << 31 | Bits(offset, 10, 5) << 25 | Reg(rs2, 20) | Reg(rs1, 15)
        | funct3 << 12 | Bits(offset, 4, 1) << 8 | Bits(offset, 11, 11) << 7 | 0x63;

    /// <summary>The immediate is the upper 20 bits: lui(rd, 0x12345) loads 0x12345000.</summary>
    public static uint Lui(int rd, int upper) => (uint)upper << 12 | Reg(rd, 7) | 0x37;
    public static uint Auipc(int rd, int upper) => (uint)upper << 12 | Reg(rd, 7) | 0x17;
    public static uint Jal(int rd, int offset) =>
        Bits(offset, 20, 20) << 31 | Bits(offset, 10, 1) << 21 | Bits(offset, 11, 11) << 20 | Bits(offset, 19, 12) << 12 | Reg(rd, 7) | 0x6F;
    public static uint Jalr(int rd, int rs1, int immediate) => TypeI(0x67, 0, rd, rs1, immediate);

    public static uint Beq(int rs1, int rs2, int offset) => TypeB(0, rs1, rs2, offset);
    public static uint Bne(int rs1, int rs2, int offset) => TypeB(1, rs1, rs2, offset);
    public static uint Blt(int rs1, int rs2, int offset) => TypeB(4, rs1, rs2, offset);
    public static uint Bge(int rs1, int rs2, int offset) => TypeB(5, rs1, rs2, offset);
    public static uint Bltu(int rs1, int rs2, int offset) => TypeB(6, rs1, rs2, offset);
    public static uint Bgeu(int rs1, int rs2, int offset) => TypeB(7, rs1, rs2, offset);

    public static uint Lb(int rd, int offset, int rs1) => TypeI(0x03, 0, rd, rs1, offset);
    public static uint Lh(int rd, int offset, int rs1) => TypeI(0x03, 1, rd, rs1, offset);
    public static uint Lw(int rd, int offset, int rs1) => TypeI(0x03, 2, rd, rs1, offset);
    public static uint Lbu(int rd, int offset, int rs1) => TypeI(0x03, 4, rd, rs1, offset);
    public static uint Lhu(int rd, int offset, int rs1) => TypeI(0x03, 5, rd, rs1, offset);
    public static uint Sb(int rs2, int offset, int rs1) => TypeS(0, rs2, rs1, offset);
    public static uint Sh(int rs2, int offset, int rs1) => TypeS(1, rs2, rs1, offset);
    public static uint Sw(int rs2, int offset, int rs1) => TypeS(2, rs2, rs1, offset);

    public static uint Addi(int rd, int rs1, int immediate) => TypeI(0x13, 0, rd, rs1, immediate);
    public static uint Slti(int rd, int rs1, int immediate) => TypeI(0x13, 2, rd, rs1, immediate);
    public static uint Sltiu(int rd, int rs1, int immediate) => TypeI(0x13, 3, rd, rs1, immediate);
    public static uint Xori(int rd, int rs1, int immediate) => TypeI(0x13, 4, rd, rs1, immediate);
    public static uint Ori(int rd, int rs1, int immediate) => TypeI(0x13, 6, rd, rs1, immediate);
    public static uint Andi(int rd, int rs1, int immediate) => TypeI(0x13, 7, rd, rs1, immediate);
    public static uint Slli(int rd, int rs1, int shift) => TypeI(0x13, 1, rd, rs1, shift & 31);
    public static uint Srli(int rd, int rs1, int shift) => TypeI(0x13, 5, rd, rs1, shift & 31);
    public static uint Srai(int rd, int rs1, int shift) => TypeI(0x13, 5, rd, rs1, (shift & 31) | 0x400);

    public static uint Add(int rd, int rs1, int rs2) => TypeR(0x00, 0, rd, rs1, rs2);
    public static uint Sub(int rd, int rs1, int rs2) => TypeR(0x20, 0, rd, rs1, rs2);
    public static uint Sll(int rd, int rs1, int rs2) => TypeR(0x00, 1, rd, rs1, rs2);
    public static uint Slt(int rd, int rs1, int rs2) => TypeR(0x00, 2, rd, rs1, rs2);
    public static uint Sltu(int rd, int rs1, int rs2) => TypeR(0x00, 3, rd, rs1, rs2);
    public static uint Xor(int rd, int rs1, int rs2) => TypeR(0x00, 4, rd, rs1, rs2);
    public static uint Srl(int rd, int rs1, int rs2) => TypeR(0x00, 5, rd, rs1, rs2);
    public static uint Sra(int rd, int rs1, int rs2) => TypeR(0x20, 5, rd, rs1, rs2);
    public static uint Or(int rd, int rs1, int rs2) => TypeR(0x00, 6, rd, rs1, rs2);
    public static uint And(int rd, int rs1, int rs2) => TypeR(0x00, 7, rd, rs1, rs2);
    public static uint Mul(int rd, int rs1, int rs2) => TypeR(0x01, 0, rd, rs1, rs2);
    public static uint Mulh(int rd, int rs1, int rs2) => TypeR(0x01, 1, rd, rs1, rs2);
    public static uint Mulhsu(int rd, int rs1, int rs2) => TypeR(0x01, 2, rd, rs1, rs2);
    public static uint Mulhu(int rd, int rs1, int rs2) => TypeR(0x01, 3, rd, rs1, rs2);
    public static uint Div(int rd, int rs1, int rs2) => TypeR(0x01, 4, rd, rs1, rs2);
    public static uint Divu(int rd, int rs1, int rs2) => TypeR(0x01, 5, rd, rs1, rs2);
    public static uint Rem(int rd, int rs1, int rs2) => TypeR(0x01, 6, rd, rs1, rs2);
    public static uint Remu(int rd, int rs1, int rs2) => TypeR(0x01, 7, rd, rs1, rs2);

    public static uint Fence() => 0x0FF0000F;
    public static uint Ecall() => 0x00000073;
    public static uint Ebreak() => 0x00100073;

    /// <summary>Two instructions (LUI, ADDI) that load any 32-bit constant.</summary>
    public static uint[] Li(int rd, uint value)
    {
        // ADDI subtracts when bit 11 is set; the upper part makes up for it.
        var upper = (int)((value + 0x800) >> 12);
        return [Lui(rd, upper), Addi(rd, rd, (int)value & 0xFFF)];
    }

    /// <summary>exit(code in a0): clobbers a7.</summary>
    public static uint[] Exit() => [Addi(A7, Zero, 93), Ecall()];

    /// <summary>exit(code): clobbers a0 and a7.</summary>
    public static uint[] Exit(uint code) => [.. Li(A0, code), .. Exit()];

    private static uint Reg(int number, int position) => ((uint)number & 31) << position;

    private static uint Bits(int value, int high, int low) => ((uint)value >> low) & ((1u << (high - low + 1)) - 1);
}
