using System.Numerics;
using FastZk.Field;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S19: for every constraint and lookup of multiply256 and level a row that it alone refuses, built for it.</summary>
public class Multiply256DecisionTests
{
    private const int Table = Rv32Circuit.Multiply256, Level = Rv32Circuit.Level, Limbs = 16, Bytes = 32;

    // 2^16·30720 = p - 1: a carry of 30720 out of a sum of -1.
    private const int Wrap = (int)(Fp.Modulus >> 16);

    /// <summary>What follows from other constraints.</summary>
    private static readonly string[] Implied =
    [
        // is_real leaves is_mod = -1 beside is_wide = 1 only, and boolean flags have no such sum.
        "multiply256.flag.0",
        // Both kinds at once: m = 0 (m_wide), and no r is below that (limb_row_one, the ranges of difference and r).
        "multiply256.is_real",
    ];

    [Fact]
    public void S19_EveryConstraintAndLookupOfTheMultiplicationDecides()
    {
        var decisive = new HashSet<string>();
        using (var f = new MultiplicationForge(new(0, 0, 0, 0, Multiplications.Top + 1, true)))
        {
            Decide(f, decisive, Wide(f));
        }

        using (var f = new MultiplicationForge(new(0, 0, 0, 0, 2)))
        {
            Decide(f, decisive, Comparisons(f).Concat(Edges(f)));
        }

        Assert.Equal(Implied, Rules(Table).Except(decisive).Order());
    }

    [Fact]
    public void S19_EveryConstraintAndLookupOfALevelDecides()
    {
        var decisive = new HashSet<string>();
        using var w = new WitnessChecks(Vm.ElfImage.Load(Bare.ElfWithData(Multiplications.Data(new(5, 7, 1, 2, 10)), [.. Li(Bare.In, Bare.Data), Lw(5, 96, Bare.In)], Multiplications.Call(false, Bare.Data))), []);
        const long time = (5L << 16) + 9;
        foreach (var forge in Forgeries())
        {
            w.Set(Level, 0, "is_real", 1);
            w.Set(Level, 0, "time_low", time & 0xFFFF);
            w.Set(Level, 0, "time_high", time >> 16);
            for (var k = 0; k < 8; k++)
            {
                Before(k, (3 << 16) + 7, 7);
            }

            Assert.Empty(Broken(w, Level));
            forge();
            Note(Broken(w, Level), decisive);
        }

        // With is_real neither 0 nor 1 the time before would have to be the time itself, and the gap -1.
        Assert.Equal(["level.is_real"], Rules(Level).Except(decisive));

        IEnumerable<Action> Forgeries()
        {
            yield return () =>
            {
                w.Set(Level, 0, "time_low", (time & 0xFFFF) + 0x10000);
                w.Set(Level, 0, "time_high", (time >> 16) - 1);
            };
            yield return () =>
            {
                w.Set(Level, 0, "time_high", 4096);
                for (var i = 0; i < 8; i++)
                {
                    w.Set(Level, 0, $"time_before{i}", (4096L << 16) + 9 - 1 - 7);
                    w.Set(Level, 0, $"gap_low{i}", 7);
                }
            };
            for (var k = 0; k < 8; k++)
            {
                var word = k;
                yield return () => Before(word, (3 << 16) + 7, 0x10007);
                yield return () => Before(word, -0x10000 + 7, 7);
            }
        }

        // A word's last access, and the low limb of the gap.
        void Before(int k, long gap, long low)
        {
            w.Set(Level, 0, $"time_before{k}", time - 1 - gap);
            w.Set(Level, 0, $"gap_low{k}", low);
        }
    }

    // 0·0 + 0 + 0 = 0·2^256 + 0: where all numbers are 0, cells can be changed freely.
    private static IEnumerable<Action> Wide(MultiplicationForge f)
    {
        for (var i = 0; i < Bytes; i++)
        {
            var at = i;
            yield return () => f[$"m_{at}"] = 1;
            yield return () => f[$"a_{at}"] = 256;
            yield return () => f[$"b_{at}"] = -1;
            yield return () =>
            {
                f[$"q_{at & 30}"] = 256;
                f[$"q_{(at & 30) + 1}"] = -1;
            };
            yield return () => f[$"a_{at}"] = f[$"b_{at}"] = 1;
        }

        for (var k = 0; k < 2 * Limbs - 1; k++)
        {
            var at = k;
            yield return () =>
            {
                f[$"carry_{at}"] = Wrap;
                Sum(at, 1);
                Sum(at + 1, Wrap);
            };
        }

        for (var i = 0; i < Limbs; i++)
        {
            var at = i;
            yield return () => f[$"r_{at}"] = f[$"c_{at}"] = 0x10000;
            yield return () => f[$"r_{at}"] = f[$"d_{at}"] = -1;
        }

        // Equation k loses so much.
        void Sum(int k, long loss)
        {
            if (k < Limbs)
            {
                f[$"c_{k}"] = -loss;
            }
            else
            {
                f[$"q_{2 * (k - Limbs)}"] = loss & 0xFF;
                f[$"q_{2 * (k - Limbs) + 1}"] = loss >> 8;
            }
        }
    }

    // 0·0 + c + 0 = 0·m + r, with r = c not below m.
    private static IEnumerable<Action> Comparisons(MultiplicationForge f)
    {
        yield return () =>
        {
            // No row in use, by its sum; but is_mod asks for a comparison.
            f["is_wide"] = -1;
            f.SetBytes("m", 0);
            f["r_0"] = f["c_0"] = -1;
            f.Compare(0);
            Idle();
        };
        yield return () => Numbers(2, 2, 0);
        yield return () => f["limb_row_1"] = 1;
        yield return () => f["limb_column_1"] = 1;
        yield return () => f["difference"] = 5;
        yield return () => f["not_one"] += 1;
        yield return () => Numbers(1, 0, 0);
        foreach (var name in new[] { "limb_row", "limb_column" })
        {
            for (var i = 0; i < 4; i++)
            {
                var flag = i;
                yield return () =>
                {
                    // -1, 1 and 1 have sum 1; the limb that decides is 0.
                    Numbers(2, flag == 0 ? 3 : 1, 0);
                    f[$"{name}_{flag}"] = -1;
                    foreach (var other in Enumerable.Range(0, 4).Where(x => x != flag).Take(2))
                    {
                        f[$"{name}_{other}"] = 1;
                    }

                    f["difference"] = 1;
                };
            }
        }

        for (var i = 1; i < Limbs; i++)
        {
            var limb = i;
            yield return () => Numbers((BigInteger)2 << (16 * (limb - 1)), ((BigInteger)1 << (16 * limb)) + ((BigInteger)1 << (16 * (limb - 1))), limb - 1);
        }

        for (var i = 0; i < Bytes; i += 2)
        {
            var at = i;
            yield return () =>
            {
                f.SetBytes("m", 0);
                f[$"m_{at}"] = 256;
                f.Compare(at / 2);
            };
        }

        void Idle()
        {
            var text = TableText.Of(Table);
            var row = text.Idle(f.W.Row(Table, 0));
            for (var c = 0; c < row.Length; c++)
            {
                f.W.Set(Table, 0, text.Table.MainNames[c], row[c].ToUInt32());
            }

            // The modulus' accesses are in use all the same.
            f["time_m_argument"] = f["time_m"] = f["time"] - 4;
            f["gap_low_m"] = 12;
            foreach (var (name, at) in new[] { ("c", 5), ("d", 7), ("q", 11) })
            {
                f[$"gap_low_{name}"] = at - 1;
            }
        }

        void Numbers(BigInteger m, BigInteger r, int limb)
        {
            f.SetBytes("m", m);
            f.SetLimbs("r", r);
            f.SetLimbs("c", r);
            f.Compare(limb);
        }
    }

    // Addresses, times and the instruction.
    private static IEnumerable<Action> Edges(MultiplicationForge f)
    {
        yield return () => f["pc"] += 2;
        yield return () => f["time_a7"] = f["time"] + 1;
        foreach (var name in "rabcdmq")
        {
            yield return () => f[$"{name}_quarter"] = 1 << 14;
            yield return () => f[$"time_{name}_argument"] = f["time"] + 1;
        }

        foreach (var (name, at) in new[] { ("a", 1), ("b", 3), ("r", 11) })
        {
            for (var k = 0; k < 8; k++)
            {
                var word = k;
                yield return () => f[$"time_{name}_{word}"] = f["time"] + at;
            }
        }

        foreach (var (name, at) in new[] { ("c", 5), ("d", 7), ("m", 9), ("q", 11) })
        {
            yield return () => Before(name, at, (5 << 16) + 3, 0x10003);
            yield return () => Before(name, at, -0x10000 + 3, 3);
        }

        void Before(string name, int at, long gap, long low)
        {
            f[$"time_{name}"] = f["time"] + at - 1 - gap;
            f[$"gap_low_{name}"] = low;
        }
    }

    private static void Decide(MultiplicationForge f, HashSet<string> decisive, IEnumerable<Action> forgeries)
    {
        var honest = f.W.Row(Table, 0);
        var names = TableText.Of(Table).Table.MainNames;
        foreach (var forge in forgeries)
        {
            Assert.Empty(Broken(f.W, Table));
            forge();
            Note(Broken(f.W, Table), decisive);
            for (var c = 0; c < honest.Length; c++)
            {
                f.W.Set(Table, 0, names[c], honest[c].ToUInt32());
            }
        }
    }

    private static void Note(string[] broken, HashSet<string> decisive)
    {
        Assert.True(broken.Length == 1, string.Join(", ", broken));
        decisive.Add(broken[0]);
    }

    private static string[] Rules(int table)
    {
        var text = TableText.Of(table);
        return
        [
            // Rows not in use are decided by PairForgeryTests.
            .. Enumerable.Range(0, text.Table.Constraints.Count).Where(i => text.Table.Constraints[i].Name != "idle").Select(text.NameOf),
            .. Enumerable.Range(0, text.Interactions.Count).Where(i => Providers.IsLookup(text.Interactions[i].Bus)).Select(text.NameOfFraction),
        ];
    }

    // Constraints and lookups that refuse row 0.
    private static string[] Broken(WitnessChecks w, int table)
    {
        var text = TableText.Of(table);
        var row = w.Row(table, 0);
        var provided = Providers.Of(w);
        var broken = Enumerable.Range(0, text.Table.Constraints.Count).Where(i => TableText.Value(text.Table.Constraints[i].Value, row, null, []) != Fp.Zero).Select(text.NameOf).ToList();
        for (var i = 0; i < text.Interactions.Count; i++)
        {
            var x = text.Interactions[i];
            if (Providers.IsLookup(x.Bus) && TableText.Value(x.Multiplicity, row, null, []) != Fp.Zero
                && !provided(BusTuple.Of(x.Bus, [.. x.Message.Select(m => TableText.Value(m, row, null, []))])))
            {
                broken.Add(text.NameOfFraction(i));
            }
        }

        return [.. broken];
    }
}
