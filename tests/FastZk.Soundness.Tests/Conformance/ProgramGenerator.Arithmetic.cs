using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Conformance;

internal sealed partial class ProgramGenerator
{
    private static readonly Func<int, int, int, uint>[] RegisterOperations =
        [Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu];

    private static readonly Func<int, int, int, uint>[] ImmediateOperations = [Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai];

    // The least number by -1, by itself and by 1; -1 by itself; nothing by nothing; and numbers that only a sign or a carry tells apart.
    private static readonly (uint A, uint B)[] EdgePairs =
    [
        (0x8000_0000, 0xFFFF_FFFF), (0x8000_0000, 0x8000_0000), (0x8000_0000, 1), (0xFFFF_FFFF, 0xFFFF_FFFF), (0xFFFF_FFFF, 0x8000_0000), (0x8000_0000, 0), (0, 0),
        (0x7FFF_FFFF, 0x8000_0000), (0x7FFF_FFFF, 0x7FFF_FFFF), (0xFFFF_FFFF, 0), (0x8000_0000, 31), (0xFFFF_FFFF, 32), (0x0001_0000, 0x0001_0000), (0x0000_FFFF, 0x0001_0001),
    ];

    private uint[] Arithmetic() => _random.Next(12) switch
    {
        < 4 => [RegisterOperation()],
        < 6 => [ImmediateOperation()],
        6 => EdgeOperands(),
        7 => SameRegisters(),
        8 => DependentChain(),
        9 => Divisions(),
        10 => LongMultiplications(),
        _ => LongAddition(),
    };

    private uint RegisterOperation()
    {
        int a = Source(), b = Source();
        return Pick(RegisterOperations)(Destination(), a, b);
    }

    private uint ImmediateOperation()
    {
        var a = Source();
        return Pick(ImmediateOperations)(Destination(), a, Immediate());
    }

    private int Immediate() => _random.Next(2) == 0 ? Pick(EdgeImmediates) : _random.Next(-2048, 2048);

    // Some operations on the same two edge values, often on a pair that one of them treats apart.
    private uint[] EdgeOperands()
    {
        var r = Distinct(2);
        var (a, b) = _random.Next(2) == 0 ? Pick(EdgePairs) : (Pick(EdgeValues), Pick(EdgeValues));
        return
        [
            .. Li(r[0], a), .. Li(r[1], b),
            .. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Pick(RegisterOperations)(Pick([0, .. OutsideOf(r)]), r[0], r[1])),
        ];
    }

    // Two free registers that are none of some others.
    private int[] OutsideOf(int[] others)
    {
        var registers = Distinct(others.Length + 2);
        return [.. registers.Except(others).Take(2)];
    }

    // All ways in which the three registers of one operation can be the same, and x0 in every place.
    private uint[] SameRegisters()
    {
        var r = Distinct(3);
        int a = r[0], b = r[1], c = r[2];
        (int Rd, int Rs1, int Rs2)[] ways = [(a, a, a), (a, a, b), (a, b, a), (a, b, b), (0, a, b), (a, 0, b), (a, b, 0), (0, a, a), (a, 0, 0), (0, 0, 0)];
        return [.. ways.Where(_ => _random.Next(2) == 0).SelectMany(w => new[] { Pick(RegisterOperations)(w.Rd, w.Rs1, w.Rs2), Add(c, c, w.Rd) })];
    }

    // Each instruction needs the result of the one before it.
    private uint[] DependentChain()
    {
        var last = Free();
        var code = new uint[_random.Next(3, 9)];
        for (var i = 0; i < code.Length; i++)
        {
            var next = _random.Next(3) == 0 ? last : Free();
            code[i] = _random.Next(4) switch
            {
                0 => Pick(RegisterOperations)(next, last, Source()),
                1 => Pick(RegisterOperations)(next, Source(), last),
                2 => Pick(RegisterOperations)(next, last, last),
                _ => Pick(ImmediateOperations)(next, last, Immediate()),
            };
            last = next;
        }

        return code;
    }

    // Quotients of quotients, remainders put together again, with divisors that are 0, 1 and -1 in turn.
    private uint[] Divisions()
    {
        var r = Distinct(4);
        int Any() => Pick(r);
        var code = new List<uint>([.. Li(r[0], Value()), .. Li(r[1], Pick(EdgeValues))]);
        for (var i = _random.Next(2, 6); i > 0; i--)
        {
            int a = Any(), b = Any(), c = Any(), d = Any();
            code.AddRange(_random.Next(6) switch
            {
                0 => [Divu(c, a, b), Remu(d, a, b)],
                1 => [Div(c, a, b), Rem(d, a, b)],
                2 => [Rem(c, a, b), Div(d, a, b), Mul(d, d, b), Add(d, d, c)],
                3 => [Div(c, a, b), Div(c, c, b), Divu(d, c, a)],
                4 => [Addi(b, 0, -1), Lui(a, 0x80000), Div(c, a, b), Rem(d, a, b)],
                _ => new[] { Remu(a, a, b), Divu(b, b, a), Rem(c, b, a) },
            });
        }

        return [.. code];
    }

    // 64-bit products as compilers write them, low and high parts in both orders and onto their own operands.
    private uint[] LongMultiplications()
    {
        var r = Distinct(4);
        int Any() => Pick(r);
        var code = new List<uint>();
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            int a = Any(), b = Any(), c = Any(), d = Any();
            code.AddRange(_random.Next(5) switch
            {
                0 => [Mul(c, a, b), Mulhu(d, a, b)],
                1 => [Mulhu(c, a, b), Mul(d, a, b)],
                2 => [Mulh(c, a, b), Mul(d, b, a), Add(d, d, c), Sltu(c, d, c)],
                3 => [Mulhsu(c, a, b), Mulhsu(d, b, a)],
                _ => new[] { Mulh(c, a, b), Mulhsu(d, a, b), Mulhu(a, a, b), Sub(c, c, d) },
            });
        }

        return [.. code];
    }

    // A sum, or difference, of numbers of several words, carried by SLTU.
    private uint[] LongAddition()
    {
        var r = Distinct(4);
        int x = r[0], y = r[1], carry = r[2], t = r[3];
        var (p, d) = Pick(_pointers);
        int left = 4 * _random.Next(0, 40), right = _random.Next(3) == 0 ? left : 4 * _random.Next(0, 40), to = 4 * _random.Next(0, 40);
        var subtract = _random.Next(2) == 0;
        var code = new List<uint> { Addi(carry, 0, 0) };
        for (var i = 4 * _random.Next(1, 5); i > 0; i -= 4)
        {
            code.AddRange([Lw(x, left + 16 - i - d, p), Lw(y, right + 16 - i - d, p)]);
            code.AddRange(subtract
                ? [Sltu(t, x, y), Sub(x, x, y), Sltu(y, x, carry), Sub(x, x, carry), Or(carry, t, y)]
                : [Add(x, x, y), Sltu(y, x, y), Add(x, x, carry), Sltu(carry, x, carry), Or(carry, carry, y)]);
            code.Add(Sw(x, to + 16 - i - d, p));
        }

        return [.. code];
    }
}
