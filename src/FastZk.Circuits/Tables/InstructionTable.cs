using FastZk.Circuits.Fill;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// What all instruction tables share. A row in use consumes State(pc, t) and produces State(next pc, t + 4), fetches its instruction from the Program
/// bus, and touches registers and memory at t + 1, t + 2, t + 3. A row not in use has multiplicity 0 everywhere.
/// </summary>
/// <remarks>
/// Invariant I (docs/protocol.md): every word on the Memory bus is a pair of canonical 16-bit limbs. Values read inherit it; every table argues it for
/// the values that it writes. Timestamps on the bus are integers below 2^28 + 8, so differences are integers as well.
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
        Receive(Bus.State, real, 1, pc, time);
        Send(Bus.State, real, 1, next, time + 4);
        Expression K(int i) => i < constants.Length ? constants[i] : 0;
        Receive(Bus.Program, real, 1, pc, op, rd, rs1, rs2, K(0), K(1), K(2), K(3));
    }

    /// <summary>An access to a register at a time, after the one at before: the gap is below 2^16 (bump rows bridge longer ones).</summary>
    protected void Access(Expression real, Expression key, Expression before, Expression time, Expression old0, Expression old1, Expression new0, Expression new1)
    {
        Receive(Bus.Memory, real, 1, key, before, old0, old1);
        Send(Bus.Memory, real, 1, key, time, new0, new1);
        Range(real, time - before - 1, 16);
    }

    /// <summary>A register that is read: the value stays.</summary>
    protected void Read(Expression real, Expression register, Expression before, Expression time, Expression v0, Expression v1) =>
        Access(real, register, before, time, v0, v1, v0, v1);

    /// <summary>An access to a RAM word: the gap has a second limb, below 2^28 in all.</summary>
    protected void AccessMemory(Expression real, Expression key, Expression before, Expression time, Expression gapLow, Expression old0, Expression old1, Expression new0, Expression new1)
    {
        Receive(Bus.Memory, real, 1, key, before, old0, old1);
        Send(Bus.Memory, real, 1, key, time, new0, new1);
        Range(real, gapLow, 16);
        Range(real, Divide(time - before - 1 - gapLow, W), 12);
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
