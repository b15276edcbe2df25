namespace FastZk.Vm;

/// <summary>The guest did something that has no proof. The message is one line: what, where, which function.</summary>
public sealed class GuestFaultException : Exception
{
    /// <summary>Makes the exception and its message.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="pc">Where, see <see cref="Pc"/>.</param>
    /// <param name="instructionWord">The word at pc, 0 where there is none.</param>
    /// <param name="address">See <see cref="Address"/>.</param>
    /// <param name="cycle">Instructions completed before the fault.</param>
    /// <param name="symbol">Function and offset, or null.</param>
    /// <param name="detail">A few words more, or null; must be one line.</param>
    public GuestFaultException(
        FaultKind kind, uint pc, uint instructionWord, uint address, long cycle, string? symbol, string? detail = null)
        : base(Describe(kind, pc, instructionWord, address, cycle, symbol, detail))
    {
        Kind = kind;
        Pc = pc;
        InstructionWord = instructionWord;
        Address = address;
        Cycle = cycle;
        Symbol = symbol;
    }

    /// <summary>The exception for a place in a program, with its word and function looked up.</summary>
    /// <param name="image">The program.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="pc">See <see cref="Pc"/>.</param>
    /// <param name="address">See <see cref="Address"/>.</param>
    /// <param name="cycle">Instructions completed before the fault.</param>
    /// <param name="symbolAt">The address whose function is named, if it is not pc (a jump out of the program).</param>
    /// <param name="detail">What exactly was wrong, or null.</param>
    public static GuestFaultException At(
        ElfImage image, FaultKind kind, uint pc, uint address, long cycle, uint? symbolAt = null, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(kind, pc, image.CodeWordAt(pc), address, cycle, image.SymbolAt(symbolAt ?? pc), detail);
    }

    /// <summary>What happened.</summary>
    public FaultKind Kind { get; }

    /// <summary>
    /// Address of the instruction that faulted. For <see cref="FaultKind.MisalignedJump"/> and
    /// <see cref="FaultKind.OutsideProgram"/> the address where no instruction could be fetched; for
    /// <see cref="FaultKind.CycleLimit"/> that of the instruction that was not executed any more.
    /// </summary>
    public uint Pc { get; }

    /// <summary>The word at <see cref="Pc"/>; 0 outside the program.</summary>
    public uint InstructionWord { get; }

    /// <summary>
    /// The data address of a memory fault; the buffer of a <see cref="FaultKind.BadBuffer"/>, the argument of a <see cref="FaultKind.BadAcceleratorCall"/>; for a fetch outside the
    /// program the address of the instruction executed last (the jump); the ecall number or descriptor of an unknown
    /// one; else 0.
    /// </summary>
    public uint Address { get; }

    /// <summary>Instructions completed before the fault.</summary>
    public long Cycle { get; }

    /// <summary>"function+0x12" of <see cref="Pc"/> (of the jump, for a fetch outside the program), or null.</summary>
    public string? Symbol { get; }

    private static string Describe(
        FaultKind kind, uint pc, uint word, uint address, long cycle, string? symbol, string? detail)
    {
        var what = kind switch
        {
            FaultKind.IllegalInstruction => "illegal instruction; build with -march=rv32im -mabi=ilp32",
            FaultKind.MisalignedLoad => $"misaligned load at address 0x{address:x8}",
            FaultKind.MisalignedStore => $"misaligned store at address 0x{address:x8}",
            FaultKind.MisalignedJump => $"jump to a misaligned address, from 0x{address:x8}; build with -march=rv32im (no compressed code)",
            FaultKind.OutsideProgram => $"execution left the program, from 0x{address:x8}",
            FaultKind.Ebreak => "ebreak",
            FaultKind.UnknownEcall => $"unknown ecall {address} (0x{address:x}) in a7",
            FaultKind.UnknownDescriptor => $"unknown file descriptor {(int)address}; read takes 0, write takes 1, 2 or 3",
            FaultKind.BadBuffer => $"buffer at 0x{address:x8} reaches beyond 0x{AddressSpace.MemoryLimit:x8} or is too long",
            FaultKind.BadAcceleratorCall => $"accelerator called with 0x{address:x8}",
            FaultKind.AddressOutOfRange => $"access at 0x{address:x8}, at or above 0x{AddressSpace.MemoryLimit:x8}",
            FaultKind.CycleLimit => "cycle limit reached; raise MaxCycles if the program is meant to run longer",
            FaultKind.JournalTooLong => "journal too long; write less or raise MaxJournalBytes",
            FaultKind.TooManyMemoryWords => $"more than {AddressSpace.MaxMemoryWords} memory words touched",
            _ => kind.ToString(),
        };
        var where = symbol is null ? "" : $" ({symbol})";
        var more = detail is null ? "" : $" ({detail})";
        return $"Guest fault: {what}{more}; pc 0x{pc:x8}{where}, instruction 0x{word:x8}, after {cycle} cycles.";
    }
}
