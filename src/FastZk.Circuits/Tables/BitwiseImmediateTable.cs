using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>ANDI, ORI, XORI: as <see cref="BitwiseTable"/>, with the immediate's bytes from the program table.</summary>
/// <remarks>
/// Claim: a row in use writes a and/or/xor imm to rd and goes to pc + 4. The program table gives bits 0-7, 8-15 and 24-31 of the immediate; it is the sign
/// extension of 12 bits, so bits 16-23 equal bits 24-31 and the high limb is 257 times that byte. The lookups bind the bytes of a to those of the
/// immediate as in <see cref="BitwiseTableBase"/>; the bytes of the immediate are canonical twice over, by the program table and by the lookup.
/// </remarks>
internal sealed class BitwiseImmediateTable : BitwiseTableBase
{
    public BitwiseImmediateTable()
        : base("bitwise_imm", InstructionClass.BitwiseImmediate)
    {
        var and = Column("is_and");
        var or = Column("is_or");
        var xor = Column("is_xor");
        var registers = DeclareTwoRegisters();
        var (a0, a1) = (registers.A0, registers.A1);
        var i0 = Column("imm_byte0");
        var i1 = Column("imm_byte1");
        var sign = Column("imm_sign");
        var r0 = Column("r0");
        var r1 = Column("r1");
        var al0 = Column("a0_low");
        var al1 = Column("a1_low");
        Expression[] w = [Column("and_byte0"), Column("and_byte1"), Column("and_byte2"), Column("and_byte3")];

        var real = OneHot(and, or, xor);
        Step(real, registers, registers.Pc + 4, and * Code(0) + or * Code(1) + xor * Code(2), r0, r1, i0, i1, sign);
        Limb(0, real, [and, or, xor], a0, i0 + 256 * i1, r0, al0, i0, i1, w[0], w[1]);
        Limb(1, real, [and, or, xor], a1, 257 * sign, r1, al1, sign, sign, w[2], w[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var a = chunk.A[i];
            var b = (uint)x.Immediate;
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Andi);
            w.Put(x.Opcode == Opcode.Ori);
            w.Put(x.Opcode == Opcode.Xori);
            PutTwoRegisters(ref w, chunk, i);
            w.Put(b & 0xFF);
            w.Put(b >> 8 & 0xFF);
            w.Put(b >> 24);
            w.Word(Result(x.Opcode, a, b));
            w.Put(a & 0xFF);
            w.Put(a >> 16 & 0xFF);
            PutAnd(ref w, a, b);
        }
    }
}
