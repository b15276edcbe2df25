namespace FastZk.Vm;

/// <summary>
/// A second, deliberately simple interpreter: the oracle that tests hold the executor and the trace recorder against.
/// Slow (a tenth of the executor's speed); never used to prove.
/// </summary>
/// <remarks>
/// It follows the text of the ISA manual and shares no decoding, arithmetic, memory or ecall code with the executor.
/// It keeps 32 registers and drops writes to x0, where the executor has a trash register. It never warns of stores to
/// text and has no console.
/// </remarks>
public sealed partial class ReferenceInterpreter
{
    private readonly ElfImage _image;
    private readonly byte[] _input;
    private readonly ExecutionOptions _options;
    private readonly List<byte> _journal = [];
    private readonly Dictionary<uint, uint> _memory = [];
    private readonly uint[] _x = new uint[32];
    private int _inputPosition;
    private uint _pc;
    private uint _previousPc;
    private uint? _exitCode;

    /// <summary>A machine at the program's entry, all registers zero.</summary>
    public ReferenceInterpreter(ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        _image = image;
        _input = input.ToArray();
        _options = options ?? ExecutionOptions.Default;
        _pc = image.Entry;
        for (var i = 0; i < image.ImageWordCount; i++)
        {
            _memory[image.ImageAddresses[i]] = image.ImageValues[i];
        }
    }

    /// <summary>Instructions executed so far.</summary>
    public long Cycles { get; private set; }

    /// <summary>Address of the next instruction.</summary>
    public uint Pc => _pc;

    /// <summary>x0..x31.</summary>
    public ReadOnlySpan<uint> Registers => _x;

    /// <summary>All memory words that the image or a store put somewhere, by byte address; others are zero.</summary>
    public IReadOnlyDictionary<uint, uint> Memory => _memory;

    /// <summary>Runs to the exit.</summary>
    /// <exception cref="GuestFaultException">The guest faulted.</exception>
    public static ExecutionResult Run(ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions? options = null) =>
        new ReferenceInterpreter(image, input, options).Run();

    /// <inheritdoc cref="Run(ElfImage, ReadOnlySpan{byte}, ExecutionOptions?)"/>
    public ExecutionResult Run()
    {
        while (Step())
        {
        }

        return new() { Cycles = Cycles, ExitCode = _exitCode!.Value, Journal = [.. _journal] };
    }

    /// <summary>Executes one instruction.</summary>
    /// <returns>False once the guest has exited.</returns>
    /// <exception cref="GuestFaultException">The guest faulted.</exception>
    public bool Step()
    {
        if (_exitCode is not null)
        {
            return false;
        }

        if (Cycles == _options.MaxCycles)
        {
            throw Fault(FaultKind.CycleLimit, 0);
        }

        if (_pc % 4 != 0)
        {
            throw Fault(FaultKind.MisalignedJump, _previousPc);
        }

        if (!_image.IsExecutable(_pc))
        {
            throw Fault(FaultKind.OutsideProgram, _previousPc);
        }

        var next = Execute(_image.CodeWords[(_pc - _image.CodeBase) / 4]);
        _previousPc = _pc;
        _pc = next;
        Cycles++;
        return _exitCode is null;
    }

    // Returns the next pc.
    private uint Execute(uint word)
    {
        var f = new Fields(word);
        uint a = _x[f.Rs1], b = _x[f.Rs2], following = _pc + 4;
        switch (f.Opcode)
        {
            case 0b0110111: // LUI
                Write(f.Rd, f.ImmediateU);
                return following;
            case 0b0010111: // AUIPC
                Write(f.Rd, _pc + f.ImmediateU);
                return following;
            case 0b1101111: // JAL
                Write(f.Rd, following);
                return _pc + f.ImmediateJ;
            case 0b1100111 when f.Funct3 == 0: // JALR: the target is taken before rd is written
                Write(f.Rd, following);
                return (a + f.ImmediateI) & 0xFFFFFFFE;
            case 0b1100011: // branches
                return Condition(f.Funct3, a, b) ? _pc + f.ImmediateB : following;
            case 0b0000011: // loads
                Write(f.Rd, Load(f.Funct3, a + f.ImmediateI));
                return following;
            case 0b0100011: // stores
                Store(f.Funct3, a + f.ImmediateS, b);
                return following;
            case 0b0010011: // register and immediate
                Write(f.Rd, OperateImmediate(f, a));
                return following;
            case 0b0110011: // register and register
                Write(f.Rd, f.Funct7 == 1 ? MultiplyDivide(f.Funct3, a, b) : Operate(f.Funct7, f.Funct3, a, b));
                return following;
            case 0b0001111 when f.Funct3 == 0: // FENCE
                return following;
            case 0b1110011 when word == 0x00000073: // ECALL
                Ecall();
                return following;
            case 0b1110011 when word == 0x00100073: // EBREAK
                throw Fault(FaultKind.Ebreak, 0);
            default:
                throw Illegal();
        }
    }

    private void Write(uint rd, uint value)
    {
        if (rd != 0)
        {
            _x[rd] = value;
        }
    }

    private bool Condition(uint funct3, uint a, uint b) => funct3 switch
    {
        0b000 => a == b,
        0b001 => a != b,
        0b100 => (int)a < (int)b,
        0b101 => (int)a >= (int)b,
        0b110 => a < b,
        0b111 => a >= b,
        _ => throw Illegal(),
    };

    private GuestFaultException Illegal() => Fault(FaultKind.IllegalInstruction, 0);

    private GuestFaultException Fault(FaultKind kind, uint address, string? detail = null)
    {
        var symbolAt = kind is FaultKind.MisalignedJump or FaultKind.OutsideProgram ? _previousPc : _pc;
        return GuestFaultException.At(_image, kind, _pc, address, Cycles, symbolAt, detail);
    }

    /// <summary>The fields of an instruction word as the manual's tables of formats show them.</summary>
    private readonly struct Fields(uint word)
    {
        public uint Opcode => word & 0x7F;

        public uint Rd => word >> 7 & 0x1F;

        public uint Funct3 => word >> 12 & 7;

        public uint Rs1 => word >> 15 & 0x1F;

        public uint Rs2 => word >> 20 & 0x1F;

        public uint Funct7 => word >> 25;

        public uint ImmediateU => word - word % 4096;

        public uint ImmediateI => SignExtend(word >> 20, 12);

        public uint ImmediateS => SignExtend(Funct7 * 32 + Rd, 12);

        public uint ImmediateB => SignExtend(Bit(31) * 4096 + Bit(7) * 2048 + (word >> 25 & 63) * 32 + (word >> 8 & 15) * 2, 13);

        public uint ImmediateJ => SignExtend(Bit(31) * 1048576 + (word >> 12 & 255) * 4096 + Bit(20) * 2048 + (word >> 21 & 1023) * 2, 21);

        private uint Bit(int position) => word >> position & 1;

        private static uint SignExtend(uint value, int bits)
        {
            var sign = 1u << (bits - 1);
            return value < sign ? value : value - 2 * sign;
        }
    }
}
