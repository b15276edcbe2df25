using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>
/// Random programs of some dozens of steps with all instruction classes and host calls, small so that very many lies about them can be judged; now and then
/// one of the large ones that other tests use.
/// </summary>
internal sealed class SmallPrograms
{
    private const uint Data = 0x20000;
    private const int Words = 12, Pointer = 2, Counter = 31, Registers = 9;

    private static readonly uint[] Edges =
        [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FFFE, 0xFFFF_FFFF];

    private static readonly Func<int, int, int, uint>[] Operations =
        [Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu];

    private static readonly Func<int, int, int, uint>[] Immediates = [Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai];

    private static readonly Func<int, int, int, uint>[] Branches = [Beq, Bne, Blt, Bge, Bltu, Bgeu];

    private static readonly (Func<int, int, int, uint> Encode, int Size)[] Loads = [(Lb, 1), (Lbu, 1), (Lh, 2), (Lhu, 2), (Lw, 4)];

    private static readonly (Func<int, int, int, uint> Encode, int Size)[] Stores = [(Sb, 1), (Sh, 2), (Sw, 4)];

    private readonly SplitMix _random;

    private SmallPrograms(ulong seed) => _random = new(seed);

    /// <summary>The program of a number, with its input.</summary>
    public static LyingProgram Make(ulong number)
    {
        var random = new SplitMix(~number);
        byte[] input = [.. Enumerable.Range(0, random.Next(30)).Select(_ => (byte)random.Next(256))];
        switch (number % 64)
        {
            case 21:
                return new(RandomPrograms.Terminating((int)(number / 64 % 1_000_000), items: 10), input);
            case 42:
                var (elf, bytes, _) = EdgePrograms.All[random.Pick(Edge)];
                return new(elf, bytes);
            default:
                return new(new SmallPrograms(number).Build(), input);
        }
    }

    // The edge programs of up to some thousand steps.
    private static readonly string[] Edge = ["jumps and constants", "ecalls", "no input, no journal", "exit at once"];

    private byte[] Build()
    {
        var code = new List<uint>(Li(Pointer, Data));
        for (var r = 0; r < 5; r++)
        {
            code.AddRange(_random.Next(4) == 0 ? [Addi(Register(), 0, _random.Next(-2048, 2048))] : Li(Register(), Value()));
        }

        for (var items = _random.Next(8, 30); items > 0; items--)
        {
            code.AddRange(Item(0));
        }

        // Some results to the journal, then the exit, and behind it what an execution that went on would find.
        for (var k = 0; k < 3; k++)
        {
            code.Add(Sw(Register(), 4 * k, Pointer));
        }

        code.AddRange(Bare.Publish(Data + (uint)_random.Next(4), (uint)_random.Next(1, 13)));
        code.AddRange([Addi(A0, Register(), 0), .. Exit(), Addi(A0, 0, _random.Next(100)), .. Exit()]);
        uint[] data = [.. Enumerable.Range(0, Words / 2).Select(_ => Value())];
        return ElfBuilder.WithCode([.. code]).AddSegment(Data, ElfBuilder.ToBytes(data), ElfBuilder.ReadWrite).Build();
    }

    private uint[] Item(int depth) => _random.Next(20) switch
    {
        < 6 => [_random.Pick(Operations)(Destination(), Source(), Source())],
        < 9 => [_random.Pick(Immediates)(Destination(), Source(), _random.Next(-2048, 2048))],
        < 12 => Access(_random.Pick(Loads), Destination()),
        < 14 => Access(_random.Pick(Stores), Source()),
        14 => SkipAhead(depth),
        15 => depth == 0 ? Loop() : [Fence()],
        16 => depth == 0 ? Call() : [Auipc(Destination(), _random.Next(1 << 20))],
        17 => _random.Next(3) switch { 0 => [Lui(Destination(), _random.Next(1 << 20))], 1 => [Fence()], _ => Li(Destination(), Value()) },
        _ => depth == 0 ? HostCall() : [_random.Pick(Operations)(0, Source(), Source())],
    };

    private uint[] Access((Func<int, int, int, uint> Encode, int Size) access, int register) =>
        [access.Encode(register, _random.Next(4 * Words / access.Size) * access.Size, Pointer)];

    private uint[] Body() => [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(_ => Item(1))];

    private uint[] SkipAhead(int depth)
    {
        var body = depth > 1 ? [Fence()] : Body();
        var distance = 4 * (body.Length + 1);
        return _random.Next(4) == 0 ? [Jal(Destination(), distance), .. body] : [_random.Pick(Branches)(Source(), Source(), distance), .. body];
    }

    private uint[] Loop()
    {
        var body = Body();
        return [Addi(Counter, 0, _random.Next(1, 4)), .. body, Addi(Counter, Counter, -1), Bne(Counter, 0, -4 * (body.Length + 1))];
    }

    // rd may be the register jumped by, or x0; bit 0 of the target must not matter.
    private uint[] Call()
    {
        var body = Body();
        var link = Register();
        return [Auipc(link, 0), Jalr(_random.Next(3) == 0 ? link : Destination(), link, 4 * (body.Length + 2) + _random.Next(2)), .. body];
    }

    private uint[] HostCall()
    {
        uint buffer = Data + (uint)_random.Next(4 * Words - 12), count = (uint)_random.Next(12);
        return _random.Next(12) switch
        {
            >= 10 => Permutation(),
            9 => Multiplication(),
            8 => Bare.Call(EcallNumber.Sha256Compress, Data + 4 * (uint)_random.Next(5), Data + 64 + 4 * (uint)_random.Next(4), (uint)_random.Next(4)),
            < 3 => Bare.Call(63, 0, buffer, count),
            < 5 => Bare.Call(64, 3, buffer, count),
            5 => Bare.Call(64, (uint)_random.Next(1, 3), buffer, count),
            6 => [.. Li(A7, 0x1000), Ecall()],
            _ => [.. Li(A7, EcallNumber.FirstReserved + (uint)_random.Next((int)(EcallNumber.LastReserved - EcallNumber.FirstReserved) + 1)), Ecall()],
        };
    }

    // The state lies behind all that products use; what it becomes, and what is absorbed, comes from registers and goes there.
    private uint[] Permutation()
    {
        var state = 4 * _random.Next(112, 117);
        var blocks = 4 * (_random.Next(3) > 0 ? _random.Next(5) : 170 + _random.Next(5));
        var call = _random.Next(3) == 0
            ? Bare.Call(EcallNumber.KeccakPermute, Data + (uint)state)
            : Bare.Call(EcallNumber.KeccakAbsorb, Data + (uint)state, Data + (uint)blocks, (uint)_random.Next(3));
        return [Sw(Source(), state + 4 * _random.Next(50), Pointer), .. call, Lw(Destination(), state + 4 * _random.Next(50), Pointer)];
    }

    // The modulus is 2^224·(2^32 - 2) at least and a is below 2^160, as words from the fourteenth on stay 0: the quotient has 256 bits.
    // Two calls in three are of mulwide256.
    private uint[] Multiplication()
    {
        const uint modulus = Data + 256;
        uint Number(int first, int count) => Data + 4 * (uint)(first + _random.Next(count));
        var register = Register();
        return
        [
            .. Li(register, 0xFFFF_FFFE + (uint)_random.Next(2)), Sw(register, (int)(modulus - Data) + 28, Pointer),
            .. Multiplications.Call(_random.Next(3) > 0, Number(0, 5), Number(8, 3), Number(0, 5), Number(0, 9), Number(0, 9), modulus, Number(32, 4)),
        ];
    }

    private uint Value() => _random.Next(2) == 0 ? _random.Pick(Edges) : _random.NextUInt32();

    // x5..x13, with the arguments of host calls among them.
    private int Register() => 5 + _random.Next(Registers);

    private int Destination() => _random.Next(8) == 0 ? 0 : Register();

    private int Source() => _random.Next(8) == 0 ? _random.Pick([0, Pointer, Counter]) : Register();
}
