namespace FastZk.Vm;

// Arithmetic, written with wide integers and explicit cases where the executor uses tricks.
public sealed partial class ReferenceInterpreter
{
    private uint OperateImmediate(Fields f, uint a)
    {
        // Shifts keep their kind in the bits that are funct7 elsewhere; SUB has no immediate form.
        if (f.Funct3 is 0b001 or 0b101)
        {
            return f.Funct7 == 1 ? throw Illegal() : Operate(f.Funct7, f.Funct3, a, f.Rs2);
        }

        return Operate(0, f.Funct3, a, f.ImmediateI);
    }

    private uint Operate(uint funct7, uint funct3, uint a, uint b)
    {
        var amount = (int)(b % 32);
        return (funct7, funct3) switch
        {
            (0, 0b000) => a + b,
            (32, 0b000) => a - b,
            (0, 0b001) => a << amount,
            (0, 0b010) => (int)a < (int)b ? 1u : 0u,
            (0, 0b011) => a < b ? 1u : 0u,
            (0, 0b100) => a ^ b,
            (0, 0b101) => a >> amount,
            (32, 0b101) => ShiftArithmetic(a, amount),
            (0, 0b110) => a | b,
            (0, 0b111) => a & b,
            _ => throw Illegal(),
        };
    }

    private static uint ShiftArithmetic(uint a, int amount)
    {
        for (var i = 0; i < amount; i++)
        {
            a = (a >> 1) | (a & 0x8000_0000);
        }

        return a;
    }

    private static uint MultiplyDivide(uint funct3, uint a, uint b)
    {
        long signedA = (int)a, signedB = (int)b;
        return funct3 switch
        {
            0b000 => (uint)((ulong)a * b % (1UL << 32)),
            0b001 => UpperWord((Int128)signedA * signedB),
            0b010 => UpperWord((Int128)signedA * b),
            0b011 => UpperWord((Int128)a * b),
            0b100 when b == 0 => 0xFFFF_FFFF,
            0b100 => (uint)(signedA / signedB), // 2^31 wraps to -2^31, as the manual demands
            0b101 => b == 0 ? 0xFFFF_FFFF : a / b,
            0b110 => b == 0 ? a : (uint)(signedA % signedB),
            _ => b == 0 ? a : a % b,
        };
    }

    private static uint UpperWord(Int128 product) => (uint)(ulong)((product >> 32) & uint.MaxValue);
}
