using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests.Support;

/// <summary>Random guests from a seed, the same on every machine.</summary>
/// <remarks>
/// <see cref="Terminating"/> programs set every register first, stay in mapped memory and exit, so they also run under
/// qemu-riscv32. <see cref="Wild"/> programs are unstructured words and mostly fault.
/// </remarks>
public sealed class RandomPrograms
{
    public const uint DataAddress = 0x20000;
    public const int DataBytes = 8192;

    // x2 and x3 point into the data; x30 and x31 count loops. Nothing else writes them.
    private const int PointerA = 2, PointerB = 3, InnerCounter = 30, OuterCounter = 31, PointerOffset = 2048;

    private static readonly uint[] EdgeValues =
        [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFE, 0xFFFF_FFFF];

    private static readonly Func<int, int, int, uint>[] RegisterOperations =
    [
        Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu,
    ];

    private static readonly Func<int, int, int, uint>[] ImmediateOperations = [Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai];

    private static readonly Func<int, int, int, uint>[] Branches = [Beq, Bne, Blt, Bge, Bltu, Bgeu];

    private static readonly (Func<int, int, int, uint> Encode, int Size)[] Loads = [(Lb, 1), (Lbu, 1), (Lh, 2), (Lhu, 2), (Lw, 4)];

    private static readonly (Func<int, int, int, uint> Encode, int Size)[] Stores = [(Sb, 1), (Sh, 2), (Sw, 4)];

    private readonly Random _random;

    private RandomPrograms(int seed) => _random = new(seed);

    /// <summary>A program that exits: all instruction classes, hazards, aliasing, loops, reads and writes.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="items">Roughly how many constructs; each is one to some dozens of instructions.</param>
    /// <param name="cycleCount">Whether to ask for the cycle count, whose value only FastZk knows.</param>
    public static byte[] Terminating(int seed, int items = 40, bool cycleCount = true)
    {
        var programs = new RandomPrograms(seed);
        var data = new byte[DataBytes];
        programs._random.NextBytes(data);
        var code = new List<uint>();
        for (var register = 1; register < 32; register++)
        {
            code.AddRange(Li(register, programs.Value()));
        }

        code.AddRange(Li(PointerA, DataAddress + PointerOffset));
        code.AddRange(Li(PointerB, DataAddress + PointerOffset + 16));
        for (var i = 0; i < items; i++)
        {
            code.AddRange(programs.Item(depth: 0, cycleCount));
        }

        code.AddRange(Epilogue());
        var builder = ElfBuilder.WithCode([.. code]).AddSegment(DataAddress, data, ElfBuilder.ReadWrite);
        builder.PageAligned = true;
        return builder.Build();
    }

    /// <summary>A program of random words, nearly all legal, that goes where it goes.</summary>
    public static byte[] Wild(int seed, int words = 64)
    {
        var programs = new RandomPrograms(seed);
        var code = new uint[words];
        for (var i = 0; i < words; i++)
        {
            code[i] = programs.WildWord();
        }

        code[0] = Auipc(PointerA, 0x10);
        var data = new byte[256];
        programs._random.NextBytes(data);
        return ElfBuilder.WithCode(code).AddSegment(DataAddress, data, ElfBuilder.ReadWrite)
            .AddCode(0x10000 + 4 * (uint)words + 16, WildGapCode).Build();
    }

    // Behind a gap, so that jumps may hit either.
    private static readonly uint[] WildGapCode = [Jal(Ra, -8), Addi(T0, T0, 1), Jalr(Zero, Ra, 0), 0];

    private uint[] Item(int depth, bool cycleCount) => _random.Next(20) switch
    {
        < 6 => [Pick(RegisterOperations)(Destination(), Source(), Source())],
        < 9 => [Pick(ImmediateOperations)(Destination(), Source(), _random.Next(-2048, 2048))],
        9 => Hazard(),
        10 => Li(Destination(), Value()),
        < 13 => Access(Pick(Loads), Destination()),
        < 15 => Access(Pick(Stores), Source()),
        15 => SkipAhead(depth, cycleCount),
        16 => depth < 2 ? Loop(depth, cycleCount) : [Fence()],
        17 => depth < 2 ? Call(depth, cycleCount) : [Auipc(Destination(), _random.Next(1 << 20))],
        18 => _random.Next(2) == 0 ? [Lui(Destination(), _random.Next(1 << 20))] : [Fence()],
        _ => depth == 0 ? HostCall(cycleCount) : [Pick(RegisterOperations)(0, Source(), Source())],
    };

    private uint[] Hazard()
    {
        var register = Destination();
        return [Pick(RegisterOperations)(register, register, register), Pick(RegisterOperations)(register, register, register)];
    }

    // Both pointers reach the same 64 bytes, so that words, halves and bytes overlap all the time.
    private uint[] Access((Func<int, int, int, uint> Encode, int Size) access, int register)
    {
        var offset = _random.Next(64 / access.Size) * access.Size;
        return _random.Next(4) switch
        {
            0 => [access.Encode(register, offset - 16, PointerB)],
            1 => [access.Encode(register, _random.Next(-2048, 2044) & ~3, PointerA)],
            _ => [access.Encode(register, offset, PointerA)],
        };
    }

    private uint[] SkipAhead(int depth, bool cycleCount)
    {
        var body = Body(depth, cycleCount);
        var distance = 4 * (body.Length + 1);
        if (_random.Next(4) == 0)
        {
            return [Jal(Destination(), distance), .. body];
        }

        return [Pick(Branches)(Source(), _random.Next(3) == 0 ? 0 : Source(), distance), .. body];
    }

    private uint[] Loop(int depth, bool cycleCount)
    {
        var counter = depth == 0 ? OuterCounter : InnerCounter;
        var body = Body(depth + (depth == 0 ? 1 : 2), cycleCount);
        return [Addi(counter, 0, _random.Next(1, 12)), .. body, Addi(counter, counter, -1), Bne(counter, 0, -4 * (body.Length + 1))];
    }

    // auipc t; jalr rd, t, target: rd may be t itself or x0, and bit 0 of the target must not matter.
    private uint[] Call(int depth, bool cycleCount)
    {
        var body = Body(depth + 1, cycleCount);
        var link = Destination(atLeast: 1);
        return [Auipc(link, 0), Jalr(Destination(), link, 4 * (body.Length + 2) + _random.Next(2)), .. body];
    }

    private uint[] Body(int depth, bool cycleCount)
    {
        var count = _random.Next(1, 6);
        return [.. Enumerable.Range(0, count).SelectMany(_ => Item(Math.Max(depth, 1), cycleCount))];
    }

    private uint[] HostCall(bool cycleCount)
    {
        uint buffer = DataAddress + PointerOffset + (uint)_random.Next(64), count = (uint)_random.Next(40);
        return _random.Next(4) switch
        {
            0 => [.. Li(A0, 0), .. Li(A1, buffer), .. Li(A2, count), .. Li(A7, 63), Ecall()],
            1 => [.. Li(A7, cycleCount ? 0x1000u : 0x10F7), Ecall()],
            2 => [.. Li(A7, 0x1055), Ecall()],
            _ => [.. Li(A0, 3), .. Li(A1, buffer), .. Li(A2, count), .. Li(A7, 64), Ecall()],
        };
    }

    // Publishes all registers and the window that the accesses overlap in, then exits with what is in x9.
    private static uint[] Epilogue()
    {
        var code = new List<uint>(Li(PointerA, DataAddress));
        for (var register = 1; register < 32; register++)
        {
            code.Add(Sw(register, 4 * register, PointerA));
        }

        code.AddRange([.. Li(A0, 3), .. Li(A1, DataAddress), .. Li(A2, DataBytes), .. Li(A7, 64), Ecall()]);
        code.AddRange([Addi(A0, 9, 0), .. Assembler.Exit()]);
        return [.. code];
    }

    private uint WildWord()
    {
        int rd = _random.Next(32), rs1 = _random.Next(32), rs2 = _random.Next(32);
        return _random.Next(40) switch
        {
            < 12 => Pick(RegisterOperations)(rd, rs1, rs2),
            < 20 => Pick(ImmediateOperations)(rd, rs1, _random.Next(-2048, 2048)),
            < 25 => Pick(Branches)(rs1, rs2, _random.Next(-20, 20) * (_random.Next(10) == 0 ? 2 : 4)),
            < 27 => Jal(rd, _random.Next(-20, 30) * (_random.Next(10) == 0 ? 2 : 4)),
            27 => Jalr(rd, _random.Next(2) == 0 ? Ra : rs1, _random.Next(-16, 16)),
            < 32 => Pick(Loads).Encode(rd, _random.Next(-32, 256), _random.Next(3) == 0 ? rs1 : PointerA),
            < 36 => Pick(Stores).Encode(rs2, _random.Next(-32, 256), _random.Next(3) == 0 ? rs1 : PointerA),
            36 => Lui(rd, _random.Next(1 << 20)),
            37 => Auipc(rd, _random.Next(1 << 20)),
            38 => _random.Next(4) == 0 ? Ecall() : Addi(_random.Next(2) == 0 ? A7 : A0, 0, _random.Next(2) == 0 ? 64 : 3),
            _ => _random.Next(3) == 0 ? (uint)_random.NextInt64(1L << 32) : Fence(),
        };
    }

    private uint Value() => _random.Next(2) == 0 ? Pick(EdgeValues) : (uint)_random.NextInt64(1L << 32);

    private int Destination(int atLeast = 0)
    {
        var register = _random.Next(atLeast, 29);
        return register is PointerA or PointerB ? 4 : register;
    }

    private int Source() => _random.Next(5) == 0 ? 0 : _random.Next(32);

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
