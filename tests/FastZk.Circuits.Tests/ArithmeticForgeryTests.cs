using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S07, S08: forged results of arithmetic, with all helper cells made to fit as well as they can.</summary>
public class ArithmeticForgeryTests
{
    private static readonly (uint A, uint B)[] Operands =
        [(7, 2), (7, 0), (0, 0), (0x8000_0000, 0xFFFF_FFFF), (0xFFFF_FFF9, 2), (7, 0xFFFF_FFFE), (0xFFFF_FFFF, 3), (0x1234_5679, 0x0001_0001), (3, 0x8000_0000),
            // 2^16·2^16: all of the product lies beyond 2^32, with no carry from below.
            (5, 0x0001_0000), (0x0007_0005, 0x0100_0000), (9, 0x0300_0000)];

    private static readonly Func<int, int, int, uint>[] Divisions = [Div, Divu, Rem, Remu];

    [Fact]
    public void S08_OnlyOneQuotientAndRemainderAreAccepted()
    {
        foreach (var op in Divisions)
        {
            foreach (var (a, b) in Operands)
            {
                using var f = Of(InstructionClass.Divide, op, a, b);
                bool isSigned = op == Div || op == Rem, isQuotient = op == Div || op == Divu;
                var n = isSigned && (int)a < 0 ? 0 - a : a;
                var d = isSigned && (int)b < 0 ? 0 - b : b;
                var (q, r) = d == 0 ? (uint.MaxValue, n) : (n / d, n % d);
                Divide(f, q, r, d, isQuotient);
                f.AssertAccepted();
                var inverse = Inverse(d | 1);
                foreach (var (fq, fr) in new[] { (q - 1, r + d), (q + 1, r - d), (0u, n), (1u, n - d), (n, 0u), (n * inverse, 0u), (n * inverse - 1, d), (q, r + 1), (q + 1, r), (q + 0x100, r), (q + 0x1_0000, r), (q + 0x100_0000, r), (q + 0x101_0000, r), (uint.MaxValue, n + d) })
                {
                    if ((fq, fr) != (q, r))
                    {
                        Divide(f, fq, fr, d, isQuotient);
                        f.AssertRejected();
                        // The slack as a negative number, in either limb.
                        Divide(f, fq, fr, d, isQuotient);
                        f["slack0"] = (d & 0xFFFF) - (fr & 0xFFFF) - 1L;
                        f["slack1"] = (d >> 16) - (long)(fr >> 16);
                        f.AssertRejected();
                        Divide(f, fq, fr, d, isQuotient);
                        var low = (d & 0xFFFF) - (fr & 0xFFFF) - 1L;
                        f["slack0"] = low & 0xFFFF;
                        f["slack1"] = (d >> 16) - (long)(fr >> 16) + (low >> 16);
                        f.AssertRejected();
                        Divide(f, fq, fr, d, isQuotient);
                        f["b_is_zero"] = 1 - f["b_is_zero"];
                        f.AssertRejected();
                    }
                }
            }
        }
    }

    [Fact]
    public void S08_TheDividendIsNotTakenModuloP()
    {
        // Q·|b| + R = |a| - p: the first column holds mod p with a carry that is 30720 too large, and the second makes up for it.
        foreach (var op in Divisions)
        {
            foreach (var (a, b) in new (uint, uint)[] { (0x8000_0000, 7), (0x8000_0001, 1), (0x7FFF_FFFF, 0x0001_0003), (Field.Fp.Modulus, 5), (0x7A00_0000, 0x1234) })
            {
                using var f = Of(InstructionClass.Divide, op, a, b);
                var n = op == Div || op == Rem ? (uint)Math.Abs((long)(int)a) : a;
                var (q, r) = (((n - Field.Fp.Modulus) / b), (n - Field.Fp.Modulus) % b);
                Divide(f, q, r, b, op == Div || op == Divu);
                var column = Partial(q, b, 0, 0) + 256 * (Partial(q, b, 0, 1) + Partial(q, b, 1, 0)) + (r & 0xFFFF) - f["abs_a0"] + Field.Fp.Modulus;
                Assert.Equal(0, column % 65536);
                f["carry0"] = column / 65536;
                Assert.StartsWith($"BusTuple {{ Bus = {Bus.Range},", f.Reason());
                f.AssertRejected();
            }
        }
    }

    [Fact]
    public void S08_SignsOfADivisionAreBound()
    {
        foreach (var op in Divisions)
        {
            foreach (var (a, b) in Operands)
            {
                using var f = Of(InstructionClass.Divide, op, a, b);
                foreach (var (sign, limbs, abs) in new[] { ("sign_a", "a", "abs_a"), ("sign_b", "b", "abs_b") })
                {
                    var value = (uint)(f[limbs + "0"] | f[limbs + "1"] << 16);
                    f[sign] = 1 - f[sign];
                    f.Word(abs, f[sign] == 1 ? 0 - value : value);
                    f.AssertRejected();
                }

                foreach (var flag in new[] { "negate", "negate_q" })
                {
                    f[flag] = 1 - f[flag];
                    f.AssertRejected();
                    f[flag] = 1 - f[flag];
                    f["negate"] = f["negate_q"];
                    var chosen = (uint)(f["chosen0"] | f["chosen1"] << 16);
                    var result = f["negate"] == 1 ? 0 - chosen : chosen;
                    if (result != (uint)(f["result0"] | f["result1"] << 16))
                    {
                        f.Word("result", result);
                        f.AssertRejected();
                    }

                    f.Restore();
                }
            }
        }
    }

    [Fact]
    public void S08_SignsOfAHighProductAreBound()
    {
        foreach (var op in new Func<int, int, int, uint>[] { Mulh, Mulhu, Mulhsu })
        {
            foreach (var (a, b) in Operands)
            {
                using var f = Of(InstructionClass.MultiplyHigh, op, a, b);
                long sa = f["sign_a"], sb = f["sign_b"];
                for (var k = 1; k < 4; k++)
                {
                    f["sign_a"] = sa ^ (k & 1);
                    f["sign_b"] = sb ^ (k >> 1);
                    var high = (long)(((ulong)a * b >> 32) - (ulong)f["sign_a"] * b - (ulong)f["sign_b"] * a);
                    f.Word("h", (uint)high);
                    var s2 = f["carry1"] + Partial(a, b, 1, 3) + Partial(a, b, 2, 2) + Partial(a, b, 3, 1) + 256 * (Partial(a, b, 2, 3) + Partial(a, b, 3, 2)) + (1 << 17)
                        - f["sign_a"] * (b & 0xFFFF) - f["sign_b"] * (a & 0xFFFF);
                    f["carry2"] = s2 >> 16;
                    f["carry3"] = ((s2 >> 16) + Partial(a, b, 3, 3) + (1 << 17) - 2 - f["sign_a"] * (b >> 16) - f["sign_b"] * (a >> 16)) >> 16;
                    f.AssertRejected();
                }
            }
        }
    }

    [Fact]
    public void S08_ComparisonsCannotBeTurnedRound()
    {
        foreach (var op in new Func<int, int, int, uint>[] { Slt, Sltu })
        {
            foreach (var (a, b) in Operands)
            {
                using var f = Of(InstructionClass.Compare, op, a, b);
                foreach (var (sa, sb) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
                {
                    for (var lt = 0; lt < 2; lt++)
                    {
                        // All sign bits, both results; d1 makes up for whatever they say.
                        var s = op == Slt ? 1L << 15 : 0;
                        f["sign_a"] = sa;
                        f["sign_b"] = sb;
                        long a1 = (a >> 16) + s - (sa << 16), b1 = (b >> 16) + s - (sb << 16);
                        long k0 = (a & 0xFFFF) < (b & 0xFFFF) ? 1 : 0;
                        f["d1"] = a1 - b1 - k0 + (lt << 16);
                        var isTrue = op == Slt ? (int)a < (int)b : a < b;
                        if (lt != (isTrue ? 1 : 0))
                        {
                            f.AssertRejected();
                        }

                        f.Restore();
                    }
                }
            }
        }
    }

    [Fact]
    public void S07_SumsKeepTheirLimbs()
    {
        foreach (var op in new Func<int, int, int, uint>[] { Add, Sub })
        {
            foreach (var (a, b) in Operands)
            {
                using var f = Of(InstructionClass.Add, op, a, b);
                long r0 = f["r0"], r1 = f["r1"];
                foreach (var (d0, d1) in new[] { (65536, -1), (-65536, 1), (65536, 0), (0, 65536), (0, -65536), (-65536, 0), (65536, 65535), (1, 0), (0, 1) })
                {
                    f["r0"] = r0 + d0;
                    f["r1"] = r1 + d1;
                    f.AssertRejected();
                }
            }
        }
    }

    [Fact]
    public void S08_ShiftsHaveOneCut()
    {
        foreach (var op in new Func<int, int, int, uint>[] { Sll, Srl, Sra })
        {
            foreach (var amount in new uint[] { 0, 1, 15, 16, 17, 31, 32, 33, 0xFFFF_FFFF, 0x8000_0000 })
            {
                using var f = Of(InstructionClass.Shift, op, 0x8421_C3A5, amount);
                foreach (var limb in new[] { "0", "1" })
                {
                    foreach (var by in new[] { 1, -1, 2 })
                    {
                        f[$"a{limb}_high"] += by;
                        f[$"a{limb}_low"] -= by * f["split_power"];
                        f.AssertRejected();
                    }
                }

                // The amount taken from more or fewer bits, the sign, the direction and the range.
                f["b0_rest"] += 1;
                f.AssertRejected();
                f["b0_rest"] -= 1;
                f.AssertRejected();
                f["sign"] = 1 - f["sign"];
                f.AssertRejected();
                foreach (var other in new[] { "left_low", "left_high", "right_low", "right_high" })
                {
                    if (f[other] == 0)
                    {
                        foreach (var flag in new[] { "left_low", "left_high", "right_low", "right_high" })
                        {
                            f[flag] = flag == other ? 1 : 0;
                        }

                        f.AssertRejected();
                    }
                }
            }
        }
    }

    private static RowForge Of(InstructionClass c, Func<int, int, int, uint> op, uint a, uint b) => new(c, Bare.Elf(Li(T0, a), Li(T1, b), [op(T2, T0, T1)]));

    private static void Divide(RowForge f, uint q, uint r, uint d, bool isQuotient)
    {
        f.Word("q", q);
        f["q0_low"] = q & 0xFF;
        f["q1_low"] = q >> 16 & 0xFF;
        f.Word("r", r);
        f["carry0"] = ((long)(q & 0xFF) * (d & 0xFF) + 256 * ((long)(q & 0xFF) * (d >> 8 & 0xFF) + (long)(q >> 8 & 0xFF) * (d & 0xFF)) + (r & 0xFFFF) - f["abs_a0"]) >> 16;
        f.Word("slack", d - r - 1);
        var chosen = isQuotient ? q : r;
        f.Word("chosen", chosen);
        f.Word("result", f["negate"] == 1 ? 0 - chosen : chosen);
    }

    private static long Partial(uint a, uint b, int i, int j) => (long)(a >> 8 * i & 0xFF) * (b >> 8 * j & 0xFF);

    // Of an odd number mod 2^32 (Newton).
    private static uint Inverse(uint d)
    {
        var x = d;
        for (var i = 0; i < 5; i++)
        {
            x *= 2 - d * x;
        }

        return x;
    }
}
