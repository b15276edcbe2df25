using FastZk.Circuits.Fill;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>What loads and stores share: the word's key and the offset in it from rs1 and the immediate.</summary>
/// <remarks>
/// Claim: a + imm mod 2^32 = 4·(key - 64) + offset, for the offset that the table passes (0 for words, two boolean bits for parts).
/// <list type="bullet">
/// <item>a0 + i0 = 4q + offset + W·c0 and a1 + i1 + c0 = s1 + W·c1 with boolean carries, q of 14 bits, s1 of 16, offset below 4: both sides are below 2^17,
/// so they hold over the integers; 4q + offset is any 16-bit number in one way. A misaligned word would need q = k/4 mod p, a number above 2^28.</item>
/// <item>c1 is dropped: addresses wrap at 2^32, as negative offsets need.</item>
/// <item>key = 64 + q + 2^14·s1 is an integer in [64, 2^30 + 63]: no register or pseudo-register (0..34), no alias mod p. Keys from 2^30 on have no boundary
/// row, so the 64 words at the top cannot be accessed.</item>
/// <item>The access at t + 2 has a gap of two limbs, 16 and 12 bits: 1 to 2^28.</item>
/// </list>
/// </remarks>
internal abstract class MemoryTableBase(string name, InstructionClass c) : InstructionTable(name, c)
{
    /// <summary>Adds the address constraints; returns the key of the word.</summary>
    protected Expression Address(Expression real, Expression a0, Expression a1, Expression i0, Expression i1, Expression q, Expression s1, Expression offset)
    {
        var c0 = Carry(a0 + i0 - 4 * q - offset);
        var c1 = Carry(a1 + i1 + c0 - s1);
        Boolean("carry0", c0);
        Boolean("carry1", c1);
        Range(real, q, 14);
        Range(real, s1, 16);
        return (int)MemoryKey.Memory * real + q + (1 << 14) * s1;
    }

    protected static void PutAddress(ref RowWriter w, uint address)
    {
        w.Put((address & 0xFFFF) >> 2);
        w.Put(address >> 16);
    }

    /// <summary>Time of the access before, and the low limb of the gap to the one at time.</summary>
    protected static void PutGap(ref RowWriter w, uint before, uint time)
    {
        w.Put(before);
        w.Put(time - before - 1 & 0xFFFF);
    }
}
