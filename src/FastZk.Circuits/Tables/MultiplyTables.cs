using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>Long multiplication by bytes, in columns of 16 bits.</summary>
/// <remarks>
/// Claim of the low half: r = a·b mod 2^32, and c1 is what the columns 0 and 1 carry into column 2.
/// <list type="bullet">
/// <item>The bytes x_i of a and y_j of b are looked up as pairs; the high byte of a limb is (limb - low)/256, so limbs below 2^16 are cut in one way.</item>
/// <item>S0 = x0y0 + 2^8(x0y1 + x1y0) = r0 + W·c0: at most 33,357,825 &lt; 2^25, so c0 &lt;= 509 fits 9 bits.</item>
/// <item>S1 = c0 + x0y2 + x1y1 + x2y0 + 2^8(x0y3 + x1y2 + x2y1 + x3y0) = r1 + W·c1: at most 66,781,184 &lt; 2^26, so c1 &lt;= 1019 fits 10 bits.</item>
/// <item>r0 + W·c0 &lt; 2^25 and r1 + W·c1 &lt; 2^26 for all that the range checks let through: the equations hold over the integers and the cuts are
/// unique.</item>
/// </list>
/// </remarks>
internal abstract class MultiplyTableBase(string name, InstructionClass c) : InstructionTable(name, c)
{
    /// <summary>The four bytes of a word from its limbs and their low bytes, looked up.</summary>
    protected Expression[] Bytes(Expression real, Expression w0, Expression w1, Expression low0, Expression low1)
    {
        Expression[] bytes = [low0, HighByte(w0, low0), low1, HighByte(w1, low1)];
        BytePair(real, bytes[0], bytes[1]);
        BytePair(real, bytes[2], bytes[3]);
        return bytes;
    }

    protected void LowHalf(Expression real, Expression[] x, Expression[] y, Expression r0, Expression r1, Expression c0, Expression c1)
    {
        Zero("column0", x[0] * y[0] + 256 * (x[0] * y[1] + x[1] * y[0]) - r0 - W * c0);
        Zero("column1", c0 + x[0] * y[2] + x[1] * y[1] + x[2] * y[0] + 256 * (x[0] * y[3] + x[1] * y[2] + x[2] * y[1] + x[3] * y[0]) - r1 - W * c1);
        Range(real, r0, 16);
        Range(real, r1, 16);
        Range(real, c0, 9);
        Range(real, c1, 10);
    }

    /// <summary>Carries out of the first two columns.</summary>
    protected static (uint C0, uint C1) Carries(uint a, uint b)
    {
        uint x0 = a & 0xFF, x1 = a >> 8 & 0xFF, x2 = a >> 16 & 0xFF, x3 = a >> 24;
        uint y0 = b & 0xFF, y1 = b >> 8 & 0xFF, y2 = b >> 16 & 0xFF, y3 = b >> 24;
        var c0 = (x0 * y0 + 256 * (x0 * y1 + x1 * y0)) >> 16;
        var c1 = (c0 + x0 * y2 + x1 * y1 + x2 * y0 + 256 * (x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0)) >> 16;
        return (c0, c1);
    }
}

/// <summary>MUL. Claim: a row in use writes a·b mod 2^32, the low half of <see cref="MultiplyTableBase"/>, to rd and goes to pc + 4; the low half is the same
/// signed or not.</summary>
internal sealed class MultiplyTable : MultiplyTableBase
{
    public MultiplyTable()
        : base("mul", InstructionClass.Multiply)
    {
        var real = Column("is_real");
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var r0 = Column("r0");
        var r1 = Column("r1");
        var x0 = Column("a0_low");
        var x2 = Column("a1_low");
        var y0 = Column("b0_low");
        var y2 = Column("b1_low");
        var c0 = Column("carry0");
        var c1 = Column("carry1");

        Boolean("is_real", real);
        LowHalf(real, Bytes(real, a0, a1, x0, x2), Bytes(real, b0, b1, y0, y2), r0, r1, c0, c1);
        Step(real, registers, Code(), r0, r1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var (c0, c1) = Carries(a, b);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            PutThreeRegisters(ref w, chunk, i);
            w.Word(a * b);
            w.Put(a & 0xFF);
            w.Put(a >> 16 & 0xFF);
            w.Put(b & 0xFF);
            w.Put(b >> 16 & 0xFF);
            w.Put(c0);
            w.Put(c1);
        }
    }
}

/// <summary>MULH, MULHU, MULHSU: two more columns of 16 bits.</summary>
/// <remarks>
/// Claim: a row in use writes the high half of the product, a signed for MULH and MULHSU, b signed for MULH, to rd and goes to pc + 4.
/// <list type="bullet">
/// <item>sa, sb are boolean, 0 where the operand is unsigned, and where it is signed Range(a1 - 2^15·sa, 15) makes them sign bits.</item>
/// <item>A negative a counts as a - 2^32, which takes b out of the high half: mod 2^64 the product is the unsigned one less 2^32·(sa·b + sb·a). So S2
/// subtracts sa·b0 + sb·a0, S3 subtracts sa·b1 + sb·a1.</item>
/// <item>The offsets 2^17 and 2^17 - 2 (times is_real) add 2^49 + 2^65 - 2^49 = 2^65 = 0 mod 2^64 and keep both columns at 0 or more, as what is subtracted
/// is at most 2^17 - 2.</item>
/// <item>S2 = h0 + W·c2 is at most 33,619,970 &lt; 2^26: c2 &lt; 2^10. S3 = h1 + W·c3 is at most 2^10 + 65,025 + 2^17 &lt; 4·W: c3 &lt; 4. Both sides stay
/// below 2^26 + 2^16, so the equations hold over the integers; h0, h1 are range-checked, so unique. c3 is dropped.</item>
/// </list>
/// </remarks>
internal sealed class MultiplyHighTable : MultiplyTableBase
{
    public MultiplyHighTable()
        : base("mulh", InstructionClass.MultiplyHigh)
    {
        var mulh = Column("is_mulh");
        var mulhu = Column("is_mulhu");
        var mulhsu = Column("is_mulhsu");
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var r0 = Column("r0");
        var r1 = Column("r1");
        var h0 = Column("h0");
        var h1 = Column("h1");
        var x0 = Column("a0_low");
        var x2 = Column("a1_low");
        var y0 = Column("b0_low");
        var y2 = Column("b1_low");
        var c0 = Column("carry0");
        var c1 = Column("carry1");
        var c2 = Column("carry2");
        var c3 = Column("carry3");
        var sa = Column("sign_a");
        var sb = Column("sign_b");

        var real = OneHot(mulh, mulhu, mulhsu);
        var x = Bytes(real, a0, a1, x0, x2);
        var y = Bytes(real, b0, b1, y0, y2);
        LowHalf(real, x, y, r0, r1, c0, c1);
        Boolean("sign_a", sa);
        Boolean("sign_b", sb);
        Zero("sign_a_signed", sa * (1 - mulh - mulhsu));
        Zero("sign_b_signed", sb * (1 - mulh));
        Range(mulh + mulhsu, a1 - (1 << 15) * sa, 15);
        Range(mulh, b1 - (1 << 15) * sb, 15);
        Zero("column2", c1 + x[1] * y[3] + x[2] * y[2] + x[3] * y[1] + 256 * (x[2] * y[3] + x[3] * y[2]) + (1 << 17) * real - sa * b0 - sb * a0 - h0 - W * c2);
        Zero("column3", c2 + x[3] * y[3] + ((1 << 17) - 2) * real - sa * b1 - sb * a1 - h1 - W * c3);
        Range(real, h0, 16);
        Range(real, h1, 16);
        Range(real, c2, 10);
        Range(real, c3, 2);
        Step(real, registers, mulh * Code(0) + mulhu * Code(1) + mulhsu * Code(2), h0, h1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var (c0, c1) = Carries(a, b);
            var sa = x.Opcode is Opcode.Mulh or Opcode.Mulhsu ? a >> 31 : 0;
            var sb = x.Opcode == Opcode.Mulh ? b >> 31 : 0;
            uint x1 = a >> 8 & 0xFF, x2 = a >> 16 & 0xFF, x3 = a >> 24, y1 = b >> 8 & 0xFF, y2 = b >> 16 & 0xFF, y3 = b >> 24;
            var s2 = c1 + x1 * y3 + x2 * y2 + x3 * y1 + 256 * (x2 * y3 + x3 * y2) + (1 << 17) - sa * (b & 0xFFFF) - sb * (a & 0xFFFF);
            var s3 = (s2 >> 16) + x3 * y3 + (1 << 17) - 2 - sa * (b >> 16) - sb * (a >> 16);
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Mulh);
            w.Put(x.Opcode == Opcode.Mulhu);
            w.Put(x.Opcode == Opcode.Mulhsu);
            PutThreeRegisters(ref w, chunk, i);
            w.Word(a * b);
            w.Put(s2 & 0xFFFF);
            w.Put(s3 & 0xFFFF);
            w.Put(a & 0xFF);
            w.Put(a >> 16 & 0xFF);
            w.Put(b & 0xFF);
            w.Put(b >> 16 & 0xFF);
            w.Put(c0);
            w.Put(c1);
            w.Put(s2 >> 16);
            w.Put(s3 >> 16);
            w.Put(sa);
            w.Put(sb);
        }
    }
}
