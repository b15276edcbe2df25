using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// What all instruction tables share. A row in use consumes State(pc, t) and produces State(next pc, t + 4), fetches its instruction from the Program
/// bus, and touches registers and memory at t + 1, t + 2, t + 3. A row not in use has multiplicity 0 everywhere, and its pairs on State and Memory put back what
/// they take.
/// </summary>
/// <remarks>
/// What every table's own argument takes for granted:
/// <list type="bullet">
/// <item>Flags are boolean and so is their sum, the multiplicity of all fractions and what says whether pairs are in use: in a row in use exactly one of them
/// is 1. No bus total reaches p (ProofShape), so buses balance as multisets of integers; State and Memory balance because what is produced and what is
/// consumed make the same product.</item>
/// <item>Rows not in use: <see cref="AirTable.Pair"/> writes steps as multiples of the flag and makes all else equal ("idle": times before, and old and new
/// values where they differ). Without that such a row could turn any tuple into any other; with it it adds one tuple to both sides.</item>
/// <item>State: the verifier begins at (entry, 0) and ends at (2^30, 0), which only the exit produces and no instruction consumes; a row adds one edge from its
/// time to a later one, and as Σ step·height is below p no cycle closes. So the rows in use are one path, to an exit that bounds all times below 2^28.</item>
/// <item>Program: the tuple holds all nine entries of the program's row, literal zeros where the class has no operand, and each pc has one row. So operation,
/// rd, rs1, rs2 and constants are the program's; operation codes differ between classes and variants and none is 0, as in rows not in use.</item>
/// <item>Memory: access times are integers below 2^28 + 8, and each lies 1 to 2^16 (RAM: 2^28) after the one that it takes up: mod p a step back is no such
/// number. So the accesses of a key cannot form a cycle; they are one path from the boundary's tuple at time 0 to its last, and a read sees the last write
/// before it. Accesses of one row to one key (rs1 = rs2 = rd) are at different times: reads first, then the write.</item>
/// <item>Invariant I (docs/protocol.md): every word on the Memory bus is a pair of canonical 16-bit limbs. Values read inherit it; every table argues it for
/// the values that it writes. (Key 34 may begin otherwise, but only ECALL touches it.)</item>
/// <item>x0: key 0 begins at 0 (no image word, no free row), and no program row has rd = 0 where the class writes: it names key 32, which nothing reads.</item>
/// </list>
/// </remarks>
internal abstract class InstructionTable : AirTable
{
    /// <summary>2^16.</summary>
    protected const int W = 1 << 16;

    protected InstructionTable(string name, InstructionClass instructionClass)
        : base(name) => Class = instructionClass;

    /// <summary>The class of instructions that the table proves.</summary>
    public InstructionClass Class { get; }

    public override int MaxStateStep => 4;

    /// <summary>Writes the rows of one chunk, from row <paramref name="start"/> of the matrix on.</summary>
    // Implementations are optimised at once: a small proof is over before tiering would get to them.
    public abstract void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start);

    /// <summary>The operation code of a variant of this class.</summary>
    protected Expression Code(int variant = 0) => (int)Op.Of(Class, variant);

    /// <summary>Declares flags of which at most one is 1; returns their sum, which says whether the row is in use.</summary>
    protected Expression OneHot(params Expression[] flags)
    {
        Expression sum = 0;
        foreach (var f in flags)
        {
            Boolean("flag", f);
            sum += f;
        }

        if (flags.Length > 1)
        {
            Boolean("is_real", sum);
        }

        return sum;
    }

    /// <summary>One step of execution: from pc at time to next, time + 4, with the instruction fetched.</summary>
    protected void Step(Expression real, Expression pc, Expression time, Expression next, Expression op, Expression rd, Expression rs1, Expression rs2,
        params Expression[] constants)
    {
        Pair(Bus.State, real, [pc, time], [next, time + 4]);
        Expression K(int i) => i < constants.Length ? constants[i] : 0;
        Receive(Bus.Program, real, 1, pc, op, rd, rs1, rs2, K(0), K(1), K(2), K(3));
    }

    /// <summary>An access to a register at a time, after the one at before: the gap is below 2^16 (bump rows bridge longer ones).</summary>
    protected void Access(Expression real, Expression key, Expression before, Expression time, Expression old0, Expression old1, Expression new0, Expression new1)
    {
        Pair(Bus.Memory, real, [key, before, old0, old1], [key, time, new0, new1]);
        Range(real, time - before - 1, 16);
    }

    /// <summary>A register that is read: the value stays.</summary>
    protected void Read(Expression real, Expression register, Expression before, Expression time, Expression v0, Expression v1) =>
        Access(real, register, before, time, v0, v1, v0, v1);

    /// <summary>An access to a RAM word: the gap has a second limb, below 2^28 in all.</summary>
    protected void AccessMemory(Expression real, Expression key, Expression before, Expression time, Expression gapLow, Expression old0, Expression old1, Expression new0, Expression new1)
    {
        Pair(Bus.Memory, real, [key, before, old0, old1], [key, time, new0, new1]);
        Range(real, gapLow, 16);
        Range(real, Divide(time - before - 1 - gapLow, W), 12);
    }

    /// <summary>Columns of an instruction that reads rs1 and rs2 and writes rd.</summary>
    protected readonly record struct ThreeRegisters(Expression Pc, Expression Time, Expression Rd, Expression Rs1, Expression Rs2, Expression A0, Expression A1,
        Expression TimeA, Expression B0, Expression B1, Expression TimeB, Expression Old0, Expression Old1, Expression TimeD);

    /// <summary>Columns of an instruction that reads rs1 and writes rd.</summary>
    protected readonly record struct TwoRegisters(Expression Pc, Expression Time, Expression Rd, Expression Rs1, Expression A0, Expression A1, Expression TimeA,
        Expression Old0, Expression Old1, Expression TimeD);

    protected ThreeRegisters DeclareThreeRegisters() => new(Column("pc"), Column("time"), Column("rd"), Column("rs1"), Column("rs2"), Column("a0"), Column("a1"),
        Column("time_a"), Column("b0"), Column("b1"), Column("time_b"), Column("old0"), Column("old1"), Column("time_d"));

    protected TwoRegisters DeclareTwoRegisters() => new(Column("pc"), Column("time"), Column("rd"), Column("rs1"), Column("a0"), Column("a1"), Column("time_a"),
        Column("old0"), Column("old1"), Column("time_d"));

    /// <summary>Step to pc + 4, with both reads and the write of (r0, r1).</summary>
    protected void Step(Expression real, in ThreeRegisters x, Expression op, Expression r0, Expression r1)
    {
        Step(real, x.Pc, x.Time, x.Pc + 4, op, x.Rd, x.Rs1, x.Rs2);
        Read(real, x.Rs1, x.TimeA, x.Time + 1, x.A0, x.A1);
        Read(real, x.Rs2, x.TimeB, x.Time + 2, x.B0, x.B1);
        Access(real, x.Rd, x.TimeD, x.Time + 3, x.Old0, x.Old1, r0, r1);
    }

    /// <summary>Step to next, with the read and the write of (r0, r1).</summary>
    protected void Step(Expression real, in TwoRegisters x, Expression next, Expression op, Expression r0, Expression r1, params Expression[] constants)
    {
        Step(real, x.Pc, x.Time, next, op, x.Rd, x.Rs1, 0, constants);
        Read(real, x.Rs1, x.TimeA, x.Time + 1, x.A0, x.A1);
        Access(real, x.Rd, x.TimeD, x.Time + 3, x.Old0, x.Old1, r0, r1);
    }

    /// <summary>Writes the columns of <see cref="ThreeRegisters"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static void PutThreeRegisters(ref RowWriter w, in RecordChunk chunk, int i)
    {
        ref readonly var x = ref chunk.Instruction(i);
        w.Put(chunk.Pc(i));
        w.Put(chunk.Time[i]);
        w.Put(x.Rd);
        w.Put(x.Rs1);
        w.Put(x.Rs2);
        w.Word(chunk.A[i]);
        w.Put(chunk.TimeA[i]);
        w.Word(chunk.B[i]);
        w.Put(chunk.TimeB[i]);
        w.Word(chunk.C[i]);
        w.Put(chunk.TimeC[i]);
    }

    /// <summary>Writes the columns of <see cref="TwoRegisters"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected static void PutTwoRegisters(ref RowWriter w, in RecordChunk chunk, int i)
    {
        ref readonly var x = ref chunk.Instruction(i);
        w.Put(chunk.Pc(i));
        w.Put(chunk.Time[i]);
        w.Put(x.Rd);
        w.Put(x.Rs1);
        w.Word(chunk.A[i]);
        w.Put(chunk.TimeA[i]);
        w.Word(chunk.B[i]);
        w.Put(chunk.TimeB[i]);
    }

    /// <summary>x in [0, 2^bits).</summary>
    protected void Range(Expression real, Expression x, Expression bits) => Receive(Bus.Range, real, 1, x, bits);

    /// <summary>Two bytes.</summary>
    protected void BytePair(Expression real, Expression x, Expression y) => Receive(Bus.BytePair, real, 1, x, y);

    /// <summary>value/2^16, a carry.</summary>
    protected static Expression Carry(Expression value) => Divide(value, W);

    /// <summary>(limb - low)/256: the high byte of a limb whose low byte is a column.</summary>
    protected static Expression HighByte(Expression limb, Expression low) => Divide(limb - low, 256);
}
