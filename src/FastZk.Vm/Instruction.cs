using System.Runtime.InteropServices;

namespace FastZk.Vm;

/// <summary>One decoded instruction in eight bytes; fields an instruction does not have are zero.</summary>
/// <param name="opcode">The operation.</param>
/// <param name="rd">Destination: 1..31, or <see cref="TrashRegister"/> where the encoding says x0.</param>
/// <param name="rs1">First source register, 0..31.</param>
/// <param name="rs2">Second source register, 0..31.</param>
/// <param name="immediate">See <see cref="Immediate"/>.</param>
[StructLayout(LayoutKind.Sequential, Size = 8)]
public readonly struct Instruction(Opcode opcode, byte rd, byte rs1, byte rs2, int immediate) : IEquatable<Instruction>
{
    /// <summary>The register that takes the results of instructions with rd = x0. No source register names it.</summary>
    public const byte TrashRegister = 32;

    /// <summary>The operation.</summary>
    public readonly Opcode Opcode = opcode;

    /// <summary>
    /// Destination register: 1..31, or <see cref="TrashRegister"/> where the encoding says x0 (and for FENCE, which
    /// is proven as a write of nothing). Zero for branches, stores, ECALL, EBREAK and Illegal, which have none.
    /// </summary>
    public readonly byte Rd = rd;

    /// <summary>First source register, 0..31; zero where the instruction has none.</summary>
    public readonly byte Rs1 = rs1;

    /// <summary>Second source register, 0..31; zero where the instruction has none.</summary>
    public readonly byte Rs2 = rs2;

    /// <summary>
    /// The immediate: sign-extended 12 bits for loads, stores, JALR and arithmetic; 0..31 for immediate shifts; the
    /// whole 32-bit value (imm &lt;&lt; 12) for LUI and AUIPC; the byte offset from this instruction (even, maybe no
    /// multiple of 4) for branches and JAL; else zero.
    /// </summary>
    public readonly int Immediate = immediate;

    /// <summary>Whether all fields are equal.</summary>
    public static bool operator ==(Instruction left, Instruction right) => left.Equals(right);

    /// <summary>Whether some field differs.</summary>
    public static bool operator !=(Instruction left, Instruction right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Instruction other) =>
        Opcode == other.Opcode && Rd == other.Rd && Rs1 == other.Rs1 && Rs2 == other.Rs2 && Immediate == other.Immediate;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Instruction other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Opcode, Rd, Rs1, Rs2, Immediate);

    /// <summary>The fields as they are, for messages and debuggers; no assembler syntax.</summary>
    public override string ToString() => $"{Opcode} rd={Rd} rs1={Rs1} rs2={Rs2} imm={Immediate}";
}
