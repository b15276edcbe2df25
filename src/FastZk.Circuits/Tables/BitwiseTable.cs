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
        var pc = Column("pc");
        var time = Column("time");
        var rd = Column("rd");
        var rs1 = Column("rs1");
        var rs2 = Column("rs2");
        var a0 = Column("a0");
        var a1 = Column("a1");
        var timeA = Column("time_a");
        var b0 = Column("b0");
        var b1 = Column("b1");
        var timeB = Column("time_b");
        var o0 = Column("old0");
        var o1 = Column("old1");
        var timeD = Column("time_d");
        var r0 = Column("r0");
        var r1 = Column("r1");
        Expression[] al = [Column("a0_low"), Column("a1_low")];
        Expression[] bl = [Column("b0_low"), Column("b1_low")];
        Expression[] rl = [Column("r0_low"), Column("r1_low")];

        var real = OneHot(and, or, xor);
        var kind = and + 2 * or + 3 * xor;
        Step(real, pc, time, pc + 4, and * Code(0) + or * Code(1) + xor * Code(2), rd, rs1, rs2);
        Read(real, rs1, timeA, time + 1, a0, a1);
        Read(real, rs2, timeB, time + 2, b0, b1);
        Access(real, rd, timeD, time + 3, o0, o1, r0, r1);
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
            w.Put(chunk.Pc(i));
            w.Put(chunk.Time[i]);
            w.Put(x.Rd);
            w.Put(x.Rs1);
            w.Put(x.Rs2);
            w.Word(a);
            w.Put(chunk.TimeA[i]);
            w.Word(b);
            w.Put(chunk.TimeB[i]);
            w.Word(chunk.C[i]);
            w.Put(chunk.TimeC[i]);
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
