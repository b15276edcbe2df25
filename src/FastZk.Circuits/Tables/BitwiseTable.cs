using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// AND, OR, XOR of two registers, byte by byte: each limb has a column for its low byte, the high byte is (limb - low)/256. The four Bitwise lookups
/// force all bytes of a, b and r into [0, 256), so the splits are unique (low + 256·high &lt; 2^16) and r is canonical.
/// </summary>
internal sealed class BitwiseTable : InstructionTable
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
        Expression[] rl = [Column("r0_low"), Column("r1_low")];

        var real = OneHot(and, or, xor);
        var kind = and + 2 * or + 3 * xor;
        Step(real, registers, and * Code(0) + or * Code(1) + xor * Code(2), r0, r1);
        Expression[] a = [a0, a1], b = [b0, b1], r = [r0, r1];
        for (var k = 0; k < 2; k++)
        {
            Receive(Bus.Bitwise, real, 1, kind, al[k], bl[k], rl[k]);
            Receive(Bus.Bitwise, real, 1, kind, HighByte(a[k], al[k]), HighByte(b[k], bl[k]), HighByte(r[k], rl[k]));
        }
    }

    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var r = x.Opcode switch { Opcode.And => a & b, Opcode.Or => a | b, _ => a ^ b };
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.And);
            w.Put(x.Opcode == Opcode.Or);
            w.Put(x.Opcode == Opcode.Xor);
            PutThreeRegisters(ref w, chunk, i);
            w.Word(r);
            w.Put(a & 0xFF);
            w.Put(a >> 16 & 0xFF);
            w.Put(b & 0xFF);
            w.Put(b >> 16 & 0xFF);
            w.Put(r & 0xFF);
            w.Put(r >> 16 & 0xFF);
        }
    }
}
