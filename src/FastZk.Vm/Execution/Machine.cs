using System.Runtime.CompilerServices;
using FastZk.Vm.Accelerators;

namespace FastZk.Vm;

/// <summary>One run: registers, memory and position of a guest, and what happens between two stretches of plain code.</summary>
internal sealed unsafe partial class Machine : IDisposable
{
    // Cancellation is looked at this often: some milliseconds of guest code.
    private const long SliceCycles = 1 << 21;
    private const int A0 = 10, A1 = 11, A2 = 12, A7 = 17;

    private readonly ElfImage _image;
    private readonly ExecutionOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly PreparedCode _code;
    private readonly uint[] _registers = GC.AllocateArray<uint>(33, pinned: true);
    private readonly HotCode? _hotCode;
    private InterpreterState _state;

    public Machine(ElfImage image, ExecutionOptions options, CancellationToken cancellation, TranslationPolicy? translation = null, PreparedCode? code = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxCycles, nameof(options.MaxCycles));
        _image = image;
        _options = options;
        _cancellation = cancellation;
        _code = code ?? image.Prepared;
        Memory = GuestMemory.ForProgram(image);
        _state.Ip = _code.Start + ((image.Entry - image.CodeBase) >> 2);
        _state.Bias = -(long)_state.Ip;
        _state.TextLength = options.TextStoreWarning is null ? 0 : 4 * _code.Count;
        Memory.GuardStores(_code.Base, _state.TextLength);
        translation ??= TranslationPolicy.Default;
        if (RuntimeFeature.IsDynamicCodeSupported && translation.Enabled)
        {
            _hotCode = new(_code, Memory, _code.TranslatedBy(translation), translation);
        }
    }

    public GuestMemory Memory { get; }

    /// <summary>The translator of this run, or null if all is interpreted; for tests and measurements.</summary>
    internal HotCode? HotCode => _hotCode;

    /// <summary>x0..x31 and the trash register.</summary>
    public ReadOnlySpan<uint> Registers => _registers;

    private uint Pc => PcOf(_state.Ip);

    /// <summary>Runs to the exit.</summary>
    /// <exception cref="GuestFaultException">The guest faulted.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public ExecutionResult Run(ReadOnlySpan<byte> input)
    {
        var io = new GuestIo(input, _options);
        var registers = (uint*)Unsafe.AsPointer(ref _registers[0]);
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            _options.CancellationToken.ThrowIfCancellationRequested();
            var sliceEnd = Math.Min(_state.Cycles + SliceCycles, _options.MaxCycles);
            var reason = Execute(registers, sliceEnd);
            // Before anything that can be seen from outside: code without jumps may have run past the limit.
            CheckCycleLimit();
            switch (reason)
            {
                case StopReason.Slice:
                    break;
                case StopReason.TextStore:
                    WarnOfTextStore(_state.FaultAddress);
                    break;
                case StopReason.Ecall when _registers[A7] == EcallNumber.Exit:
                    return new() { Cycles = _state.Cycles + 1, ExitCode = _registers[A0], Journal = io.GetJournal() };
                case StopReason.Ecall:
                    Ecall(ref io);
                    _state.Ip++;
                    break;
                default:
                    throw FaultFor(reason);
            }
        }
    }

    /// <summary>Wipes registers and memory.</summary>
    public void Dispose()
    {
        Array.Clear(_registers);
        Memory.Dispose();
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            _hotCode?.End();
        }
    }

    private StopReason Execute(uint* registers, long sliceEnd) =>
        RuntimeFeature.IsDynamicCodeSupported && _hotCode is not null
            ? _hotCode.Run(ref _state, registers, sliceEnd)
            : Interpreter.Run(ref _state, _code, registers, Memory, sliceEnd, sliceEnd);

    private void CheckCycleLimit()
    {
        var excess = _state.Cycles - _options.MaxCycles;
        if (excess < 0)
        {
            return;
        }

        // The block in progress began before the limit, so the instruction that was one too many lies straight behind.
        var pc = excess == 0 ? Origin().Target : PcOf(_state.Ip - excess);
        throw Fault(FaultKind.CycleLimit, pc, 0, _options.MaxCycles, pc);
    }

    private void Ecall(ref GuestIo io)
    {
        uint number = _registers[A7], descriptor = _registers[A0], buffer = _registers[A1], count = _registers[A2];
        FaultKind? fault = null;
        switch (number)
        {
            case EcallNumber.Read when descriptor == EcallNumber.InputDescriptor:
                fault = io.Read(Memory, buffer, count, out var transferred);
                if (fault is null)
                {
                    _registers[A0] = transferred;
                    if (_code.OverlapsText(buffer, transferred, _state.TextLength))
                    {
                        WarnOfTextStore(Math.Max(buffer, _code.Base));
                    }
                }

                break;
            case EcallNumber.Read:
                fault = FaultKind.UnknownDescriptor;
                break;
            case EcallNumber.Write:
                fault = io.Write(Memory, descriptor, buffer, count, _cancellation);
                _registers[A0] = fault is null ? count : descriptor;
                break;
            case EcallNumber.CycleCount:
                _registers[A0] = (uint)_state.Cycles & EcallNumber.CycleCountMask;
                break;
            case EcallNumber.Sha256Compress:
                Sha256();
                break;
            case EcallNumber.ModMul256 or EcallNumber.MulWide256:
                Multiply256(number == EcallNumber.MulWide256);
                break;
            case EcallNumber.KeccakAbsorb or EcallNumber.KeccakPermute:
                Keccak(number);
                break;
            case >= EcallNumber.FirstReserved and <= EcallNumber.LastReserved:
                _registers[A0] = EcallNumber.NotImplemented;
                break;
            default:
                fault = FaultKind.UnknownEcall;
                break;
        }

        if (fault is { } kind)
        {
            var address = kind switch
            {
                FaultKind.UnknownEcall => number,
                FaultKind.UnknownDescriptor => descriptor,
                _ => buffer,
            };
            throw Fault(kind, Pc, address, _state.Cycles, Pc);
        }
    }

    private void Sha256()
    {
        uint state = _registers[A0], blocks = _registers[A1], count = _registers[A2];
        if (Sha256Call.Refuse(state, blocks, count, out var argument) is { } detail)
        {
            throw GuestFaultException.At(_image, FaultKind.BadAcceleratorCall, Pc, argument, _state.Cycles, Pc, "sha256_compress: " + detail);
        }

        Sha256Call.Run(Memory, state, blocks, count, _cancellation);
        _registers[A0] = 0;
        if (_code.OverlapsText(state, 4 * Sha256Call.StateWords, _state.TextLength))
        {
            WarnOfTextStore(Math.Max(state, _code.Base));
        }
    }

    private void Multiply256(bool wide)
    {
        ReadOnlySpan<uint> addresses = _registers.AsSpan(A0, Multiply256Call.Arguments);
        Span<uint> q = stackalloc uint[Multiply256Call.Words];
        Span<uint> r = stackalloc uint[Multiply256Call.Words];
        if (Multiply256Call.Compute(Memory, wide, addresses, q, r, out var argument) is { } detail)
        {
            throw GuestFaultException.At(_image, FaultKind.BadAcceleratorCall, Pc, argument, _state.Cycles, Pc, detail);
        }

        Multiply256Call.Store(Memory, addresses[Multiply256Call.R], r);
        Multiply256Call.Store(Memory, addresses[Multiply256Call.Q], q);
        r.Clear();
        q.Clear();
        if (Multiply256Call.OverlapsText(_code, addresses, _state.TextLength, out var address))
        {
            WarnOfTextStore(address);
        }

        _registers[A0] = 0;
    }

    private void Keccak(uint number)
    {
        uint state = _registers[A0], blocks = _registers[A1], count = _registers[A2];
        if (KeccakCall.Refuse(number, state, blocks, count, out var argument) is { } detail)
        {
            throw GuestFaultException.At(_image, FaultKind.BadAcceleratorCall, Pc, argument, _state.Cycles, Pc, detail);
        }

        KeccakCall.Run(Memory, number, state, blocks, count, _cancellation);
        _registers[A0] = 0;
        if (_code.OverlapsText(state, 4 * KeccakCall.StateWords, _state.TextLength))
        {
            WarnOfTextStore(Math.Max(state, _code.Base));
        }
    }

    private void WarnOfTextStore(uint address)
    {
        _state.TextLength = 0;
        Memory.GuardStores(0, 0);
        _options.TextStoreWarning!(Pc, address);
    }

    private GuestFaultException FaultFor(StopReason reason)
    {
        var address = _state.FaultAddress;
        var inRange = address < AddressSpace.MemoryLimit;
        return reason switch
        {
            StopReason.Ebreak => Fault(FaultKind.Ebreak, Pc, 0, _state.Cycles, Pc),
            // The jump itself is complete, the fetch of its target is what failed.
            StopReason.JumpOut when _state.Cycles + 1 >= _options.MaxCycles =>
                Fault(FaultKind.CycleLimit, address, 0, _options.MaxCycles, address),
            StopReason.JumpOut => JumpOutFault(address),
            StopReason.BadLoad => Fault(inRange ? FaultKind.MisalignedLoad : FaultKind.AddressOutOfRange, Pc, address, _state.Cycles, Pc),
            StopReason.BadStore => Fault(inRange ? FaultKind.MisalignedStore : FaultKind.AddressOutOfRange, Pc, address, _state.Cycles, Pc),
            _ when _image.IsExecutable(Pc) => Fault(FaultKind.IllegalInstruction, Pc, 0, _state.Cycles, Pc),
            _ => FetchFault(Origin().Target, Origin().Source, _state.Cycles),
        };
    }

    private GuestFaultException JumpOutFault(uint target)
    {
        _registers[_state.Ip->Rd] = Pc + 4;
        return FetchFault(target, Pc, _state.Cycles + 1);
    }

    // The address that Ip stands for, and the instruction that led there. Ip may be in a gap between segments or at the
    // sentinel, which stands for all targets of direct jumps outside; the original instruction knows which one.
    private (uint Target, uint Source) Origin()
    {
        if (_state.JumpTarget != _state.Ip)
        {
            return (Pc, Pc - 4);
        }

        var source = PcOf(_state.JumpSource);
        var jump = _image.Code[(source - _image.CodeBase) >> 2];
        return (jump.Opcode == Opcode.Jalr ? Pc : source + (uint)jump.Immediate, source);
    }

    private GuestFaultException FetchFault(uint target, uint source, long cycles) =>
        Fault((target & 3) != 0 ? FaultKind.MisalignedJump : FaultKind.OutsideProgram, target, source, cycles, source);

    private GuestFaultException Fault(FaultKind kind, uint pc, uint address, long cycles, uint symbolAt) =>
        GuestFaultException.At(_image, kind, pc, address, cycles, symbolAt);

    private uint PcOf(Instruction* ip) => _code.Base + 4 * (uint)(ip - _code.Start);
}
