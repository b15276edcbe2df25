namespace FastZk.Vm;

/// <summary>One ecall that was carried out: its number (a7), arguments, and a0 afterwards (exit: the exit code).</summary>
internal readonly record struct EcallEvent(uint Number, uint A0, uint A1, uint A2, uint Result);

/// <summary>
/// Watches a run from one taken jump to the next, on the thread that runs it; see <see cref="Machine.Observe"/>. Instructions are named by their index in
/// <see cref="ElfImage.Code"/>; the length of the code stands for everything outside.
/// </summary>
internal interface IRunObserver
{
    /// <summary>A stretch is about to run. May change registers, memory, pc and the machine's own copy of the code.</summary>
    void Before();

    /// <summary>Straight code was executed, count instructions from first on, maybe none; only the last may have been a jump that was taken. Then comes next.</summary>
    void Executed(int first, int count, int next);

    /// <summary>The ecall at an index was carried out.</summary>
    void Called(int index, in EcallEvent call);

    /// <summary>The next instruction stores to text; it is executed after this call.</summary>
    void StoresToText(int index, uint address);

    /// <summary>The machine stands in front of an EBREAK. True if that is no instruction of the guest but a mark of the observer.</summary>
    bool IsMark(int index);

    /// <summary>The guest faulted. True to go on from the machine's state, false to end the run with the fault.</summary>
    bool Faulted(GuestFaultException fault);
}
