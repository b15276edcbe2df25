using FastZk.Circuits.Fill;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// What loads and stores share. The address a + imm mod 2^32 is 4q + offset + W·s1 with boolean carries, the last one dropped; Range(q, 14) and
/// Range(s1, 16) make the cut unique, and the word's key 64 + q + 2^14·s1 an integer at most 2^30 + 63. Keys from 2^30 on have no boundary row, so the
/// accesses that wrap there cannot be balanced.
/// </summary>
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
