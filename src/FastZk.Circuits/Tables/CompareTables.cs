using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>The comparison that SLT and the ordered branches share.</summary>
/// <remarks>
/// Claim: lt = 1 when a &lt; b, signed or not as the flag says, else 0.
/// <list type="bullet">
/// <item>High limbs are biased, A1 = a1 + 2^15·signed - 2^16·sa, with sa boolean and 0 where unsigned. a1 + 2^15 lies in [2^15, 2^15 + 2^16): Range(A1, 16)
/// leaves sa = 1 exactly from 2^16 on, that is for a1 from 2^15 on. So sa is the sign bit and A1 = a1 xor 2^15 orders as signed numbers do; unsigned it is
/// a1.</item>
/// <item>d0 = a0 - b0 + W·k0 and d1 = A1 - B1 - k0 + W·lt with d0, d1 of 16 bits and k0, lt boolean: over the integers, as all terms are below 2^18. So k0 =
/// (a0 &lt; b0) and lt = (A1 &lt; B1 + k0), which is (A1, a0) &lt; (B1, b0) in lexicographic order.</item>
/// <item>k0 and lt are expressions of degree 1: lt may stand in a bus tuple.</item>
/// </list>
/// </remarks>
internal abstract class CompareTableBase(string name, InstructionClass c) : InstructionTable(name, c)
{
    /// <summary>Adds the constraints; returns lt, an expression of degree 1.</summary>
    protected Expression LessThan(Expression real, Expression a0, Expression a1Biased, Expression b0, Expression b1Biased, Expression d0, Expression d1)
    {
        var k0 = Carry(d0 - a0 + b0);
        var lt = Carry(d1 - a1Biased + b1Biased + k0);
        Boolean("borrow", k0);
        Boolean("less", lt);
        Range(real, d0, 16);
        Range(real, d1, 16);
        return lt;
    }

    /// <summary>a1 + 2^15·signed - 2^16·sign, range-checked, with sign 0 where not signed.</summary>
    protected Expression Bias(string name, Expression real, Expression signed, Expression limb, Expression sign)
    {
        Boolean(name, sign);
        Zero(name + "_signed", sign * (1 - signed));
        var biased = limb + (1 << 15) * signed - W * sign;
        Range(real, biased, 16);
        return biased;
    }

    protected static uint Biased(bool signed, uint limb) => signed ? limb ^ 0x8000 : limb;

    protected static void PutDifference(ref RowWriter w, bool signed, uint a, uint b)
    {
        uint a0 = a & 0xFFFF, b0 = b & 0xFFFF;
        var borrow = a0 < b0 ? 1u : 0;
        w.Put(a0 - b0 & 0xFFFF);
        w.Put(Biased(signed, a >> 16) - Biased(signed, b >> 16) - borrow & 0xFFFF);
    }
}

/// <summary>SLT and SLTU. Claim: a row in use writes (lt, 0), 0 or 1, to rd and goes to pc + 4; both signs are bound as <see cref="CompareTableBase"/>
/// says.</summary>
internal sealed class CompareTable : CompareTableBase
{
    public CompareTable()
        : base("slt", InstructionClass.Compare)
    {
        var signed = Column("is_slt");
        var unsigned = Column("is_sltu");
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var sa = Column("sign_a");
        var sb = Column("sign_b");
        var d0 = Column("d0");
        var d1 = Column("d1");

        var real = OneHot(signed, unsigned);
        var lt = LessThan(real, a0, Bias("sign_a", real, signed, a1, sa), b0, Bias("sign_b", real, signed, b1, sb), d0, d1);
        Step(real, registers, signed * Code(0) + unsigned * Code(1), lt, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var signed = x.Opcode == Opcode.Slt;
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var w = new RowWriter(matrix, start + i);
            w.Put(signed);
            w.Put(!signed);
            PutThreeRegisters(ref w, chunk, i);
            w.Put(signed ? a >> 31 : 0);
            w.Put(signed ? b >> 31 : 0);
            PutDifference(ref w, signed, a, b);
        }
    }
}

/// <summary>
/// SLTI and SLTIU. Claim: as SLT, b being the immediate, whose high limb comes biased from the program table (xor 2^15 for SLTI); so there is no sign_b. The
/// operation code is in the same tuple, so the bias cannot be that of the other instruction.
/// </summary>
internal sealed class CompareImmediateTable : CompareTableBase
{
    public CompareImmediateTable()
        : base("slt_imm", InstructionClass.CompareImmediate)
    {
        var signed = Column("is_slti");
        var unsigned = Column("is_sltiu");
        var registers = DeclareTwoRegisters();
        var (a0, a1) = (registers.A0, registers.A1);
        var i0 = Column("imm0");
        var i1 = Column("imm1_biased");
        var sa = Column("sign_a");
        var d0 = Column("d0");
        var d1 = Column("d1");

        var real = OneHot(signed, unsigned);
        var lt = LessThan(real, a0, Bias("sign_a", real, signed, a1, sa), i0, i1, d0, d1);
        Step(real, registers, registers.Pc + 4, signed * Code(0) + unsigned * Code(1), lt, 0, i0, i1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var signed = x.Opcode == Opcode.Slti;
            var a = chunk.A[i];
            var b = (uint)x.Immediate;
            var w = new RowWriter(matrix, start + i);
            w.Put(signed);
            w.Put(!signed);
            PutTwoRegisters(ref w, chunk, i);
            w.Put(b & 0xFFFF);
            w.Put(Biased(signed, b >> 16));
            w.Put(signed ? a >> 31 : 0);
            PutDifference(ref w, signed, a, b);
        }
    }
}

/// <summary>
/// BLT, BLTU, BGE, BGEU. Claim: a row in use goes to the program's target when lt (BLT, BLTU) or 1 - lt (BGE, BGEU), else to pc + 4; signed = is_blt + is_bge.
/// taken is of degree 2, so next_pc is a column bound by a constraint of degree 3. No register is written.
/// </summary>
internal sealed class BranchCompareTable : CompareTableBase
{
    public BranchCompareTable()
        : base("branch_lt", InstructionClass.BranchCompare)
    {
        var blt = Column("is_blt");
        var bltu = Column("is_bltu");
        var bge = Column("is_bge");
        var bgeu = Column("is_bgeu");
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
        var sa = Column("sign_a");
        var sb = Column("sign_b");
        var d0 = Column("d0");
        var d1 = Column("d1");
        var next = Column("next_pc");

        var real = OneHot(blt, bltu, bge, bgeu);
        var signed = blt + bge;
        var lt = LessThan(real, a0, Bias("sign_a", real, signed, a1, sa), b0, Bias("sign_b", real, signed, b1, sb), d0, d1);
        var taken = (blt + bltu) * lt + (bge + bgeu) * (1 - lt);
        Zero("next_pc", real * (next - pc - 4) - taken * (target - pc - 4));
        Step(real, pc, time, next, blt * Code(0) + bltu * Code(1) + bge * Code(2) + bgeu * Code(3), 0, rs1, rs2, target);
        Read(real, rs1, timeA, time + 1, a0, a1);
        Read(real, rs2, timeB, time + 2, b0, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var signed = x.Opcode is Opcode.Blt or Opcode.Bge;
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var less = signed ? (int)a < (int)b : a < b;
            var taken = x.Opcode is Opcode.Blt or Opcode.Bltu ? less : !less;
            var pc = chunk.Pc(i);
            var target = pc + (uint)x.Immediate;
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Blt);
            w.Put(x.Opcode == Opcode.Bltu);
            w.Put(x.Opcode == Opcode.Bge);
            w.Put(x.Opcode == Opcode.Bgeu);
            w.Put(pc);
            w.Put(chunk.Time[i]);
            w.Put(x.Rs1);
            w.Put(x.Rs2);
            w.Put(ProgramRow.Target(target));
            w.Word(a);
            w.Put(chunk.TimeA[i]);
            w.Word(b);
            w.Put(chunk.TimeB[i]);
            w.Put(signed ? a >> 31 : 0);
            w.Put(signed ? b >> 31 : 0);
            PutDifference(ref w, signed, a, b);
            w.Put(taken ? target : pc + 4);
        }
    }
}
