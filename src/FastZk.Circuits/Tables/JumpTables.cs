using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>LUI, AUIPC, JAL and FENCE: write a constant, go to a constant; both come from the program table, whose limbs are canonical.</summary>
internal sealed class ConstantTable : InstructionTable
{
    public ConstantTable()
        : base("constant", InstructionClass.Constant)
    {
        var real = Column("is_real");
        var pc = Column("pc");
        var time = Column("time");
        var rd = Column("rd");
        var r0 = Column("r0");
        var r1 = Column("r1");
        var next = Column("next_pc");
        var o0 = Column("old0");
        var o1 = Column("old1");
        var timeD = Column("time_d");

        Boolean("is_real", real);
        Step(real, pc, time, next, Code(), rd, 0, 0, r0, r1, next);
        Access(real, rd, timeD, time + 3, o0, o1, r0, r1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            var row = ProgramRow.Of(chunk.Pc(i), chunk.Instruction(i)).GetValueOrDefault();
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(row.Pc);
            w.Put(chunk.Time[i]);
            w.Put(row.Rd);
            w.Put(row.K0);
            w.Put(row.K1);
            w.Put(row.K2);
            w.Word(chunk.A[i]);
            w.Put(chunk.TimeA[i]);
        }
    }
}

/// <summary>
/// JALR: a + imm = 2h + bit + W·s1 mod 2^32 with boolean carries; Range(h, 15) and Range(s1, 14) make the target 2h + W·s1 an integer below 2^30, so
/// that it cannot alias another pc mod p. The low bit is dropped, a set bit 1 finds no instruction. The link (pc + 4) comes from the program table.
/// </summary>
internal sealed class JumpRegisterTable : InstructionTable
{
    public JumpRegisterTable()
        : base("jalr", InstructionClass.JumpRegister)
    {
        var real = Column("is_real");
        var registers = DeclareTwoRegisters();
        var (a0, a1) = (registers.A0, registers.A1);
        var i0 = Column("imm0");
        var i1 = Column("imm1");
        var l0 = Column("link0");
        var l1 = Column("link1");
        var bit = Column("bit");
        var h = Column("half");
        var s1 = Column("sum1");

        Boolean("is_real", real);
        Boolean("bit", bit);
        var c0 = Carry(a0 + i0 - 2 * h - bit);
        var c1 = Carry(a1 + i1 + c0 - s1);
        Boolean("carry0", c0);
        Boolean("carry1", c1);
        Step(real, registers, 2 * h + W * s1, Code(), l0, l1, i0, i1, l0, l1);
        Range(real, h, 15);
        Range(real, s1, 14);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var sum = chunk.A[i] + (uint)x.Immediate;
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            PutTwoRegisters(ref w, chunk, i);
            w.Word((uint)x.Immediate);
            w.Word(chunk.Pc(i) + 4);
            w.Put(sum & 1);
            w.Put((sum & 0xFFFF) >> 1);
            w.Put(sum >> 16);
        }
    }
}
