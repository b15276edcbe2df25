namespace FastZk.Vm.Profiling;

/// <summary>What a jump means for the call stack.</summary>
internal enum JumpKind
{
    /// <summary>Within a function, or a tail call: rd is x0 and rs1 is no link register.</summary>
    Plain,

    /// <summary>Plain, to an address that a register holds.</summary>
    Indirect,
    Call,
    Return,
}

/// <summary>Calls and returns by the hints of the ISA manual (return-address stack): ra (x1) and t0 (x5) are link registers.</summary>
internal static class CallRules
{
    /// <summary>ra or t0.</summary>
    public static bool IsLink(int register) => register is 1 or 5;

    /// <summary>What the instruction is if it jumps. JALR that links is a call even where rs1 is the other link register (a coroutine).</summary>
    public static JumpKind KindOf(in Instruction i) => i.Opcode switch
    {
        Opcode.Jal => IsLink(i.Rd) ? JumpKind.Call : JumpKind.Plain,
        Opcode.Jalr when IsLink(i.Rd) => JumpKind.Call,
        Opcode.Jalr => i.Rd == Instruction.TrashRegister && IsLink(i.Rs1) ? JumpKind.Return : JumpKind.Indirect,
        _ => JumpKind.Plain,
    };
}
