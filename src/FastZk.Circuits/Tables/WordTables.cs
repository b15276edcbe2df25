using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// LW. Claim: a row in use writes the word at a + imm, a multiple of 4, to rd and goes to pc + 4. The address is cut with offset 0, see
/// <see cref="MemoryTableBase"/>; m0, m1 stand in the tuple taken from memory, the one put back and the one that rd gets, so the word stays and rd is
/// canonical by Invariant I. rs1 at t + 1, RAM at t + 2, rd at t + 3: with rd = rs1 the address is the old value's. With rd = x0 the access to memory takes
/// place all the same.
/// </summary>
internal sealed class LoadWordTable : MemoryTableBase
{
    public LoadWordTable()
        : base("lw", InstructionClass.LoadWord)
    {
        var real = Column("is_real");
        var pc = Column("pc");
        var time = Column("time");
        var rd = Column("rd");
        var rs1 = Column("rs1");
        var i0 = Column("imm0");
        var i1 = Column("imm1");
        var a0 = Column("a0");
        var a1 = Column("a1");
        var timeA = Column("time_a");
        var q = Column("quarter");
        var s1 = Column("sum1");
        var m0 = Column("m0");
        var m1 = Column("m1");
        var timeM = Column("time_m");
        var gap = Column("gap_low");
        var o0 = Column("old0");
        var o1 = Column("old1");
        var timeD = Column("time_d");

        Boolean("is_real", real);
        var key = Address(real, a0, a1, i0, i1, q, s1, 0);
        Step(real, pc, time, pc + 4, Code(), rd, rs1, 0, i0, i1);
        Read(real, rs1, timeA, time + 1, a0, a1);
        AccessMemory(real, key, timeM, time + 2, gap, m0, m1, m0, m1);
        Access(real, rd, timeD, time + 3, o0, o1, m0, m1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(chunk.Pc(i));
            w.Put(chunk.Time[i]);
            w.Put(x.Rd);
            w.Put(x.Rs1);
            w.Word((uint)x.Immediate);
            w.Word(chunk.A[i]);
            w.Put(chunk.TimeA[i]);
            PutAddress(ref w, chunk.A[i] + (uint)x.Immediate);
            w.Word(chunk.B[i]);
            PutGap(ref w, chunk.TimeB[i], chunk.Time[i] + 2);
            w.Word(chunk.C[i]);
            w.Put(chunk.TimeC[i]);
        }
    }
}

/// <summary>
/// SW. Claim: a row in use writes b to the word at a + imm, a multiple of 4, and goes to pc + 4; it writes no register. b0, b1 stand in the tuple that memory
/// gets and in those of the read of rs2, so the value is a register's and canonical by Invariant I. RAM is accessed at t + 2, rs2 at t + 3: a register does
/// not change in between, so the order of these two is of no consequence; rs1 = rs2 are accesses at t + 1 and t + 3.
/// </summary>
internal sealed class StoreWordTable : MemoryTableBase
{
    public StoreWordTable()
        : base("sw", InstructionClass.StoreWord)
    {
        var real = Column("is_real");
        var pc = Column("pc");
        var time = Column("time");
        var rs1 = Column("rs1");
        var rs2 = Column("rs2");
        var i0 = Column("imm0");
        var i1 = Column("imm1");
        var a0 = Column("a0");
        var a1 = Column("a1");
        var timeA = Column("time_a");
        var b0 = Column("b0");
        var b1 = Column("b1");
        var timeB = Column("time_b");
        var q = Column("quarter");
        var s1 = Column("sum1");
        var m0 = Column("old0");
        var m1 = Column("old1");
        var timeM = Column("time_m");
        var gap = Column("gap_low");

        Boolean("is_real", real);
        var key = Address(real, a0, a1, i0, i1, q, s1, 0);
        Step(real, pc, time, pc + 4, Code(), 0, rs1, rs2, i0, i1);
        Read(real, rs1, timeA, time + 1, a0, a1);
        AccessMemory(real, key, timeM, time + 2, gap, m0, m1, b0, b1);
        Read(real, rs2, timeB, time + 3, b0, b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(chunk.Pc(i));
            w.Put(chunk.Time[i]);
            w.Put(x.Rs1);
            w.Put(x.Rs2);
            w.Word((uint)x.Immediate);
            w.Word(chunk.A[i]);
            w.Put(chunk.TimeA[i]);
            w.Word(chunk.B[i]);
            w.Put(chunk.TimeB[i]);
            PutAddress(ref w, chunk.A[i] + (uint)x.Immediate);
            w.Word(chunk.C[i]);
            PutGap(ref w, chunk.TimeC[i], chunk.Time[i] + 2);
        }
    }
}
