namespace FastZk.Vm;

/// <summary>Why a guest's run ended without an exit code. A faulted run has no proof.</summary>
public enum FaultKind
{
    /// <summary>The word at pc is no RV32IM instruction.</summary>
    IllegalInstruction,
    /// <summary>A half or word load from an address that is no multiple of its size.</summary>
    MisalignedLoad,
    /// <summary>A half or word store to an address that is no multiple of its size.</summary>
    MisalignedStore,
    /// <summary>A jump to an address that is no multiple of 4.</summary>
    MisalignedJump,
    /// <summary>pc left the executable segments.</summary>
    OutsideProgram,
    /// <summary>The guest executed EBREAK.</summary>
    Ebreak,
    /// <summary>An ecall number that FastZk does not have.</summary>
    UnknownEcall,
    /// <summary>read from other than 0, or write to other than 1, 2 or 3.</summary>
    UnknownDescriptor,
    /// <summary>A read or write buffer that passes <see cref="AddressSpace.MemoryLimit"/>, or a write of 2^30 bytes or more.</summary>
    BadBuffer,
    /// <summary>An accelerator was called with arguments that it does not take: misaligned, out of range, overlapping, too long.</summary>
    BadAcceleratorCall,
    /// <summary>A load or store at or above <see cref="AddressSpace.MemoryLimit"/>.</summary>
    AddressOutOfRange,
    /// <summary>The next instruction would exceed <see cref="ExecutionOptions.MaxCycles"/>.</summary>
    CycleLimit,
    /// <summary>The journal would exceed <see cref="ExecutionOptions.MaxJournalBytes"/>.</summary>
    JournalTooLong,
    /// <summary>The run touches more memory words than one proof has room for (raised when recording, not when running).</summary>
    TooManyMemoryWords,
}
