using FastZk.Vm;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>What RV32IM computes, from the manual, in 64-bit integers; shares nothing with the executor.</summary>
internal static class Semantics
{
    /// <summary>Result of an instruction that computes; b is the second register or the immediate.</summary>
    public static uint Compute(Opcode op, uint a, uint b)
    {
        long x = (int)a, y = (int)b;
        return op switch
        {
            Opcode.Add or Opcode.Addi => (uint)(x + y),
            Opcode.Sub => (uint)(x - y),
            Opcode.And or Opcode.Andi => a & b,
            Opcode.Or or Opcode.Ori => a | b,
            Opcode.Xor or Opcode.Xori => a ^ b,
            Opcode.Sll or Opcode.Slli => (uint)((ulong)a << (int)(b % 32)),
            Opcode.Srl or Opcode.Srli => (uint)((ulong)a >> (int)(b % 32)),
            Opcode.Sra or Opcode.Srai => (uint)(x >> (int)(b % 32)),
            Opcode.Slt or Opcode.Slti => x < y ? 1u : 0,
            Opcode.Sltu or Opcode.Sltiu => a < b ? 1u : 0,
            Opcode.Mul => (uint)((ulong)a * b),
            Opcode.Mulh => (uint)((ulong)(x * y) >> 32),
            Opcode.Mulhsu => (uint)((ulong)(x * b) >> 32),
            Opcode.Mulhu => (uint)((ulong)a * b >> 32),
            Opcode.Div => b == 0 ? uint.MaxValue : (uint)(x / y),
            Opcode.Divu => b == 0 ? uint.MaxValue : a / b,
            Opcode.Rem => b == 0 ? a : (uint)(x % y),
            Opcode.Remu => b == 0 ? a : a % b,
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Computes nothing."),
        };
    }

    /// <summary>Whether a branch is taken.</summary>
    public static bool Taken(Opcode op, uint a, uint b) => op switch
    {
        Opcode.Beq => a == b,
        Opcode.Bne => a != b,
        Opcode.Blt => (int)a < (int)b,
        Opcode.Bge => (int)a >= (int)b,
        Opcode.Bltu => a < b,
        _ => a >= b,
    };

    /// <summary>Bytes that a load or store moves.</summary>
    public static uint Size(Opcode op) => op switch
    {
        Opcode.Lw or Opcode.Sw => 4,
        Opcode.Lh or Opcode.Lhu or Opcode.Sh => 2,
        _ => 1,
    };

    /// <summary>What a load makes of the word at its address; a half lies at an even one.</summary>
    public static uint Load(Opcode op, uint word, uint address)
    {
        var part = word >> (int)(8 * (address % 4));
        var half = word >> (int)(8 * (address & 2));
        return op switch
        {
            Opcode.Lw => word,
            Opcode.Lh => (uint)(short)half,
            Opcode.Lhu => (ushort)half,
            Opcode.Lb => (uint)(sbyte)part,
            _ => (byte)part,
        };
    }

    /// <summary>The word at a store's address afterwards.</summary>
    public static uint Store(Opcode op, uint old, uint value, uint address)
    {
        var mask = (uint)((1UL << (int)(8 * Size(op))) - 1);
        var shift = (int)(8 * (address % 4));
        return (old & ~(mask << shift)) | ((value & mask) << shift);
    }
}
