using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>The common part of the shifts.</summary>
/// <remarks>
/// Claim: given flags and a cut (j, 2^j, 2^(16-j)) that fit the amount s, r is a shifted by s, with sign bits from above when arithmetic.
/// <list type="bullet">
/// <item>One of four flags is 1: the direction, and whether s is 16 or more. j = s mod 16 to the right, 16 less that to the left, so 0 to 16.</item>
/// <item>a_i = lo_i + 2^j·hi_i with Range(lo_i, j) and Range(hi_i, 16 - j): at most 2^16 - 1, so over the integers, and the cut is unique (j = 16: hi = 0; j
/// = 0: lo = 0). No product passes 2^16: a piece never meets a power that takes it beyond its limb.</item>
/// <item>Left: r1 = lo1·2^s + hi0, r0 = lo0·2^s; from 16 on r1 = lo0·2^(s-16), r0 = 0. Right: r0 = hi0 + lo1·2^(16-j), r1 = hi1 + fill; from 16 on r0 = hi1 +
/// fill, r1 = 2^16 - 1 times the sign. Pieces do not overlap: canonical without a check.</item>
/// <item>fill = sign·(2^16 - 2^(16-j)), the j ones from above. arithmetic is boolean and only to the right; sign is boolean, 0 unless arithmetic, and then
/// bound to a's by Range(a1 - 2^15·sign, 15).</item>
/// </list>
/// </remarks>
internal abstract class ShiftTableBase(string name, InstructionClass c) : InstructionTable(name, c)
{
    /// <summary>Columns left low, left high, right low, right high, arithmetic.</summary>
    protected Expression[] Flags { get; private set; } = [];

    protected Expression DeclareFlags()
    {
        Flags = [Column("left_low"), Column("left_high"), Column("right_low"), Column("right_high"), Column("arithmetic")];
        return OneHot(Flags[..4]);
    }

    /// <summary>Constraints and lookups of the shift itself.</summary>
    protected void Constrain(Expression real, Expression j, Expression low, Expression high, Expression a0, Expression a1, Expression lo0, Expression lo1,
        Expression hi0, Expression hi1, Expression sign, Expression r0, Expression r1)
    {
        Expression leftLow = Flags[0], leftHigh = Flags[1], rightLow = Flags[2], rightHigh = Flags[3], arithmetic = Flags[4];
        Boolean("arithmetic", arithmetic);
        Zero("arithmetic_right", arithmetic * (1 - rightLow - rightHigh));
        Boolean("sign", sign);
        Zero("sign_arithmetic", sign * (1 - arithmetic));
        Zero("cut0", a0 - lo0 - hi0 * low);
        Zero("cut1", a1 - lo1 - hi1 * low);
        var fill = sign * (W - high); // the ones that move into the top limb
        Zero("r0", r0 - leftLow * (lo0 * high) - rightLow * (hi0 + lo1 * high) - rightHigh * (hi1 + fill));
        Zero("r1", r1 - leftLow * (lo1 * high + hi0) - leftHigh * (lo0 * high) - rightLow * (hi1 + fill) - rightHigh * sign * (W - 1));
        Range(real, lo0, j);
        Range(real, lo1, j);
        Range(real, hi0, 16 - j);
        Range(real, hi1, 16 - j);
        Range(arithmetic, a1 - (1 << 15) * sign, 15);
    }

    protected static void PutFlags(ref RowWriter w, bool left, bool isArithmetic, uint amount)
    {
        var isHigh = amount >= 16;
        w.Put(left && !isHigh);
        w.Put(left && isHigh);
        w.Put(!left && !isHigh);
        w.Put(!left && isHigh);
        w.Put(isArithmetic);
    }

    protected static void PutCut(ref RowWriter w, uint a, uint split, bool isArithmetic, uint result)
    {
        uint a0 = a & 0xFFFF, a1 = a >> 16, mask = (1u << (int)split) - 1;
        w.Put(a0 & mask);
        w.Put(a1 & mask);
        w.Put(a0 >> (int)split);
        w.Put(a1 >> (int)split);
        w.Put(isArithmetic ? a >> 31 : 0);
        w.Word(result);
    }

    protected static uint Result(bool left, bool isArithmetic, uint a, uint amount) =>
        left ? a << (int)amount : isArithmetic ? (uint)((int)a >> (int)amount) : a >> (int)amount;
}

/// <summary>
/// SLLI, SRLI, SRAI. Claim: a row in use writes a shifted by the immediate to rd and goes to pc + 4. Direction, "16 or more" and arithmetic are in the
/// operation code (0 to 3, and 10, 11), the cut (j, 2^j, 2^(16-j)) in the constants of the same Program tuple: all of them are the program's. The codes of
/// the flags' combinations differ, and arithmetic to the left is excluded.
/// </summary>
internal sealed class ShiftImmediateTable : ShiftTableBase
{
    public ShiftImmediateTable()
        : base("shift_imm", InstructionClass.ShiftImmediate)
    {
        var real = DeclareFlags();
        var registers = DeclareTwoRegisters();
        var (a0, a1) = (registers.A0, registers.A1);
        var j = Column("split");
        var low = Column("split_power");
        var high = Column("rest_power");
        var lo0 = Column("a0_low");
        var lo1 = Column("a1_low");
        var hi0 = Column("a0_high");
        var hi1 = Column("a1_high");
        var sign = Column("sign");
        var r0 = Column("r0");
        var r1 = Column("r1");

        var op = Flags[0] * Code(Op.ShiftLeftLow) + Flags[1] * Code(Op.ShiftLeftHigh) + Flags[2] * Code(Op.ShiftRightLow) + Flags[3] * Code(Op.ShiftRightHigh)
            + Flags[4] * Op.Arithmetic;
        Step(real, registers, registers.Pc + 4, op, r0, r1, j, low, high);
        Constrain(real, j, low, high, a0, a1, lo0, lo1, hi0, hi1, sign, r0, r1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var left = x.Opcode == Opcode.Slli;
            var arithmetic = x.Opcode == Opcode.Srai;
            var amount = (uint)x.Immediate;
            var a = chunk.A[i];
            var (split, low, high) = ProgramRow.SplitOf(left, amount);
            var w = new RowWriter(matrix, start + i);
            PutFlags(ref w, left, arithmetic, amount);
            PutTwoRegisters(ref w, chunk, i);
            w.Put(split);
            w.Put(low);
            w.Put(high);
            PutCut(ref w, a, split, arithmetic, Result(left, arithmetic, a, amount));
        }
    }
}

/// <summary>
/// SLL, SRL, SRA. Claim: a row in use writes a shifted by b mod 32 to rd and goes to pc + 4. The amount is b0 - 32·rest with rest below 2^11; the lookup
/// bounds it to 0..31, so b0 = 32·rest + amount holds below 2^16 and the division is unique. The same lookup binds amount, tag and cut to each other, and the
/// tag is that of the flag, 1 to 4: so direction and "16 or more" fit the amount, and the operation code (left 0, right 1, SRA 9) fits the direction. b1 is
/// read and of no effect.
/// </summary>
internal sealed class ShiftTable : ShiftTableBase
{
    public ShiftTable()
        : base("shift", InstructionClass.Shift)
    {
        var real = DeclareFlags();
        var registers = DeclareThreeRegisters();
        var (a0, a1, b0, b1) = (registers.A0, registers.A1, registers.B0, registers.B1);
        var j = Column("split");
        var low = Column("split_power");
        var high = Column("rest_power");
        var rest = Column("b0_rest");
        var lo0 = Column("a0_low");
        var lo1 = Column("a1_low");
        var hi0 = Column("a0_high");
        var hi1 = Column("a1_high");
        var sign = Column("sign");
        var r0 = Column("r0");
        var r1 = Column("r1");

        var op = (Flags[0] + Flags[1]) * Code(Op.ShiftLeft) + (Flags[2] + Flags[3]) * Code(Op.ShiftRight) + Flags[4] * Op.Arithmetic;
        Step(real, registers, op, r0, r1);
        Constrain(real, j, low, high, a0, a1, lo0, lo1, hi0, hi1, sign, r0, r1);
        Range(real, rest, 11);
        var tag = Flags[0] * Preprocessed.SmallTable.LeftLow + Flags[1] * Preprocessed.SmallTable.LeftHigh + Flags[2] * Preprocessed.SmallTable.RightLow + Flags[3] * Preprocessed.SmallTable.RightHigh;
        Receive(Bus.Small, real, 1, tag, b0 - 32 * rest, j, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            ref readonly var x = ref chunk.Instruction(i);
            var left = x.Opcode == Opcode.Sll;
            var arithmetic = x.Opcode == Opcode.Sra;
            var (a, b) = (chunk.A[i], chunk.B[i]);
            var amount = b & 31;
            var (split, low, high) = ProgramRow.SplitOf(left, amount);
            var w = new RowWriter(matrix, start + i);
            PutFlags(ref w, left, arithmetic, amount);
            PutThreeRegisters(ref w, chunk, i);
            w.Put(split);
            w.Put(low);
            w.Put(high);
            w.Put((b & 0xFFFF) >> 5);
            PutCut(ref w, a, split, arithmetic, Result(left, arithmetic, a, amount));
        }
    }
}
