using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>DIV, DIVU, REM, REMU on absolute values: |a| = Q·|b| + R with R &lt; |b|.</summary>
/// <remarks>
/// Claim: a row in use writes the quotient or remainder that RISC-V defines, by zero and -2^31/-1 included, to rd and goes to pc + 4.
/// <list type="bullet">
/// <item>sa, sb: boolean, 0 where unsigned; where signed Range(a1 - 2^15·sa, 15) makes them sign bits. |a|, |b| are a, b, or with the sign a + |a| = 0 mod
/// 2^32 by limbs with boolean carries: unique, as |a| is range-checked and |b| made of looked-up bytes.</item>
/// <item>Q and |b| are cut into bytes. column0: x0y0 + 2^8(x0y1 + x1y0) + r0 = |a|0 + W·c0, below 2^25 with c0 &lt; 2^9; column1 adds c0, stays below 2^26
/// and has no carry out. So both hold over the integers.</item>
/// <item>What lies beyond 2^32 are the six products x_i·y_j, i + j &gt;= 4, each below 2^16: their <i>unweighted</i> sum is 0 mod p, so each is 0 (with
/// weights the sum would pass p and could vanish). Hence Q·|b| + R = |a| over the integers.</item>
/// <item>z = (b = 0), two-sided: z forces both limbs to 0; otherwise (b0 + b1)·m = 1, and b0 + b1 &lt; 2^17 vanishes only for b = 0.</item>
/// <item>b = 0: Q = 2^32 - 1 by constraint, R = |a| by the columns, and the quotient is not negated. b ≠ 0: R + 1 + e = |b| by limbs with e canonical, a
/// boolean carry and none out, so R &lt; |b|, which makes Q and R unique.</item>
/// <item>The result is Q or R as the flags choose, canonical; negate = (sa xor sb)·(1 - z) for quotients, sa for remainders, boolean as a product of such.
/// Negation is y = -x mod 2^32, unique as y is range-checked. -2^31/-1 falls out: |a| = 2^31, Q = 2^31, not negated.</item>
/// </list>
/// </remarks>
internal sealed class DivideTable : MultiplyTableBase
{
    public DivideTable()
        : base("div", InstructionClass.Divide)
    {
        var div = Column("is_div");
        var divu = Column("is_divu");
        var rem = Column("is_rem");
        var remu = Column("is_remu");
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var sa = Column("sign_a");
        var sb = Column("sign_b");
        var n0 = Column("abs_a0");
        var n1 = Column("abs_a1");
        var d0 = Column("abs_b0");
        var d1 = Column("abs_b1");
        var dl0 = Column("abs_b0_low");
        var dl1 = Column("abs_b1_low");
        var q0 = Column("q0");
        var q1 = Column("q1");
        var ql0 = Column("q0_low");
        var ql1 = Column("q1_low");
        var r0 = Column("r0");
        var r1 = Column("r1");
        var c0 = Column("carry0");
        var zero = Column("b_is_zero");
        var inverse = Column("b_inverse");
        var e0 = Column("slack0");
        var e1 = Column("slack1");
        var negativeQ = Column("negate_q");
        var negate = Column("negate");
        var x0 = Column("chosen0");
        var x1 = Column("chosen1");
        var y0 = Column("result0");
        var y1 = Column("result1");

        var real = OneHot(div, divu, rem, remu);
        var signed = div + rem;
        var quotient = div + divu;
        Boolean("sign_a", sa);
        Boolean("sign_b", sb);
        Zero("sign_a_signed", sa * (1 - signed));
        Zero("sign_b_signed", sb * (1 - signed));
        Range(signed, a1 - (1 << 15) * sa, 15);
        Range(signed, b1 - (1 << 15) * sb, 15);
        Negate("abs_a", sa, a0, a1, n0, n1);
        Negate("abs_b", sb, b0, b1, d0, d1);
        Range(real, n0, 16);
        Range(real, n1, 16);

        var d = Bytes(real, d0, d1, dl0, dl1);
        var q = Bytes(real, q0, q1, ql0, ql1);
        Zero("column0", q[0] * d[0] + 256 * (q[0] * d[1] + q[1] * d[0]) + r0 - n0 - W * c0);
        Zero("column1", c0 + q[0] * d[2] + q[1] * d[1] + q[2] * d[0] + 256 * (q[0] * d[3] + q[1] * d[2] + q[2] * d[1] + q[3] * d[0]) + r1 - n1);
        Zero("overflow", q[1] * d[3] + q[2] * d[2] + q[3] * d[1] + q[2] * d[3] + q[3] * d[2] + q[3] * d[3]);
        Range(real, c0, 9);
        Range(real, r0, 16);
        Range(real, r1, 16);

        Boolean("b_is_zero", zero);
        Zero("zero_b0", zero * b0);
        Zero("zero_b1", zero * b1);
        Zero("nonzero_b", (b0 + b1) * inverse + zero - real);
        Zero("zero_q0", zero * (q0 - 0xFFFF));
        Zero("zero_q1", zero * (q1 - 0xFFFF));
        var k0 = Carry(r0 + real + e0 - d0);
        Zero("slack_carry", (1 - zero) * k0 * (k0 - 1));
        Zero("slack", (1 - zero) * (r1 + e1 + k0 - d1));
        Range(real, e0, 16);
        Range(real, e1, 16);

        Zero("negate_q", negativeQ - (sa + sb - 2 * sa * sb) * (1 - zero));
        Zero("negate", negate - quotient * negativeQ - (rem + remu) * sa);
        Zero("chosen0", x0 - quotient * q0 - (rem + remu) * r0);
        Zero("chosen1", x1 - quotient * q1 - (rem + remu) * r1);
        Negate("result", negate, x0, x1, y0, y1);
        Range(real, y0, 16);
        Range(real, y1, 16);

        Step(real, registers, div * Code(0) + divu * Code(1) + rem * Code(2) + remu * Code(3), y0, y1);
    }

    // y = x, or x + y = 0 mod 2^32 with boolean carries.
    private void Negate(string name, Expression flag, Expression x0, Expression x1, Expression y0, Expression y1)
    {
        Zero(name + "_same0", (1 - flag) * (y0 - x0));
        Zero(name + "_same1", (1 - flag) * (y1 - x1));
        var k0 = Carry(x0 + y0);
        var k1 = Carry(x1 + y1 + k0);
        Zero(name + "_carry0", flag * k0 * (k0 - 1));
        Zero(name + "_carry1", flag * k1 * (k1 - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var signed = x.Opcode is Opcode.Div or Opcode.Rem;
            var isQuotient = x.Opcode is Opcode.Div or Opcode.Divu;
            var sa = signed ? a >> 31 : 0;
            var sb = signed ? b >> 31 : 0;
            var n = sa != 0 ? 0 - a : a;
            var d = sb != 0 ? 0 - b : b;
            var q = d == 0 ? uint.MaxValue : n / d;
            var r = d == 0 ? n : n % d;
            var c0 = ((q & 0xFF) * (d & 0xFF) + 256 * ((q & 0xFF) * (d >> 8 & 0xFF) + (q >> 8 & 0xFF) * (d & 0xFF)) + (r & 0xFFFF)) >> 16;
            var negativeQ = sa != sb && b != 0;
            var negate = isQuotient ? negativeQ : sa != 0;
            var chosen = isQuotient ? q : r;
            var w = new RowWriter(matrix, start + i);
            w.Put(x.Opcode == Opcode.Div);
            w.Put(x.Opcode == Opcode.Divu);
            w.Put(x.Opcode == Opcode.Rem);
            w.Put(x.Opcode == Opcode.Remu);
            PutThreeRegisters(ref w, chunk, i);
            w.Put(sa);
            w.Put(sb);
            w.Word(n);
            w.Word(d);
            w.Put(d & 0xFF);
            w.Put(d >> 16 & 0xFF);
            w.Word(q);
            w.Put(q & 0xFF);
            w.Put(q >> 16 & 0xFF);
            w.Word(r);
            w.Put(c0);
            w.Put(b == 0);
            w.Put(FieldInverse.Of((int)((b & 0xFFFF) + (b >> 16))));
            w.Word(b == 0 ? 0 : d - r - 1);
            w.Put(negativeQ);
            w.Put(negate);
            w.Word(chosen);
            w.Word(negate ? 0 - chosen : chosen);
        }
    }
}
