using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// LUI, AUIPC, JAL and FENCE. Claim: a row in use writes the program's constant to rd (32 for FENCE and x0) and goes to the program's next pc. Both stand in
/// the Program tuple: for LUI imm, AUIPC pc + imm, JAL pc + 4 mod 2^32, in canonical limbs; next pc is pc + 4 or, for JAL, the target (2^30, where no
/// instruction is, when that lies outside [0, 2^30)). Nothing is left to choose but the old value and time of rd, which the Memory bus binds.
/// </summary>
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

/// <summary>JALR: goes to a + imm with the low bit cleared, writes pc + 4.</summary>
/// <remarks>
/// Claim: a row in use writes the link to rd and goes to (a + imm mod 2^32) with bit 0 cleared, which lies below 2^30.
/// <list type="bullet">
/// <item>a0 + i0 = 2h + bit + W·c0 and a1 + i1 + c0 = s1 + W·c1 with bit and carries boolean, h of 15 bits, s1 of 14: all sides are below 2^17, so this holds
/// over the integers; 2h + bit is any 16-bit number in one way. The last carry is dropped.</item>
/// <item>The next pc 2h + W·s1 is an integer below 2^30, so it cannot alias another pc mod p; a sum from 2^30 on has no row, and the run no proof. With s1 of
/// 16 bits v and v + p would be one pc.</item>
/// <item>A target with bit 1 set, or without an instruction, finds no program row, so nothing follows.</item>
/// <item>a is read at t + 1, rd written at t + 3: with rd = rs1 the target is the old value's. The link's limbs come from the program table.</item>
/// </list>
/// </remarks>
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
