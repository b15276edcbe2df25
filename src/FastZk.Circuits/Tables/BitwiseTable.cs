using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>What the bitwise instructions share: each limb of the result from the conjunctions of the operands' bytes.</summary>
/// <remarks>
/// Claim: limb k of the result is that of a and b, a or b, a xor b, as the flag says.
/// <list type="bullet">
/// <item>The low byte of a limb is a column, the high byte is (limb - low)/256. And(x, y, x and y) has entries for bytes only, so both are bytes and low +
/// 256·high = limb below 2^16 is the one way to cut it; the third entry w is the conjunction.</item>
/// <item>Byte by byte x or y = x + y - w and x xor y = x + y - 2w. With V = w_low + 256·w_high the limb is V, a + b - V or a + b - 2V: of numbers below 2^17,
/// so the equation holds over the integers.</item>
/// <item>Exactly one flag is 1, so r is one of the three, and canonical without a range check.</item>
/// </list>
/// </remarks>
internal abstract class BitwiseTableBase(string name, InstructionClass c) : InstructionTable(name, c)
{
    /// <summary>Ties limb k of the result to those of a and b.</summary>
    protected void Limb(int k, Expression real, Expression[] flags, Expression a, Expression b, Expression r, Expression aLow, Expression bLow, Expression bHigh,
        Expression andLow, Expression andHigh)
    {
        Receive(Bus.And, real, 1, aLow, bLow, andLow);
        Receive(Bus.And, real, 1, HighByte(a, aLow), bHigh, andHigh);
        var both = andLow + 256 * andHigh;
        Zero($"r{k}", r - flags[0] * both - flags[1] * (a + b - both) - flags[2] * (a + b - 2 * both));
    }

    protected static uint Result(Opcode op, uint a, uint b) => op switch
    {
        Opcode.And or Opcode.Andi => a & b,
        Opcode.Or or Opcode.Ori => a | b,
        _ => a ^ b,
    };

    /// <summary>The four bytes of a and b, low first.</summary>
    protected static void PutAnd(ref RowWriter w, uint a, uint b)
    {
        for (var k = 0; k < 32; k += 8)
        {
            w.Put((a & b) >> k & 0xFF);
        }
    }
}

/// <summary>AND, OR, XOR of two registers. Claim: a row in use writes a and/or/xor b to rd and goes to pc + 4; see <see cref="BitwiseTableBase"/>.</summary>
internal sealed class BitwiseTable : BitwiseTableBase
{
    public BitwiseTable()
        : base("bitwise", InstructionClass.Bitwise)
    {
        var and = Column("is_and");
        var or = Column("is_or");
        var xor = Column("is_xor");
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var r0 = Column("r0");
        var r1 = Column("r1");
        Expression[] al = [Column("a0_low"), Column("a1_low")];
        Expression[] bl = [Column("b0_low"), Column("b1_low")];
        Expression[] and0 = [Column("and_byte0"), Column("and_byte1")];
        Expression[] and1 = [Column("and_byte2"), Column("and_byte3")];

        var real = OneHot(and, or, xor);
        Step(real, registers, and * Code(0) + or * Code(1) + xor * Code(2), r0, r1);
        Limb(0, real, [and, or, xor], a0, b0, r0, al[0], bl[0], HighByte(b0, bl[0]), and0[0], and0[1]);
        Limb(1, real, [and, or, xor], a1, b1, r1, al[1], bl[1], HighByte(b1, bl[1]), and1[0], and1[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.And);
            w.Put(x.Opcode == Opcode.Or);
            w.Put(x.Opcode == Opcode.Xor);
            PutThreeRegisters(ref w, chunk, i);
            w.Word(Result(x.Opcode, a, b));
            w.Put(a & 0xFF);
            w.Put(a >> 16 & 0xFF);
            w.Put(b & 0xFF);
            w.Put(b >> 16 & 0xFF);
            PutAnd(ref w, a, b);
        }
    }
}
