using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>One generated program: a stretch of code that falls through at its end, and the initial bytes of its data.</summary>
/// <param name="Flavour">what the program has most of.</param>
/// <param name="Code">instruction words; they know their data's address but not their own.</param>
/// <param name="Data"><see cref="ProgramGenerator.DataBytes"/> bytes: initial registers, the window that the program works on, more for accelerators, and
/// numbers.</param>
internal sealed record GeneratedProgram(Flavour Flavour, uint[] Code, byte[] Data);

/// <summary>What a generated program has most of; every program has some of everything.</summary>
internal enum Flavour
{
    Arithmetic,
    Memory,
    Jumps,
    Calls,
}

/// <summary>Makes programs from seeds, the same on every machine. Each ends for certain and publishes all of its registers and data.</summary>
/// <remarks>
/// A program loads x1..x31 from its data, runs its constructs, stores x1..x31 back and writes all its data to the journal. Two registers, drawn for each
/// program, point to the window all the time, three count loops, and constructs keep some for themselves while they last; all others are free, x0 is
/// written to and read as any other. Within these bounds every operand is drawn, so the same register often stands in several places of an instruction, and
/// half of the sources are what was written last.
/// </remarks>
internal sealed partial class ProgramGenerator
{
    /// <summary>Bytes of data of one program.</summary>
    public const int DataBytes = WindowOffset + ArenaBytes + PoolNumbers * NumberBytes;

    private const int WindowOffset = 128, WindowBytes = 384, ArenaBytes = 768;

    // Calls use these, so nothing lasting is kept in them.
    private static readonly int[] CallRegisters = [A0, A1, A2, 13, 14, 15, 16, A7];

    private static readonly uint[] EdgeValues =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 33, 0x7F, 0x80, 0xFF, 0x100, 0x7FF, 0x800, 0xFFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x10001, 0x7800_0001,
        0x7FFF_FFFE, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_0000, 0xFFFF_7FFF, 0xFFFF_8000, 0xFFFF_F800, 0xFFFF_FFE0, 0xFFFF_FFFD, 0xFFFF_FFFE,
        0xFFFF_FFFF, 0x5555_5555, 0xAAAA_AAAA,
    ];

    private static readonly int[] EdgeImmediates = [0, 1, -1, 2, -2, 0x7F, -0x80, 0xFF, 2047, -2048, -2047, 31, 32];

    private readonly Random _random;
    private readonly uint _window;
    private readonly Flavour _flavour;
    private readonly bool[] _kept = new bool[32];
    private readonly (int Register, int Displacement)[] _pointers;
    private readonly int[] _counters;
    private readonly int[] _recent = new int[2];

    private ProgramGenerator(ulong seed, uint dataAddress)
    {
        // Distinct for seeds below 2^29, and far apart for neighbours.
        _random = new((int)(seed * 0x9E37_79B9_7F4A_7C15 >> 33));
        _window = dataAddress + WindowOffset;
        _flavour = (Flavour)_random.Next(4);
        _kept[0] = true;
        _pointers = [(Keep(), _random.Next(-1660, 2048)), (Keep(), _random.Next(-1660, 2048))];
        _counters = [Keep(), Keep(), Keep()];
    }

    /// <summary>Makes the program of a seed.</summary>
    /// <param name="seed">below 2^29.</param>
    /// <param name="dataAddress">where its data will lie; a multiple of 4.</param>
    /// <param name="repeats">how often the program's constructs run, at least 1.</param>
    public static GeneratedProgram Create(ulong seed, uint dataAddress, int repeats = 1)
    {
        var g = new ProgramGenerator(seed, dataAddress);
        var data = g.Data();
        uint[] constructs = [.. Enumerable.Range(0, g._random.Next(8, 28)).SelectMany(_ => g.Construct(0))];
        return new(g._flavour, [.. g.Prologue(dataAddress), .. g.Repeated(constructs, repeats), .. g.Epilogue(dataAddress)], data);
    }

    /// <summary>What the program of a seed has most of.</summary>
    public static Flavour FlavourOf(ulong seed) => new ProgramGenerator(seed, 0)._flavour;

    private byte[] Data()
    {
        var words = new uint[(WindowOffset + ArenaBytes) / 4];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = Value();
        }

        return [.. ElfBuilder.ToBytes(words), .. Pool(_random)];
    }

    private uint[] Prologue(uint dataAddress)
    {
        var p = _pointers[0].Register;
        return
        [
            .. Li(p, dataAddress), .. Enumerable.Range(1, 31).Where(r => r != p).Select(r => Lw(r, 4 * r, p)),
            .. _pointers.SelectMany(q => Li(q.Register, _window + (uint)q.Displacement)),
        ];
    }

    private uint[] Epilogue(uint dataAddress)
    {
        var p = _pointers[0].Register;
        return
        [
            .. Li(p, dataAddress), .. Enumerable.Range(1, 31).Select(r => Sw(r, 4 * r, p)),
            .. Li(A0, 3), .. Li(A1, dataAddress), .. Li(A2, DataBytes), .. Li(A7, 64), Ecall(),
        ];
    }

    // Around the whole program, so by JAL: a branch does not reach that far.
    private uint[] Repeated(uint[] body, int repeats)
    {
        var c = _counters[2];
        return repeats == 1 ? body : [.. Li(c, (uint)repeats), .. body, Addi(c, c, -1), Beq(c, 0, 8), Jal(0, -4 * (body.Length + 2))];
    }

    private uint[] Construct(int depth) => _random.Next(2) == 0 ? AnyConstruct(depth) : _flavour switch
    {
        Flavour.Arithmetic => Arithmetic(),
        Flavour.Memory => MemoryAccess(depth),
        Flavour.Jumps => Jump(depth),
        _ => depth < 2 ? Call(depth) : Constants(),
    };

    private uint[] AnyConstruct(int depth) => _random.Next(18) switch
    {
        < 6 => Arithmetic(),
        < 11 => MemoryAccess(depth),
        < 14 => Jump(depth),
        14 => HostCall(depth),
        15 or 16 => depth < 2 ? Accelerated() : Constants(),
        _ => Constants(),
    };

    // One to three constructs, a level further down.
    private uint[] Body(int depth) => [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(_ => Construct(depth + 1))];

    private uint[] Constants() => _random.Next(4) switch
    {
        0 => Li(Destination(), Value()),
        1 => [Lui(Destination(), UpperImmediate())],
        2 => [Auipc(Destination(), UpperImmediate())],
        // FENCE with any ordering fields, rd and rs1 does nothing.
        _ => [(uint)_random.Next(1 << 20) << 12 & 0xFFFF_8000 | (uint)_random.Next(32) << 7 | 0x0F],
    };

    private int UpperImmediate() => _random.Next(3) == 0 ? Pick([0, 1, 0x7FFFF, 0x80000, 0xFFFFF]) : _random.Next(1 << 20);

    private uint Value() => _random.Next(2) == 0 ? Pick(EdgeValues) : (uint)_random.NextInt64(1L << 32);

    // x0 now and then: the result must not be seen by anyone.
    private int Destination()
    {
        if (_random.Next(12) == 0)
        {
            return 0;
        }

        var register = Free();
        (_recent[0], _recent[1]) = (register, _recent[0]);
        return register;
    }

    private int Source() => _random.Next(16) switch
    {
        < 2 => 0,
        < 8 => _recent[0],
        < 10 => _recent[1],
        _ => _random.Next(32),
    };

    // A register that anything may write.
    private int Free()
    {
        while (true)
        {
            var register = _random.Next(1, 32);
            if (!_kept[register])
            {
                return register;
            }
        }
    }

    // As many different free registers as asked for.
    private int[] Distinct(int count)
    {
        var registers = new int[count];
        for (var i = 0; i < count; i++)
        {
            do
            {
                registers[i] = Free();
            }
            while (registers.AsSpan(0, i).Contains(registers[i]));
        }

        return registers;
    }

    // A free register that nothing else writes from now on.
    private int Keep()
    {
        while (true)
        {
            var register = Free();
            if (!CallRegisters.Contains(register))
            {
                _kept[register] = true;
                return register;
            }
        }
    }

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
