using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits;

/// <summary>The tuple of one instruction on the Program bus, as canonical integers: everything about it that does not depend on the run.</summary>
/// <param name="Pc">byte address, below 2^30.</param>
/// <param name="Op">see <see cref="Circuits.Op"/>.</param>
/// <param name="Rd">destination, 32 for x0; 0 where nothing is written.</param>
/// <param name="Rs1">first source.</param>
/// <param name="Rs2">second source.</param>
/// <param name="K0">first constant of the class.</param>
/// <param name="K1">second constant.</param>
/// <param name="K2">third constant.</param>
/// <param name="K3">fourth constant.</param>
internal readonly record struct ProgramRow(uint Pc, uint Op, uint Rd, uint Rs1, uint Rs2, uint K0, uint K1, uint K2, uint K3)
{
    /// <summary>A jump target that no instruction has: where a direct jump leaves [0, 2^30), so that no target aliases another mod p.</summary>
    public const uint Nowhere = 1u << 30;

    /// <summary>The row of an instruction, or null when the word cannot be executed.</summary>
    public static ProgramRow? Of(uint pc, in Instruction i)
    {
        if (InstructionClasses.Of(i.Opcode) is not { } c)
        {
            return null;
        }

        var imm = (uint)i.Immediate;
        uint low = imm & 0xFFFF, high = imm >> 16;
        var next = pc + 4;
        var (k0, k1, k2, k3) = c switch
        {
            InstructionClass.AddImmediate or InstructionClass.LoadWord or InstructionClass.LoadPart or InstructionClass.StoreWord or InstructionClass.StorePart
                => (low, high, 0u, 0u),
            InstructionClass.JumpRegister => (low, high, next & 0xFFFF, next >> 16),
            // Two bytes and the byte that the sign extends to.
            InstructionClass.BitwiseImmediate => (imm & 0xFF, imm >> 8 & 0xFF, imm >> 24, 0u),
            InstructionClass.ShiftImmediate => Shift(i),
            // The high limb as the comparison wants it: biased by 2^15 where it is signed.
            InstructionClass.CompareImmediate => (low, i.Opcode == Opcode.Slti ? high ^ 0x8000 : high, 0u, 0u),
            InstructionClass.BranchEqual or InstructionClass.BranchCompare => (Target(pc + imm), 0u, 0u, 0u),
            InstructionClass.Constant => Constant(pc, i),
            _ => (0u, 0u, 0u, 0u),
        };
        var writes = c is not (InstructionClass.BranchEqual or InstructionClass.BranchCompare or InstructionClass.StoreWord or InstructionClass.StorePart or InstructionClass.Ecall);
        var reads2 = c is InstructionClass.Add or InstructionClass.Bitwise or InstructionClass.Shift or InstructionClass.Compare or InstructionClass.BranchEqual
            or InstructionClass.BranchCompare or InstructionClass.StoreWord or InstructionClass.StorePart or InstructionClass.Multiply or InstructionClass.MultiplyHigh
            or InstructionClass.Divide;
        var reads1 = c is not (InstructionClass.Constant or InstructionClass.Ecall);
        return new(pc, Circuits.Op.Of(i), writes ? i.Rd : 0u, reads1 ? i.Rs1 : 0u, reads2 ? i.Rs2 : 0u, k0, k1, k2, k3);
    }

    /// <summary>The target of a direct jump as the Program bus has it.</summary>
    public static uint Target(uint address) => address < AddressSpace.TextLimit ? address : Nowhere;

    private static (uint, uint, uint, uint) Shift(in Instruction i)
    {
        var (split, lowPower, highPower) = SplitOf(i.Opcode == Opcode.Slli, (uint)i.Immediate);
        return (split, lowPower, highPower, 0);
    }

    /// <summary>How a limb is cut for a shift: j, 2^j, 2^(16-j), with j = amount mod 16 to the right and 16 less that to the left.</summary>
    public static (uint Split, uint Low, uint High) SplitOf(bool left, uint amount)
    {
        var j = left ? 16 - (amount & 15) : amount & 15;
        return (j, 1u << (int)j, 1u << (int)(16 - j));
    }

    private static (uint, uint, uint, uint) Constant(uint pc, in Instruction i)
    {
        var (value, next) = i.Opcode switch
        {
            Opcode.Lui => ((uint)i.Immediate, pc + 4),
            Opcode.Auipc => (pc + (uint)i.Immediate, pc + 4),
            Opcode.Jal => (pc + 4, pc + (uint)i.Immediate),
            _ => (0u, pc + 4),
        };
        return (value & 0xFFFF, value >> 16, Target(next), 0);
    }
}
