using System.Numerics;
using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S07, S10, S11, S23: false results of modmul256 and mulwide256, each rejected by the bound that it breaks and by nothing else.</summary>
public class Multiply256ForgeryTests
{
    private const int Table = Rv32Circuit.Multiply256, Level = Rv32Circuit.Level, StoreWord = (int)InstructionClass.StoreWord;

    private static readonly string Range = $"bus {Bus.Range} ", BytePair = $"bus {Bus.BytePair} ", Memory = $"bus {Bus.Memory} ", State = $"bus {Bus.State} ";

    private static readonly Multiplication Plain = new(Multiplications.Top / 3, Multiplications.Top / 7, Multiplications.Top / 11, Multiplications.Top / 13, Multiplications.Curve25519);

    private static readonly Multiplication Wide = Plain with { M = Multiplications.Top + 1, IsWide = true };

    /// <summary>Honest results pass through the same hands as forged ones: what the forgeries claim besides is complete.</summary>
    [Fact]
    public void S23_TheForgesOwnResultsAreAccepted()
    {
        foreach (var x in new[] { Plain, Wide, Multiplications.Greatest(Multiplications.Top, 5), new(0, 0, 0, 0, 2) })
        {
            using var f = new MultiplicationForge(x);
            f.Claim(0, 0);
            f.Claim(x.Q, x.R);
            Assert.Empty(f.Finish());
            Assert.Empty(f.FinishRow());
        }
    }

    [Fact]
    public void S07_RemaindersAreBelowTheModulus()
    {
        using var f = new MultiplicationForge(Plain);
        for (var limb = 0; limb < 16; limb++)
        {
            f.Claim(Plain.Q - 1, Plain.R + Plain.M);
            f.Compare(limb);
            MultiplicationForge.AssertOnly(f.Finish(), Range, "multiply256[0]: equal_above");
        }

        // No limb is chosen.
        f.Choose(-1);
        f["difference"] = 0;
        MultiplicationForge.AssertOnly(f.Finish(), Range, "multiply256[0]: limb_row_one", "multiply256[0]: limb_column_one");
        f["difference"] = 1;
        MultiplicationForge.AssertOnly(f.Finish(), "multiply256[0]: difference", "multiply256[0]: limb_row_one", "multiply256[0]: limb_column_one");
        f.Claim(Plain.Q, Plain.R);
        Assert.Empty(f.Finish());
    }

    /// <summary>Above the limb that counts r and m must agree: a smaller limb below a greater one shows nothing.</summary>
    [Fact]
    public void S07_TheHighestLimbThatDiffersIsCompared()
    {
        // r + m differs from m in limbs 0 and 1, up in one and down in the other: 0x10001 + 0x1ffff = 0x30000.
        var m = (BigInteger.One << 255) + 0x1FFFF;
        var x = new Multiplication(m, 5, 0x10001, 0, m);
        using var f = new MultiplicationForge(x);
        f.Claim(4, m + 0x10001);
        f.Compare(0);
        MultiplicationForge.AssertOnly(f.Finish(), "multiply256[0]: equal_above");
        f.Compare(1);
        MultiplicationForge.AssertOnly(f.Finish(), Range);
    }

    [Fact]
    public void S05_FlagsOfTheComparedLimbAreBoolean()
    {
        // r + m differs from m in limb 0 only, by -1; a flag of -1 turns that round.
        var m = BigInteger.One << 255;
        using var f = new MultiplicationForge(new(m, 5, 1, 0, m));
        foreach (var (one, other, name) in new[] { ("limb_row", "limb_column", "limb_row"), ("limb_column", "limb_row", "limb_column") })
        {
            f.Claim(4, m + 1);
            f[$"{one}_0"] = -1;
            f[$"{one}_1"] = 2;
            f[$"{other}_0"] = 1;
            f["difference"] = 1;
            MultiplicationForge.AssertOnly(f.Finish(), "multiply256[0]: " + name);
        }
    }

    [Fact]
    public void S07_QuotientsBeyond256BitsAreRejected()
    {
        foreach (var m in Multiplications.Moduli)
        {
            var x = Multiplications.Greatest(m, m - 1);
            using var f = new MultiplicationForge(x);
            f.SetLimbs("c", m);
            f.Claim(Multiplications.Top + 1, 0);
            MultiplicationForge.AssertOnly(f.FinishRow(), BytePair);
            f.Claim(0, 0);
            Assert.NotEmpty(f.FinishRow());
            f.SetLimbs("c", m - 1);
            f.Claim(x.Q, x.R);
            Assert.Empty(f.FinishRow());
        }
    }

    [Fact]
    public void S21_TheModuliZeroAndOneAreRejected()
    {
        using var f = new MultiplicationForge(new(5, 7, 1, 2, 10));
        f.SetBytes("m", 1);
        f.Claim(38, 0);
        MultiplicationForge.AssertOnly(f.FinishRow(), "multiply256[0]: not_one");
        f.SetBytes("m", 2);
        f.Claim(19, 0);
        Assert.Empty(f.FinishRow());
        f.SetBytes("m", 0);
        foreach (var q in new BigInteger[] { 0, 1, Multiplications.Top })
        {
            f.Claim(q, 38);
            MultiplicationForge.AssertOnly(f.FinishRow(), Range);
        }
    }

    /// <summary>256 and a borrow stand for the same number.</summary>
    [Fact]
    public void S07_BytesAndLimbsAreCanonical()
    {
        foreach (var x in new[] { Plain, Wide })
        {
            using var f = new MultiplicationForge(x);
            foreach (var name in x.IsWide ? new[] { "a", "b", "q" } : ["a", "b", "m", "q"])
            {
                foreach (var (low, high) in new[] { (256, -1), (-256, 1), (512, -2) })
                {
                    foreach (var at in new[] { 0, 14, 30 })
                    {
                        Shift(low, high);
                        f.Carry();
                        if (!x.IsWide)
                        {
                            f.Compare(15);
                        }

                        MultiplicationForge.AssertOnly(f.Finish(), BytePair);
                        Shift(-low, -high);

                        void Shift(int l, int h)
                        {
                            f[$"{name}_{at}"] += l;
                            f[$"{name}_{at + 1}"] += h;
                        }
                    }
                }
            }

            foreach (var (low, high) in new[] { (0x10000, -1), (-0x10000, 1) })
            {
                f.Claim(x.Q, x.R);
                f["r_3"] += low;
                f["r_4"] += high;
                f.Carry();
                f.End();
                MultiplicationForge.AssertOnly(f.Finish(), Range);
            }
        }
    }

    /// <summary>
    /// Every equation, with every cell anywhere in the range that its lookups leave it: no side of it reaches p, so what holds mod p holds. Read from the constraints
    /// themselves.
    /// </summary>
    [Fact]
    public void S07_EquationsHoldOverTheIntegers()
    {
        var table = TableText.Of(Table).Table;
        (BigInteger, BigInteger) RangeOf(int column)
        {
            var name = table.MainNames[column];
            return name.Split('_')[0] switch
            {
                "a" or "b" or "m" or "q" => (0, 255),
                "c" or "d" or "r" => (0, 65535),
                "carry" => (-(1 << 13), (1 << 13) - 1),
                _ when name == "is_wide" => (0, 1),
                _ => throw new InvalidOperationException(name),
            };
        }

        var equations = table.Constraints.Where(c => c.Name == "product").ToArray();
        Assert.Equal(32, equations.Length);
        foreach (var (_, value, _) in equations)
        {
            var (least, greatest) = Interval(value, RangeOf);
            Assert.True(least < 0 && greatest > 0);
            Assert.True(greatest < Fp.Modulus && -least < Fp.Modulus);
        }

        // The lookups are those: 14 bits of carry + 2^13, 16 of r, pairs of bytes.
        using var f = new MultiplicationForge(Plain);
        for (var k = 0; k < 31; k++)
        {
            var honest = f[$"carry_{k}"];
            foreach (var carry in new[] { -(1 << 13) - 1, 1 << 13 })
            {
                f[$"carry_{k}"] = carry;
                Assert.Contains(f.FinishRow(), x => x.StartsWith(Range, StringComparison.Ordinal));
            }

            f[$"carry_{k}"] = honest;
        }
    }

    [Fact]
    public void S07_OnlyOneResultIsAccepted()
    {
        var random = new Random(9);
        foreach (var x in new[] { Plain, Wide, Plain with { M = Multiplications.Secp256K1 }, new(5, 7, 1, 2, 10), Multiplications.Greatest(Multiplications.Top, 0) })
        {
            using var f = new MultiplicationForge(x);
            var p = new BigInteger(Fp.Modulus);
            var claims = new List<(BigInteger Q, BigInteger R)>
            {
                (x.Q, x.R + 1), (x.Q, x.R - 1), (x.Q + 1, x.R), (x.Q - 1, x.R), (x.Q + 1, x.R - x.M), (x.Q - 1, x.R + x.M), (x.R, x.Q), (0, 0), (0, x.R), (x.Q, 0), (x.Q + p, x.R), (x.Q, x.R + p),
                (x.Q + (p << 16), x.R - 1), (Multiplications.Top, x.R), (x.Q, Multiplications.Top), (x.Q, x.A * x.B % x.M),
            };
            for (var k = 0; k < 150; k++)
            {
                var q = x.Q + (random.Next(3) == 0 ? 0 : (BigInteger)random.Next(-3, 4) << random.Next(256));
                var r = x.R + (random.Next(3) == 0 ? 0 : (BigInteger)random.Next(-70000, 70000) << random.Next(250));
                claims.Add((q, r));
            }

            foreach (var (q, r) in claims.Where(c => (c.Q, c.R) != (x.Q, x.R)))
            {
                f.Claim(q, r);
                Assert.NotEmpty(f.FinishRow());
            }
        }
    }

    /// <summary>A search: something that is written is spoiled, and the row repaired in all cells that do not come from outside.</summary>
    [Fact]
    public void S07_NoRepairMakesAnotherResult()
    {
        foreach (var x in new[] { Plain, Wide })
        {
            using var f = new MultiplicationForge(x);
            var text = TableText.Of(Table);
            var random = new Random(31);
            var solver = new RowSolver(Table, Providers.Of(f.W), random);
            string[] free = ["q_", "r_", "carry_", "limb_", "difference", "not_one"];
            var locked = Enumerable.Range(0, text.Table.MainNames.Count)
                .Where(c => !free.Any(n => text.Table.MainNames[c].StartsWith(n, StringComparison.Ordinal)) || text.Table.MainNames[c].EndsWith("quarter", StringComparison.Ordinal)).ToHashSet();
            string[] results = [.. Enumerable.Range(0, 32).Select(i => $"q_{i}"), .. Enumerable.Range(0, 16).Select(i => $"r_{i}")];
            for (var attempt = 0; attempt < 60; attempt++)
            {
                var row = f.W.Row(Table, 0);
                var spoiled = text[results[random.Next(results.Length)]];
                row[spoiled] = Fp.FromInt64(random.Next(256));
                if (row[spoiled] != f.W.Row(Table, 0)[spoiled])
                {
                    Assert.False(solver.Repair(row, [.. locked, spoiled]));
                }
            }
        }
    }

    /// <summary>modmul256 passes for mulwide256, and the other way round, but for the number in a7.</summary>
    [Fact]
    public void S05_TheKindOfCallIsThatOfTheNumber()
    {
        using var f = new MultiplicationForge(Plain);
        f["is_mod"] = 0;
        f["is_wide"] = 1;
        f.SetBytes("m", 0);
        f.Choose(-1);
        f["difference"] = f["not_one"] = 0;
        f.Claim(Wide.Q, Wide.R);
        // mulwide256 touches neither a5 nor the modulus.
        f.W.Set(Rv32Circuit.Boundary, f.W.Find(Rv32Circuit.Boundary, "key", 15), "time", f["time_m_argument"]);
        for (uint k = 0; k < 8; k++)
        {
            f.W.Set(Rv32Circuit.Boundary, f.W.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Bare.Data + 160 + 4 * k)), "time", 0);
        }

        f["time_m_argument"] = f["time_m"] = f["time"];

        MultiplicationForge.AssertOnly(f.Finish(), $"{Memory}(17, ");

        // With the modulus 2^256 only the flag stands for byte 32; bytes besides would be another modulus.
        using var g = new MultiplicationForge(Wide);
        g.SetBytes("m", 3);
        g.Claim((Wide.A * Wide.B + Wide.C + Wide.D) / (Wide.M + 3), (Wide.A * Wide.B + Wide.C + Wide.D) % (Wide.M + 3));
        MultiplicationForge.AssertOnly(g.Finish(), "multiply256[0]: m_wide");

        using var h = new MultiplicationForge(Plain);
        foreach (var (mod, wide) in new[] { (1, 1), (2, -1), (-1, 2), (2, 0), (0, 2), (0, -1) })
        {
            h["is_mod"] = mod;
            h["is_wide"] = wide;
            Assert.Contains(h.FinishRow(), x => x is "multiply256[0]: flag" or "multiply256[0]: is_real");
        }
    }

    [Fact]
    public void S06_CallsAreNotSkippedDoubledOrMadeUp()
    {
        using (var f = new MultiplicationForge(Plain))
        {
            f.W.Copy(Table, 0, 1);
            Assert.Contains(f.Finish(), x => x.StartsWith(State, StringComparison.Ordinal));
            f.W.Clear(Table, 1);
            Assert.Empty(f.Finish());
            f.W.Clear(Table, 0);
            Assert.Contains(f.Finish(), x => x.StartsWith(State, StringComparison.Ordinal));
        }

        // A row not in use sends and receives nothing, whatever it holds. (Its pairs: UnusedRowTests.)
        var text = TableText.Of(Table);
        var random = new Random(6);
        for (var k = 0; k < 10; k++)
        {
            var row = text.Table.MainNames.Select(n => n is "is_mod" or "is_wide" ? Fp.Zero : Fp.FromInt64(random.Next())).ToArray();
            Assert.DoesNotContain(text.Tuples(row, []), t => t.Tuple.Bus is not (Bus.State or Bus.Memory));
        }
    }

    [Fact]
    public void S10_AddressesAreAlignedAndUnique()
    {
        foreach (var x in new[] { Plain, Wide })
        {
            using var f = new MultiplicationForge(x);
            foreach (var name in x.IsWide ? "rabcdq" : "rabcdmq")
            {
                // The low limb is another number mod 4, or the quarter takes a part of the high limb.
                var quarter = f[$"{name}_quarter"];
                var inverse = (long)Fp.FromUInt32(4).Inverse().ToUInt32();
                foreach (var forged in new[] { quarter + inverse, quarter + 2 * inverse, quarter - inverse, quarter + (1 << 14), quarter - (1 << 14) })
                {
                    f[$"{name}_quarter"] = forged;
                    MultiplicationForge.AssertOnly(f.FinishRow(), Range);
                }

                f[$"{name}_quarter"] = quarter + 1;
                MultiplicationForge.AssertOnly(f.Finish(), Memory);
                f[$"{name}_quarter"] = quarter;
            }

            // Swapped operands give the same product, but not the same accesses.
            foreach (var column in new[] { "quarter", "high" })
            {
                (f["a_" + column], f["b_" + column]) = (f["b_" + column], f["a_" + column]);
            }

            MultiplicationForge.AssertOnly(f.Finish(), Memory);
        }
    }

    /// <summary>r and q at one place: both are accessed at one time, and neither can be before the other.</summary>
    [Fact]
    public void S23_ResultsDoNotOverlap()
    {
        foreach (var x in new[] { Plain, Wide })
        {
            using var f = new MultiplicationForge(x);
            var time = f["time"] + 11;
            f["q_quarter"] = f["r_quarter"];
            f["time_q"] = time;
            f["gap_low_q"] = -1;
            for (uint k = 0; k < 8; k++)
            {
                f[$"old_q_{2 * k}"] = f[$"r_{2 * k}"];
                f[$"old_q_{2 * k + 1}"] = f[$"r_{2 * k + 1}"];
                var (r, q) = (f.W.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Bare.Data + 4 * k)), f.W.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(Bare.Data + 192 + 4 * k)));
                f.W.Set(Rv32Circuit.Boundary, r, "final0", f.W.Get(Rv32Circuit.Boundary, q, "final0"));
                f.W.Set(Rv32Circuit.Boundary, r, "final1", f.W.Get(Rv32Circuit.Boundary, q, "final1"));
                f.W.Set(Rv32Circuit.Boundary, q, "time", 0);
                f.W.Set(Rv32Circuit.Boundary, q, "final0", f.W.Get(Rv32Circuit.Boundary, q, "initial0"));
                f.W.Set(Rv32Circuit.Boundary, q, "final1", f.W.Get(Rv32Circuit.Boundary, q, "initial1"));
            }

            // Nothing but the gap stands against it, and a6, which names another place in this program.
            var wrong = f.Finish();
            Assert.Contains(wrong, w => w.StartsWith(Range, StringComparison.Ordinal));
            MultiplicationForge.AssertOnly(wrong, Range, $"{Memory}(16, ");
        }
    }

    /// <summary>A number is read as it was before the last store to it.</summary>
    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 2)]
    public void S11_StaleNumbersAreRejected(string name, int argument)
    {
        var address = Bare.Data + 32 * (uint)argument;
        uint[] stores = [.. Li(Bare.In, address), Sw(0, 0, Bare.In), Addi(5, 0, 77), Sw(5, 0, Bare.In)];
        using var f = new MultiplicationForge(new(1000, 1000, 3, 4, 1000003), stores);
        Assert.Equal(77, f[name + "_0"]);
        var (first, last) = (f.W.Get(StoreWord, 0, "time") + 2, f.W.Get(StoreWord, 1, "time") + 2);
        Assert.Equal(last, f[$"time_{name}_0"]);
        // The first store's zero.
        f[name + "_0"] = 0;
        f[$"time_{name}_0"] = first;
        f.Claim(0, 7);
        // The second store comes after the call, for this word.
        var read = f["time"] + 2 * argument - 1;
        f.W.Set(StoreWord, 1, "time_m", read);
        f.W.Set(StoreWord, 1, "gap_low", last - read - 1);
        var row = f.W.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(address));
        f.W.Set(Rv32Circuit.Boundary, row, "time", last);
        MultiplicationForge.AssertOnly(f.Finish(), Range);
    }

    /// <summary>The same through a row that levels the number.</summary>
    [Theory]
    [InlineData("c", 3)]
    [InlineData("d", 4)]
    public void S11_StaleNumbersAreNotLevelled(string name, int argument)
    {
        var address = Bare.Data + 32 * (uint)argument;
        uint[] stores = [.. Li(Bare.In, address), Sw(0, 0, Bare.In), Addi(5, 0, 77), Sw(5, 0, Bare.In)];
        using var f = new MultiplicationForge(new(1000, 1000, 3, 4, 1000003), stores);
        Assert.Equal(1, f.W.Rows[Level]);
        Assert.Equal(77u, f.W.Get(Level, 0, "v0_0"));
        var (first, last) = (f.W.Get(StoreWord, 0, "time") + 2, f.W.Get(StoreWord, 1, "time") + 2);
        var levelled = f["time"] + 2 * argument - 2;
        f.W.Set(Level, 0, "v0_0", 0);
        f.W.Set(Level, 0, "time_before0", first);
        f.W.Set(Level, 0, "gap_low0", levelled - first - 1);
        f[name + "_0"] = 0;
        f.Claim(0, 1000 * 1000 + (name == "c" ? 4 : 3));
        var read = f["time"] + 2 * argument - 1;
        f.W.Set(StoreWord, 1, "time_m", read);
        f.W.Set(StoreWord, 1, "gap_low", last - read - 1);
        f.W.Set(Rv32Circuit.Boundary, f.W.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(address)), "time", last);
        MultiplicationForge.AssertOnly(f.Finish(), Range);
    }

    /// <summary>An access that took up what it puts back itself, or something later, would read whatever it likes.</summary>
    [Fact]
    public void S11_NoAccessTakesUpItselfOrALaterOne()
    {
        uint[] stores = [.. Li(Bare.In, Bare.Data), Lw(5, 96, Bare.In)];
        using var f = new MultiplicationForge(Plain, stores);
        var probe = new RowProbe(f.W);
        foreach (var (table, accesses) in new[] { (Table, 64), (Level, 8) })
        {
            var text = TableText.Of(table);
            var now = f.W.Row(table, 0);
            var judged = 0;
            foreach (var pair in text.Interactions.Where(i => i.Bus == Bus.Memory).Chunk(2))
            {
                var (taken, put) = (pair[0], pair[1]);
                Assert.True(!taken.IsSend && put.IsSend);
                Assert.Equal(TableText.Value(taken.Message[0], now, null, []), TableText.Value(put.Message[0], now, null, []));
                var column = taken.Message[1].Column;
                // "time_c" has "gap_low_c", "time_before3" has "gap_low3"; others have no second limb.
                var gapName = text.Table.MainNames[column].Replace("time_before", "gap_low", StringComparison.Ordinal).Replace("time_", "gap_low_", StringComparison.Ordinal);
                var hasGap = text.Table.MainNames.Contains(gapName);
                foreach (var ahead in new long[] { 0, 1, 2, 3, 100, 0xFFFF, 0x10000, 0x10001, 1 << 27, (1 << 28) - 1, 1 << 28 })
                {
                    var forged = (Fp[])now.Clone();
                    forged[column] = TableText.Value(put.Message[1], now, null, []) + Fp.FromInt64(ahead);
                    foreach (var low in hasGap ? new[] { -1 - ahead, -1 - ahead & 0xFFFF, Fp.Modulus - 1 - ahead & 0xFFFF, 0, 0xFFFF } : [0])
                    {
                        if (hasGap)
                        {
                            forged[text[gapName]] = Fp.FromInt64(low);
                        }

                        Assert.Null(text.Broken(forged, null, []));
                        Assert.StartsWith($"BusTuple {{ Bus = {Bus.Range},", probe.Rejected(table, 0, forged), StringComparison.Ordinal);
                    }
                }

                judged++;
            }

            Assert.Equal(accesses, judged);
        }
    }

    /// <summary>Rows that hand words round in a circle would hold words that nothing wrote.</summary>
    [Fact]
    public void S11_LevelsMakeNoCircle()
    {
        uint[] stores = [.. Li(Bare.In, Bare.Data), Lw(5, 96, Bare.In)];
        foreach (var (first, second) in new (long, long)[] { (100, 200), (0, 0), (1 << 28, 1 << 27), (Fp.Modulus - 1, 1), (1L << 28, (1L << 28) + 1) })
        {
            using var f = new MultiplicationForge(Plain, stores);
            Assert.Equal(1, f.W.Rows[Level]);
            Write(1, first, second);
            Write(2, second, first);
            MultiplicationForge.AssertOnly(f.Finish(), Range);

            void Write(int row, long before, long time)
            {
                f.W.Copy(Level, 0, row);
                f.W.Set(Level, row, "word", 0x1000_0000);
                f.W.Set(Level, row, "time_low", time & 0xFFFF);
                f.W.Set(Level, row, "time_high", time >> 16);
                for (var k = 0; k < 8; k++)
                {
                    f.W.Set(Level, row, $"time_before{k}", before);
                    f.W.Set(Level, row, $"gap_low{k}", time - before - 1 & 0xFFFF);
                }
            }
        }
    }

    [Fact]
    public void S09_LevelsKeepWordsAndTimes()
    {
        uint[] stores = [.. Li(Bare.In, Bare.Data), Lw(5, 96, Bare.In)];
        using var f = new MultiplicationForge(Plain, stores);
        var probe = new RowProbe(f.W);
        var text = TableText.Of(Level);
        for (var column = 0; column < text.Table.MainNames.Count; column++)
        {
            foreach (var delta in new long[] { 1, -1, 256, 1 << 16, 12345678 })
            {
                var forged = f.W.Row(Level, 0);
                forged[column] += Fp.FromInt64(delta);
                Assert.NotNull(probe.Caught(Level, 0, forged));
            }
        }
    }

    [Fact]
    public void S19_EveryCellOfACallCounts()
    {
        // mulwide256 has no modulus: its address is in tuples that cancel.
        string[] unused = ["gap_low_m", "m_high", "m_quarter"];
        foreach (var x in new[] { Plain, Wide })
        {
            using var f = new MultiplicationForge(x);
            var probe = new RowProbe(f.W);
            var text = TableText.Of(Table);
            var free = new List<string>();
            foreach (var name in text.Table.MainNames)
            {
                var forged = new long[] { 1, -1, 256, 1 << 16, 12345678 }.Select(delta =>
                {
                    var row = f.W.Row(Table, 0);
                    row[text[name]] += Fp.FromInt64(delta);
                    return probe.Caught(Table, 0, row);
                }).ToArray();
                if (forged.All(c => c is null))
                {
                    free.Add(name);
                    continue;
                }

                Assert.All(forged, Assert.NotNull);
            }

            Assert.Equal(x.IsWide ? unused : [], free.Order());
        }
    }

    // Least and greatest value of an expression, cells independent of each other.
    private static (BigInteger Least, BigInteger Greatest) Interval(Expression e, Func<int, (BigInteger, BigInteger)> rangeOf)
    {
        if (e.Kind == ExpressionKind.Constant)
        {
            long value = e.Value.ToUInt32();
            value = value > Fp.Modulus / 2 ? value - Fp.Modulus : value;
            return (value, value);
        }

        if (e.Kind == ExpressionKind.Main)
        {
            return rangeOf(e.Column);
        }

        var ((a, b), (c, d)) = (Interval(e.Left!, rangeOf), Interval(e.Right!, rangeOf));
        BigInteger[] products = [a * c, a * d, b * c, b * d];
        return e.Kind switch
        {
            ExpressionKind.Add => (a + c, b + d),
            ExpressionKind.Subtract => (a - d, b - c),
            _ => (products.Min(), products.Max()),
        };
    }
}
