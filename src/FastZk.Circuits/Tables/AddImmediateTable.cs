using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>ADDI: r = a + imm mod 2^32.</summary>
/// <remarks>
/// Claim: a row in use writes a + imm mod 2^32 to rd and goes to pc + 4.
/// <list type="bullet">
/// <item>a is canonical by Invariant I, imm by the program table, r by its two range checks of 16 bits.</item>
/// <item>The carries are expressions, (a0 + i0 - r0)/W and (a1 + i1 + c0 - r1)/W, and boolean. So a0 + i0 = r0 + W·c0 and a1 + i1 + c0 = r1 + W·c1 mod p; both
/// sides are below 2^17, far from p, so they hold over the integers and r0, c0, r1, c1 are unique.</item>
/// <item>c1 is dropped, which is the reduction mod 2^32.</item>
/// </list>
/// </remarks>
internal sealed class AddImmediateTable : InstructionTable
{
    public AddImmediateTable()
        : base("addi", InstructionClass.AddImmediate)
    {
        var real = Column("is_real");
        var registers = DeclareTwoRegisters();
        var (a0, a1) = (registers.A0, registers.A1);
        var i0 = Column("imm0");
        var i1 = Column("imm1");
        var r0 = Column("r0");
        var r1 = Column("r1");

        Boolean("is_real", real);
        var c0 = Carry(a0 + i0 - r0);
        var c1 = Carry(a1 + i1 + c0 - r1);
        Boolean("carry0", c0);
        Boolean("carry1", c1);
        Step(real, registers, registers.Pc + 4, Code(), r0, r1, i0, i1);
        Range(real, r0, 16);
        Range(real, r1, 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            PutTwoRegisters(ref w, chunk, i);
            w.Word((uint)x.Immediate);
            w.Word(chunk.A[i] + (uint)x.Immediate);
        }
    }
}
