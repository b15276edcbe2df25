using System.Numerics;
using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;

namespace FastZk.Circuits.Tests;

/// <summary>
/// The witness of a run with one call of modmul256 or mulwide256, whose row a test forges by name. What follows from a claimed result (carries, comparison, the
/// words at the end of memory) is made to fit as well as it can be, as a lying prover would.
/// </summary>
internal sealed class MultiplicationForge : IDisposable
{
    private const int Table = Rv32Circuit.Multiply256, Bytes = 32, Limbs = 16;

    private static readonly Fp InverseOfLimb = Fp.FromUInt32(1 << 16).Inverse();

    /// <summary>A run of the code and then the call, with numbers in the order r, a, b, c, d, m, q at <see cref="Bare.Data"/>.</summary>
    public MultiplicationForge(Multiplication x, params uint[] before)
    {
        W = new WitnessChecks(ElfImage.Load(Bare.ElfWithData(Multiplications.Data(x), before, Multiplications.Call(x.IsWide, Bare.Data))), []);
        Assert.Empty(Forgery.Finish(W));
    }

    public WitnessChecks W { get; }

    /// <summary>A cell of the call's row as a number in (-p/2, p/2).</summary>
    public long this[string column]
    {
        get => Signed(W.Get(Table, 0, column));
        set => W.Set(Table, 0, column, value);
    }

    /// <summary>Sets the bytes of a number; the highest takes what is left.</summary>
    public void SetBytes(string name, BigInteger x) => Put(name, x, Bytes, 8);

    /// <summary>Sets the limbs of a number; the highest takes what is left.</summary>
    public void SetLimbs(string name, BigInteger x) => Put(name, x, Limbs, 16);

    /// <summary>Claims a result and makes everything fit.</summary>
    public void Claim(BigInteger q, BigInteger r)
    {
        SetBytes("q", q);
        SetLimbs("r", r);
        Carry();
        if (this["is_mod"] != 0)
        {
            var limb = Limbs - 1;
            while (limb > 0 && Difference(limb) == 0)
            {
                limb--;
            }

            Compare(limb);
        }

        End();
    }

    /// <summary>Carries that solve the equations, in the field where they do not in integers.</summary>
    public void Carry()
    {
        long[] a = Cells("a", Bytes), b = Cells("b", Bytes), m = Cells("m", Bytes), q = Cells("q", Bytes), c = Cells("c", Limbs), d = Cells("d", Limbs), r = Cells("r", Limbs);
        var wide = this["is_wide"];
        var carry = Fp.Zero;
        for (var k = 0; k < 2 * Limbs - 1; k++)
        {
            for (var half = 0; half < 2; half++)
            {
                for (var i = Math.Max(0, 2 * k + half - Bytes + 1); i < Math.Min(Bytes, 2 * k + half + 1); i++)
                {
                    var j = 2 * k + half - i;
                    carry += Fp.FromInt64((a[i] * b[j] - q[i] * m[j]) << (8 * half));
                }
            }

            carry += Fp.FromInt64(k < Limbs ? c[k] + d[k] - r[k] : -wide * (q[2 * (k - Limbs)] + 256 * q[2 * (k - Limbs) + 1]));
            carry *= InverseOfLimb;
            this[$"carry_{k}"] = carry.ToUInt32();
        }
    }

    /// <summary>Compares r and m in one limb, whatever that gives.</summary>
    public void Compare(int limb)
    {
        Choose(limb);
        this["difference"] = Difference(limb);
        var m = Cells("m", Bytes);
        this["not_one"] = Fp.FromInt64(m[0] - 1 + 256 * m.Skip(1).Sum()).Inverse().ToUInt32();
    }

    /// <summary>Sets the flags for a limb, or none for a negative number.</summary>
    public void Choose(int limb)
    {
        for (var i = 0; i < 4; i++)
        {
            this[$"limb_row_{i}"] = limb >= 0 && limb / 4 == i ? 1 : 0;
            this[$"limb_column_{i}"] = limb >= 0 && limb % 4 == i ? 1 : 0;
        }
    }

    /// <summary>Lets memory end with the results that the row writes.</summary>
    public void End()
    {
        for (uint k = 0; k < 8; k++)
        {
            EndOf(Bare.Data + 4 * k, this[$"r_{2 * k}"], this[$"r_{2 * k + 1}"]);
            EndOf(Bare.Data + 192 + 4 * k, this[$"q_{4 * k}"] + 256 * this[$"q_{4 * k + 1}"], this[$"q_{4 * k + 2}"] + 256 * this[$"q_{4 * k + 3}"]);
        }
    }

    /// <summary>All that is wrong with the witness when lookups' counts are adapted.</summary>
    public List<string> Finish() => Forgery.Finish(W);

    /// <summary>All that is wrong with the row by itself: constraints, and lookups without an entry.</summary>
    public List<string> FinishRow()
    {
        var text = TableText.Of(Table);
        var row = W.Row(Table, 0);
        var provided = Providers.Of(W);
        return
        [
            .. text.Table.Constraints.Where(c => TableText.Value(c.Value, row, null, []) != Fp.Zero).Select(c => $"{text.Table.Name}[0]: {c.Name}"),
            .. text.Tuples(row, []).Where(t => !t.IsSend && Providers.IsLookup(t.Tuple.Bus) && !provided(t.Tuple)).Select(t => $"bus {t.Tuple.Bus} ({t.Tuple[0]}, {t.Tuple[1]})"),
        ];
    }

    /// <summary>Insists that something is wrong, and nothing but what begins with one of the texts.</summary>
    public static void AssertOnly(List<string> wrong, params string[] causes)
    {
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x => Assert.Contains(causes, c => x.StartsWith(c, StringComparison.Ordinal)));
    }

    public void Dispose() => W.Dispose();

    private static long Signed(uint x) => x > Fp.Modulus / 2 ? x - (long)Fp.Modulus : x;

    private long Difference(int limb) => this[$"m_{2 * limb}"] + 256 * this[$"m_{2 * limb + 1}"] - this[$"r_{limb}"];

    private long[] Cells(string name, int count) => [.. Enumerable.Range(0, count).Select(i => this[$"{name}_{i}"])];

    private void Put(string name, BigInteger x, int count, int bits)
    {
        for (var i = 0; i < count; i++)
        {
            this[$"{name}_{i}"] = (long)(i == count - 1 ? x >> (bits * i) : x >> (bits * i) & ((1 << bits) - 1));
        }
    }

    private void EndOf(uint address, long low, long high)
    {
        var row = W.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(address));
        W.Set(Rv32Circuit.Boundary, row, "final0", low);
        W.Set(Rv32Circuit.Boundary, row, "final1", high);
    }
}
