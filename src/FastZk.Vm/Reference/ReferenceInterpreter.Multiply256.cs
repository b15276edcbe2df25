using System.Numerics;

namespace FastZk.Vm;

/// <summary>The calls modmul256 and mulwide256, on arbitrary integers.</summary>
public sealed partial class ReferenceInterpreter
{
    private void MultiplyModulo(bool wide)
    {
        var call = wide ? "mulwide256" : "modmul256";
        foreach (var register in wide ? new[] { 10, 11, 12, 13, 14, 16 } : [10, 11, 12, 13, 14, 15, 16])
        {
            Demand(_x[register] % 4 == 0, _x[register], $"{call}: the number in a{register - 10} must start at a multiple of 4");
            Demand(_x[register] + 32UL <= MemoryEnd, _x[register], $"{call}: the number in a{register - 10} passes the end of memory");
        }

        uint low = _x[10], high = _x[16];
        Demand((low > high ? low - high : high - low) >= 32, high, $"{call}: the results in a0 and a6 overlap");
        var number = Integer(_x[11]) * Integer(_x[12]) + Integer(_x[13]) + Integer(_x[14]);
        var modulus = wide ? BigInteger.One << 256 : Integer(_x[15]);
        Demand(modulus > 1, _x[15], $"{call}: the modulus in a5 is {modulus}");
        var quotient = BigInteger.DivRem(number, modulus, out var remainder);
        Demand(quotient >> 256 == 0, _x[15], $"{call}: the quotient by the modulus in a5 has more than 256 bits");
        Put(low, remainder);
        Put(high, quotient);
    }

    private BigInteger Integer(uint address)
    {
        var bytes = Enumerable.Range(0, 32).Select(i => GetByte(address + (uint)i)).ToArray();
        return new BigInteger(bytes, isUnsigned: true);
    }

    private void Put(uint address, BigInteger value)
    {
        for (uint i = 0; i < 32; i++)
        {
            SetByte(address + i, (byte)(value >> (int)(8 * i) & 255));
        }
    }
}
