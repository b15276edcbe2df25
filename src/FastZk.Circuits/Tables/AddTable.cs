using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>ADD and SUB: r = a + b, or a = r + b, mod 2^32.</summary>
/// <remarks>
/// Claim: a row in use writes a + b (is_add) or a - b (is_sub) mod 2^32 to rd and goes to pc + 4.
/// <list type="bullet">
/// <item>a, b are canonical by Invariant I, r by its range checks; so sum and summands are, whichever of them r is.</item>
/// <item>The carries are expressions; under the flag each is boolean: x0 + y0 = s0 + W·c0 and x1 + y1 + c0 = s1 + W·c1 over the integers, as all sides are
/// below 2^17. For ADD that leaves one s; for SUB one x with x + b = a mod 2^32.</item>
/// <item>The constraints have degree 3 (flag·c·(c - 1)), so the other operation's carries, which need not be boolean, do not disturb.</item>
/// </list>
/// </remarks>
internal sealed class AddTable : InstructionTable
{
    public AddTable()
        : base("add", InstructionClass.Add)
    {
        var add = Column("is_add");
        var sub = Column("is_sub");
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var r0 = Column("r0");
        var r1 = Column("r1");

        var real = OneHot(add, sub);
        Sum("add", add, a0, a1, b0, b1, r0, r1);
        Sum("sub", sub, r0, r1, b0, b1, a0, a1);
        Step(real, registers, add * Code(0) + sub * Code(1), r0, r1);
        Range(real, r0, 16);
        Range(real, r1, 16);
    }

    private void Sum(string name, Expression flag, Expression x0, Expression x1, Expression y0, Expression y1, Expression s0, Expression s1)
    {
        var c0 = Carry(x0 + y0 - s0);
        var c1 = Carry(x1 + y1 + c0 - s1);
        Zero(name + "_carry0", flag * c0 * (c0 - 1));
        Zero(name + "_carry1", flag * c1 * (c1 - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var sub = x.Opcode == Opcode.Sub;
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var w = new RowWriter(matrix, start + i);
            w.Put(!sub);
            w.Put(sub);
            PutThreeRegisters(ref w, chunk, i);
            w.Word(sub ? a - b : a + b);
        }
    }
}
