namespace FastZk.Vm;

/// <summary>Why the interpreter handed back control. The instruction at <see cref="InterpreterState.Ip"/> was not executed.</summary>
internal enum StopReason
{
    /// <summary>The slice is used up: look at the clock, the limit and the cancellation token.</summary>
    Slice,
    /// <summary>ECALL.</summary>
    Ecall,
    /// <summary>EBREAK.</summary>
    Ebreak,
    /// <summary>No instruction: an illegal word, a gap, or the sentinel.</summary>
    Illegal,
    /// <summary>JALR to <see cref="InterpreterState.FaultAddress"/>, which is misaligned or outside the code.</summary>
    JumpOut,
    /// <summary>A load that is misaligned or out of range.</summary>
    BadLoad,
    /// <summary>A store that is misaligned or out of range.</summary>
    BadStore,
    /// <summary>A store into text while <see cref="InterpreterState.TextLength"/> asks to be told.</summary>
    TextStore,
}

/// <summary>What survives between two entries of the interpreter, besides registers and memory.</summary>
internal unsafe struct InterpreterState
{
    /// <summary>The next instruction: always inside the prepared code or its sentinel.</summary>
    public Instruction* Ip;

    /// <summary>
    /// Cycles executed, times 8, are (long)Ip + Bias: a step forward moves Ip by the eight bytes of an instruction, so
    /// only jumps have to keep the count, and straight code costs nothing.
    /// </summary>
    public long Bias;

    /// <summary>Where the last taken jump came from; null before the first.</summary>
    public Instruction* JumpSource;

    /// <summary>Where the last taken jump went to; null before the first.</summary>
    public Instruction* JumpTarget;

    /// <summary>The data address of a memory fault, or the target of a jump out of the code.</summary>
    public uint FaultAddress;

    /// <summary>Bytes of text, from the code base, in which stores are reported; 0 once the guest's owner was told.</summary>
    public uint TextLength;

    /// <summary>Instructions executed so far.</summary>
    public readonly long Cycles => ((long)Ip + Bias) >> 3;
}
