using System.Runtime.CompilerServices;

namespace FastZk.Vm;

/// <summary>Runs that somebody watches: everything is interpreted, and control comes back at every taken jump.</summary>
internal sealed unsafe partial class Machine
{
    /// <summary>A machine whose runs are interpreted.</summary>
    /// <param name="image">The program.</param>
    /// <param name="options">Limits and connections.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <param name="code">A copy of the prepared code for this machine alone, or null to share the program's.</param>
    public static Machine Interpreting(ElfImage image, ExecutionOptions options, CancellationToken cancellation, PreparedCode? code = null) =>
        new(image, options, cancellation, TranslationPolicy.Never, code);

    /// <summary>x0..x31 and the trash register, to write to; x0 must stay 0.</summary>
    public Span<uint> WritableRegisters => _registers;

    /// <summary>Index of the next instruction.</summary>
    public int NextIndex => (int)(_state.Ip - _code.Start);

    /// <summary>Instructions executed so far.</summary>
    public long Cycles => _state.Cycles;

    /// <summary>Makes another instruction the next one; cycles stay.</summary>
    /// <param name="index">0 to the length of the code.</param>
    public void GoTo(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, _code.Count, nameof(index));
        var cycles = _state.Cycles;
        _state.Ip = _code.Start + index;
        _state.Bias = (cycles << 3) - (long)_state.Ip;
        _state.JumpTarget = null; // where a fetch from here comes from is not the guest's doing
    }

    /// <summary>Runs to the exit like <see cref="Run"/>, with the same results, faults and limits, and reports stores to text each time.</summary>
    /// <exception cref="GuestFaultException">The guest faulted, and the observer did not go on.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ExecutionResult Observe(ReadOnlySpan<byte> input, IRunObserver observer)
    {
        var io = new GuestIo(input, _options);
        var registers = (uint*)Unsafe.AsPointer(ref _registers[0]);
        _state.TextLength = 4 * _code.Count;
        while (true)
        {
            try
            {
                ExecutionResult? result;
                while ((result = Stretch(ref io, registers, observer)) is null)
                {
                }

                return result;
            }
            catch (GuestFaultException fault)
            {
                if (!observer.Faulted(fault))
                {
                    throw;
                }
            }
        }
    }

    // To the next taken jump, or to whatever comes first. The result once the guest has exited. Optimised at once, like what observers do for each stretch: most
    // runs end before tiering would get to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ExecutionResult? Stretch(ref GuestIo io, uint* registers, IRunObserver observer)
    {
        _cancellation.ThrowIfCancellationRequested();
        _options.CancellationToken.ThrowIfCancellationRequested();
        observer.Before();
        var first = NextIndex;
        var cycles = _state.Cycles;
        var end = Math.Min(cycles + SliceCycles, _options.MaxCycles);
        var reason = Interpreter.Run(ref _state, _code, registers, Memory, end, Math.Min(end, cycles + 1));
        CheckCycleLimit();
        observer.Executed(first, (int)(_state.Cycles - cycles), NextIndex);
        switch (reason)
        {
            case StopReason.Slice:
                return null;
            case StopReason.TextStore:
                StoreToText(observer);
                return null;
            case StopReason.Ecall:
                return CarryOut(ref io, observer);
            case StopReason.Ebreak when observer.IsMark(NextIndex):
                return null;
            default:
                throw FaultFor(reason);
        }
    }

    private ExecutionResult? CarryOut(ref GuestIo io, IRunObserver observer)
    {
        var index = NextIndex;
        var (number, a0, a1, a2) = (_registers[A7], _registers[A0], _registers[A1], _registers[A2]);
        if (number == EcallNumber.Exit)
        {
            observer.Called(index, new(number, a0, a1, a2, a0));
            return new() { Cycles = _state.Cycles + 1, ExitCode = a0, Journal = io.GetJournal() };
        }

        _state.TextLength = _options.TextStoreWarning is null ? 0 : _state.TextLength;
        Ecall(ref io);
        _state.Ip++;
        _state.TextLength = 4 * _code.Count; // a warning of a read into text switched it off
        observer.Called(index, new(number, a0, a1, a2, _registers[A0]));
        return null;
    }

    // The interpreter stopped in front of it and has checked its address.
    private void StoreToText(IRunObserver observer)
    {
        var (index, address) = (NextIndex, _state.FaultAddress);
        observer.StoresToText(index, address);
        var value = _registers[_state.Ip->Rs2];
        switch (_state.Ip->Opcode)
        {
            case Opcode.Sw:
                Memory.StoreWord(address, value);
                break;
            case Opcode.Sh:
                Memory.StoreHalf(address, (ushort)value);
                break;
            default:
                Memory.StoreByte(address, (byte)value);
                break;
        }

        _state.Ip++;
        observer.Executed(index, 1, index + 1);
    }
}
