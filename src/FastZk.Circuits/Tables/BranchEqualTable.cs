using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>BEQ and BNE.</summary>
/// <remarks>
/// Claim: a row in use goes to the target when a = b (BEQ) or a ≠ b (BNE), else to pc + 4, and writes no register.
/// <list type="bullet">
/// <item>eq is boolean. eq = 1 forces both limb differences to 0; eq = 0 needs m0·(a0-b0) + m1·(a1-b1) = 1, which no witness can give when both are 0. (One
/// combined difference (a0-b0) + W·(a1-b1) would not do: it vanishes mod p for words that differ, and so does any other fixed combination.)</item>
/// <item>Limbs are canonical, so a difference below 2^16 in absolute value is 0 mod p only when the limbs are equal.</item>
/// <item>next_pc is a column, as it stands in a bus tuple; it equals pc + 4 + taken·(target - pc - 4), of degree 3, with taken = eq or 1 - eq by the
/// flag.</item>
/// <item>The target is the program's: below 2^30, or 2^30 where no instruction is; a misaligned one has no program row, so nothing follows.</item>
/// </list>
/// </remarks>
internal sealed class BranchEqualTable : InstructionTable
{
    public BranchEqualTable()
        : base("branch_eq", InstructionClass.BranchEqual)
    {
        var beq = Column("is_beq");
        var bne = Column("is_bne");
        var pc = Column("pc");
        var time = Column("time");
        var rs1 = Column("rs1");
        var rs2 = Column("rs2");
        var target = Column("target");
        var a0 = Column("a0");
        var a1 = Column("a1");
        var timeA = Column("time_a");
        var b0 = Column("b0");
        var b1 = Column("b1");
        var timeB = Column("time_b");
        var eq = Column("equal");
        var m0 = Column("inverse0");
        var m1 = Column("inverse1");
        var next = Column("next_pc");

        var real = OneHot(beq, bne);
        Boolean("equal", eq);
        Zero("equal0", eq * (a0 - b0));
        Zero("equal1", eq * (a1 - b1));
        Zero("not_equal", eq + m0 * (a0 - b0) + m1 * (a1 - b1) - real);
        var taken = beq * eq + bne * (1 - eq);
        Zero("next_pc", real * (next - pc - 4) - taken * (target - pc - 4));
        Step(real, pc, time, next, beq * Code(0) + bne * Code(1), 0, rs1, rs2, target);
        Read(real, rs1, timeA, time + 1, a0, a1);
        Read(real, rs2, timeB, time + 2, b0, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var taken = x.Opcode == Opcode.Beq == (a == b);
            var pc = chunk.Pc(i);
            var target = pc + (uint)x.Immediate;
            var d0 = (int)(a & 0xFFFF) - (int)(b & 0xFFFF);
            var d1 = (int)(a >> 16) - (int)(b >> 16);
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Beq);
            w.Put(x.Opcode == Opcode.Bne);
            w.Put(pc);
            w.Put(chunk.Time[i]);
            w.Put(x.Rs1);
            w.Put(x.Rs2);
            w.Put(ProgramRow.Target(target));
            w.Word(a);
            w.Put(chunk.TimeA[i]);
            w.Word(b);
            w.Put(chunk.TimeB[i]);
            w.Put(a == b);
            w.Put(FieldInverse.Of(d0));
            w.Put(d0 == 0 ? FieldInverse.Of(d1) : 0);
            w.Put(taken ? target : pc + 4);
        }
    }
}
