using FastZk.Memory;

namespace FastZk.Vm.Trace;

/// <summary>
/// Executes a guest and records what the circuit's tables need. Timestamps: an instruction at t reads rs1 at t+1, rs2 (or RAM) at t+2, writes rd at
/// t+3 (a store reads rs2 there); an ecall at t takes 8: a7, a0.. at t+1..t+4, pseudo-register and RAM at t+5, a0 at t+6 (modmul256 and
/// mulwide256 take 12).
/// </summary>
public sealed unsafe partial class Recorder
{
    /// <summary>Timestamps stay below 2^28.</summary>
    private const uint TimeLimit = 1u << 28;

    // Cancellation is looked at this often.
    private const long SliceCycles = 1 << 16;

    private const int A0 = 10, A1 = 11, A2 = 12, A7 = 17;

    private readonly ElfImage _image;
    private readonly ExecutionOptions _options;
    private readonly ExecutionTrace _trace;
    private readonly GuestMemory _memory;
    private readonly AccessClock _clock;
    private readonly PreparedCode _code;
    private readonly RecordedRegister[] _registers = GC.AllocateArray<RecordedRegister>((int)MemoryKey.RegisterCount, pinned: true);
    private readonly RecordPlace[] _places = GC.AllocateArray<RecordPlace>(InstructionClasses.Count, pinned: true);
    private readonly int _maxTouched;
    private uint _boundaryKey;

    // Where to go on, between two calls of Execute.
    private Instruction* _ip;
    private uint _time;
    private uint _ecalls;
    private uint _textLength;

    // What Execute stopped at, see RecordStop.
    private int _stoppedPlace;
    private uint _stoppedAddress;
    private uint* _record;

    private Recorder(ElfImage image, ExecutionOptions options, ExecutionTrace trace, GuestMemory memory, AccessClock clock)
    {
        _image = image;
        _options = options;
        _trace = trace;
        _memory = memory;
        _clock = clock;
        _code = image.Prepared;
        _ip = _code.Start + ((image.Entry - image.CodeBase) >> 2);
        _textLength = options.TextStoreWarning is null ? 0 : 4 * _code.Count;
        _maxTouched = AddressSpace.MaxMemoryWords - image.ImageWordCount - (int)MemoryKey.RegisterCount - 1; // one row for a bridge
    }

    /// <summary>Records a run to its exit. The caller owns the trace.</summary>
    /// <param name="image">the program.</param>
    /// <param name="input">the private input.</param>
    /// <param name="options">limits; MaxCycles is exact.</param>
    /// <param name="pool">where the records' memory comes from.</param>
    /// <param name="cancellation">looked at every 2^16 instructions or so.</param>
    /// <exception cref="GuestFaultException">The guest faulted, or passed a limit.</exception>
    public static ExecutionTrace Record(ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions options, BufferPool pool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        var trace = new ExecutionTrace(pool);
        try
        {
            using var memory = GuestMemory.ForProgram(image);
            using var clock = new AccessClock();
            var recorder = new Recorder(image, options, trace, memory, clock);
            try
            {
                if (!recorder.Run(input, cancellation))
                {
                    recorder.Explain(input, cancellation);
                }
            }
            finally
            {
                recorder._registers.AsSpan().Clear();
            }

            return trace;
        }
        catch
        {
            trace.Dispose();
            throw;
        }
    }

    private uint Pc => _code.Base + 4 * (uint)(_ip - _code.Start);

    // Every instruction takes 4 of time, an ecall 8, and some more: _ecalls counts what is beyond 4, in units of 4.
    private long Cycles => _time / 4 - _ecalls;

    // The recorder only notices that something cannot be proven; the executor, which defines the faults, says what it is.
    private void Explain(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        // A jump out of the program is complete before the fetch fails.
        var limit = Math.Min(_options.MaxCycles, Cycles + 2);
        var options = new ExecutionOptions { MaxCycles = Math.Max(1, limit), MaxJournalBytes = _options.MaxJournalBytes, CancellationToken = _options.CancellationToken };
        Executor.Run(_image, input, options, cancellation);
        throw new InvalidOperationException("The recorder refused a run that the executor accepts.");
    }

    private bool Run(ReadOnlySpan<byte> input, CancellationToken cancellation)
    {
        var io = new GuestIo(input, _options);
        var inputLength = io.InputLeft;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            _options.CancellationToken.ThrowIfCancellationRequested();
            var stop = ExecuteSlice();
            // Before anything that can be seen from outside: code without jumps may have run past a limit.
            if (!IsBelowLimits())
            {
                return false;
            }

            switch (stop)
            {
                case RecordStop.Slice:
                    break;
                case RecordStop.TextStore:
                    WarnOfTextStore(_stoppedAddress);
                    break;
                case RecordStop.TooManyWords:
                    ThrowIfTooManyWords();
                    break;
                case RecordStop.Ecall:
                    var result = Ecall(ref io, (uint)(_ip - _code.Start), _time, Cycles, cancellation);
                    if (result == EcallResult.Fault)
                    {
                        return false;
                    }

                    ThrowIfTooManyWords();
                    if (result == EcallResult.Exit)
                    {
                        _trace.Cycles = Cycles + 1;
                        _trace.ExitCode = _registers[A0].Value;
                        _trace.Journal = io.GetJournal();
                        CloseLists();
                        WriteBoundary(io, inputLength);
                        return true;
                    }

                    _ip++;
                    _time += 8;
                    _ecalls++;
                    break;
                default:
                    return false;
            }
        }
    }

    // Until something happens that others have to see.
    private RecordStop ExecuteSlice()
    {
        var end = SliceEnd();
        while (true)
        {
            var stop = Execute(end);
            switch (stop)
            {
                case RecordStop.FullChunk:
                    OpenChunk(_stoppedPlace);
                    break;
                case RecordStop.AbsentPage:
                    AddPage(_stoppedAddress);
                    break;
                case RecordStop.FarAccess:
                    BridgeRecord(_record);
                    break;
                default:
                    return stop;
            }
        }
    }

    // The time from which on no jump is recorded any more.
    private uint SliceEnd()
    {
        var cycles = Math.Clamp(_options.MaxCycles - Cycles, 0, SliceCycles);
        return (uint)Math.Min(TimeLimit - 16, _time + 4 * cycles);
    }

    private bool IsBelowLimits()
    {
        // The block in progress began below the limits, so the instruction that was one too many lies straight behind.
        var excessCycles = Cycles - _options.MaxCycles;
        var excess = ((long)_time - (TimeLimit - 16)) / 4;
        if (_time >= TimeLimit - 16 && excess >= excessCycles)
        {
            throw GuestFaultException.At(_image, FaultKind.CycleLimit, Pc - 4 * (uint)excess, 0, Cycles - excess);
        }

        return excessCycles < 0;
    }

    private void WarnOfTextStore(uint address)
    {
        _textLength = 0;
        _options.TextStoreWarning!(Pc, address);
    }

    private void ThrowIfTooManyWords()
    {
        if (_clock.TouchedWords > _maxTouched)
        {
            throw GuestFaultException.At(_image, FaultKind.TooManyMemoryWords, Pc, 0, Cycles);
        }
    }
}
