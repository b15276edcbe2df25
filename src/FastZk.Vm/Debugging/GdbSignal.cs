namespace FastZk.Vm.Debugging;

/// <summary>Signals by the numbers of the remote protocol.</summary>
internal enum GdbSignal
{
    None = 0,
    Interrupt = 2,
    IllegalInstruction = 4,
    Trap = 5,
    Bus = 10,
    SegmentationFault = 11,
    BadSystemCall = 12,
    CpuTimeLimit = 24,
}

/// <summary>Faults as signals.</summary>
internal static class GdbSignals
{
    /// <summary>The signal that an operating system would send.</summary>
    public static GdbSignal Of(FaultKind kind) => kind switch
    {
        FaultKind.IllegalInstruction => GdbSignal.IllegalInstruction,
        FaultKind.Ebreak => GdbSignal.Trap,
        FaultKind.MisalignedLoad or FaultKind.MisalignedStore or FaultKind.MisalignedJump => GdbSignal.Bus,
        FaultKind.UnknownEcall or FaultKind.UnknownDescriptor => GdbSignal.BadSystemCall,
        FaultKind.CycleLimit or FaultKind.JournalTooLong or FaultKind.TooManyMemoryWords => GdbSignal.CpuTimeLimit,
        _ => GdbSignal.SegmentationFault,
    };
}
