using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm;
using FastZk.Vm.Accelerators;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables.Multiply256;

/// <summary>
/// The ecalls modmul256 and mulwide256, one row each: a·b + c + d = q·m + r with r &lt; m, or q·2^256 + r with any r. A step takes 12: registers are accessed
/// at t + 1, a, b, c, d, m at t + 1, 3, 5, 7, 9, and both results at t + 11.
/// </summary>
/// <remarks>
/// Claim: a row in use takes the five (four) numbers that stand in memory when it begins, writes the only q and r that fit, sets a0 to 0 and goes to pc + 4.
/// Where the executor faults there is no row. docs/accelerators/modmul.md has the argument at length.
/// <list type="bullet">
/// <item>One of two kinds is 1; a7 is that kind's number. The address of each number is 4·quarter + 2^16·high with 14 bits of quarter: aligned. Keys are below
/// 2^30 + 71, and those from 2^30 on have no boundary row. mulwide256 does not read a5.</item>
/// <item>Numbers are accessed at different times, so inputs may overlap anything; both results at the same, so they do not overlap each other.</item>
/// <item>The words of c, d, m, q were accessed at one time each, with a gap of two limbs; those of a, b, r have a time each and gaps of 16 bits.
/// <see cref="LevelTable"/> prepares what is otherwise.</item>
/// <item>a, b, m, q are bytes, looked up in pairs; c, d are words of memory (invariant I); limbs of r are range-checked: invariant I holds of what is
/// written.</item>
/// <item>Equation k: S_k + carry_{k-1} = 2^16·carry_k, S_k the columns 2k and 2k + 1 of the bytewise a·b - q·m, with c_k + d_k - r_k where k &lt; 16. |S_k|
/// is below 534,831,646 and carries are in [-2^13, 2^13), so the two sides differ by less than 1,071,710,750 &lt; p: it holds over the integers. The first
/// carry in and the last one out are 0, so the weighted sum of all says a·b + c + d - q·m - r = 0.</item>
/// <item>m = 2^256 for mulwide256: its bytes are 0 there, and the flag stands for byte 32. a5 and the modulus are pairs out of use there ("idle": their times
/// before are the call's).</item>
/// <item>r &lt; m: flags choose one limb; above it r and m agree, and in it m - r - 1 has 16 bits. m is not 0, then, and an inverse shows that it is not
/// 1.</item>
/// </list>
/// </remarks>
internal sealed class Multiply256Table : InstructionTable
{
    /// <summary>Bytes and limbs of a number, and carries between its limbs' equations.</summary>
    public const int Bytes = 32, Limbs = 16, Carries = 2 * Limbs - 1;

    /// <summary>Carries are in [-CarryOffset, CarryOffset).</summary>
    public const int CarryOffset = 1 << 13;

    /// <summary>The chosen limb is Flags·i + j for the flags i of the one kind and j of the other.</summary>
    public const int Flags = 4;

    private const int Words = Multiply256Call.Words;

    // Names of the arguments a0 to a6.
    private const string Names = "rabcdmq";

    private readonly Expression _mod, _wide, _real, _time;
    private readonly Expression[] _keys = new Expression[Multiply256Call.Arguments];

    public Multiply256Table()
        : base("multiply256", InstructionClass.Ecall)
    {
        _mod = Column("is_mod");
        _wide = Column("is_wide");
        var pc = Column("pc");
        _time = Column("time");
        var timeN = Column("time_a7");
        _real = OneHot(_mod, _wide);
        Pair(Bus.State, _real, [pc, _time], [pc + 4, _time + MaxStateStep]);
        Receive(Bus.Program, _real, 1, pc, Code(), 0, 0, 0, 0, 0, 0, 0);
        Read(_real, 17, timeN, _time + 1, (int)EcallNumber.ModMul256 * _mod + (int)EcallNumber.MulWide256 * _wide, 0);
        for (var i = 0; i < _keys.Length; i++)
        {
            Argument(i);
        }

        Expression[] a = Columns("a", Bytes), b = Columns("b", Bytes), m = Columns("m", Bytes), q = Columns("q", Bytes);
        Expression[] r = Columns("r", Limbs), c = Columns("c", Limbs), d = Columns("d", Limbs), oldR = Columns("old_r", Limbs), oldQ = Columns("old_q", Limbs);
        Expression[] la = Paired(_real, a), lb = Paired(_real, b), lm = Paired(_mod, m), lq = Paired(_real, q);
        foreach (var limb in r)
        {
            Range(_real, limb, 16);
        }

        foreach (var x in m)
        {
            Zero("m_wide", _wide * x);
        }

        Each(Multiply256Call.A, la, la);
        Each(Multiply256Call.B, lb, lb);
        Each(Multiply256Call.R, oldR, r);
        Together(_real, Multiply256Call.C, c, c);
        Together(_real, Multiply256Call.D, d, d);
        Together(_mod, Multiply256Call.M, lm, lm);
        Together(_real, Multiply256Call.Q, oldQ, lq);
        Product(a, b, m, q, c, d, r);
        Below(r, m, lm);
    }

    public override int MaxStateStep => (int)Multiply256Call.Step;

    public override void Fill(in RecordChunk chunk, ColumnMatrix matrix, long start) =>
        throw new NotSupportedException("Calls have records of their own: see Multiply256Fill.");

    // The register a_i: an aligned address. a0 becomes 0.
    private void Argument(int i)
    {
        var name = Names[i];
        var quarter = Column($"{name}_quarter");
        var high = Column($"{name}_high");
        var before = Column($"time_{name}_argument");
        var used = i == Multiply256Call.M ? _mod : _real;
        Range(used, quarter, 14);
        var result = i == Multiply256Call.R;
        Access(used, 10 + i, before, _time + 1, 4 * quarter, high, result ? 0 : 4 * quarter, result ? 0 : high);
        _keys[i] = (int)MemoryKey.Memory + quarter + (1 << 14) * high;
    }

    // The limbs of bytes that are looked up in pairs.
    private Expression[] Paired(Expression used, Expression[] bytes)
    {
        var limbs = new Expression[Limbs];
        for (var i = 0; i < Limbs; i++)
        {
            BytePair(used, bytes[2 * i], bytes[2 * i + 1]);
            limbs[i] = bytes[2 * i] + 256 * bytes[2 * i + 1];
        }

        return limbs;
    }

    // When the words of argument i are accessed; both results at the end.
    private Expression TimeOf(int i) => _time + (i is Multiply256Call.R or Multiply256Call.Q ? (int)Multiply256Call.Step - 1 : 2 * i - 1);

    // Words with a time of the access before each, near enough for one limb.
    private void Each(int i, Expression[] old, Expression[] now)
    {
        var before = Columns($"time_{Names[i]}", Words);
        for (var k = 0; k < Words; k++)
        {
            Access(_real, _keys[i] + k, before[k], TimeOf(i), old[2 * k], old[2 * k + 1], now[2 * k], now[2 * k + 1]);
        }
    }

    // Words with one time of the access before.
    private void Together(Expression used, int i, Expression[] old, Expression[] now)
    {
        var before = Column($"time_{Names[i]}");
        var gap = Column($"gap_low_{Names[i]}");
        Range(used, gap, 16);
        Range(used, Divide(TimeOf(i) - before - 1 - gap, W), 12);
        for (var k = 0; k < Words; k++)
        {
            Pair(Bus.Memory, used, [_keys[i] + k, before, old[2 * k], old[2 * k + 1]], [_keys[i] + k, TimeOf(i), now[2 * k], now[2 * k + 1]]);
        }
    }

    private void Product(Expression[] a, Expression[] b, Expression[] m, Expression[] q, Expression[] c, Expression[] d, Expression[] r)
    {
        // x_i·(y_j + 256·y_{j+1}) covers the pairs (i, j) and (i, j + 1) of one equation.
        Expression[] bb = Doubled(b), mm = Doubled(m);
        var carries = Columns("carry", Carries);
        for (var k = 0; k < 2 * Limbs; k++)
        {
            Expression sum = 0;
            for (var i = Math.Max(0, 2 * k - Bytes + 1); i < Math.Min(Bytes, 2 * k + 2); i++)
            {
                sum += a[i] * bb[2 * k - i + 1] - q[i] * mm[2 * k - i + 1];
            }

            if (k < Limbs)
            {
                sum += c[k] + d[k] - r[k];
            }
            else
            {
                sum -= _wide * (q[2 * (k - Limbs)] + 256 * q[2 * (k - Limbs) + 1]);
            }

            sum += k > 0 ? carries[k - 1] : 0;
            Zero("product", k < Carries ? sum - W * carries[k] : sum);
        }

        foreach (var carry in carries)
        {
            Range(_real, carry + CarryOffset, 14);
        }
    }

    // y_{j-1} + 256·y_j for j = 0 to 32, with zeros for what is not there.
    private static Expression[] Doubled(Expression[] y)
    {
        var doubled = new Expression[Bytes + 1];
        for (var j = 0; j <= Bytes; j++)
        {
            doubled[j] = j == 0 ? 256 * y[0] : j == Bytes ? y[Bytes - 1] : y[j - 1] + 256 * y[j];
        }

        return doubled;
    }

    // r < m and m > 1, for modmul256.
    private void Below(Expression[] r, Expression[] m, Expression[] limbs)
    {
        var rows = OneOf("limb_row");
        var columns = OneOf("limb_column");
        var difference = Column("difference");
        Expression chosen = 0, rowsBelow = 0;
        for (var i = 0; i < Flags; i++)
        {
            Expression columnsBelow = 0;
            for (var j = 0; j < Flags; j++)
            {
                var limb = limbs[Flags * i + j] - r[Flags * i + j];
                if (i + j > 0)
                {
                    Zero("equal_above", (rowsBelow + rows[i] * columnsBelow) * limb);
                }

                chosen += rows[i] * columns[j] * limb;
                columnsBelow += columns[j];
            }

            rowsBelow += rows[i];
        }

        Zero("difference", chosen - difference);
        Range(_mod, difference - 1, 16);

        // 0 only for m = 1: bytes are below 256.
        Expression other = m[0] - 1;
        foreach (var x in m.Skip(1))
        {
            other += 256 * x;
        }

        Zero("not_one", other * Column("not_one") - _mod);
    }

    private Expression[] OneOf(string name)
    {
        var flags = Columns(name, Flags);
        Expression sum = 0;
        foreach (var f in flags)
        {
            Boolean(name, f);
            sum += f;
        }

        Zero(name + "_one", sum - _mod);
        return flags;
    }

    private Expression[] Columns(string name, int count) => [.. Enumerable.Range(0, count).Select(i => Column($"{name}_{i}"))];
}
