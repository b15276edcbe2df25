using FastZk.Circuits.Fill;
using FastZk.Circuits.Preprocessed;
using FastZk.Circuits.Tables.Lookups;
using FastZk.Field;
using FastZk.Stark.Check;
using FastZk.Stark.Security;
using FastZk.Vm;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>The tables of the shortest proofs, whose entries the prover chooses: all valid entries fit, and no others.</summary>
public sealed class FewTableTests
{
    [Fact]
    public void EveryRangeHasARowThatItsRulesAllow()
    {
        for (var n = 0u; n <= 16; n++)
        {
            for (var x = 0u; x < 1u << (int)n; x += n < 10 ? 1u : 37)
            {
                var (low, high) = RangeFewTable.Split(x, n);
                Assert.Equal((x, n), (low.X + 256 * high.X, low.Bits + high.Bits));
                Assert.True(Allows(low.X, low.Bits, high.X, high.Bits), $"{x}, {n}");
            }
        }
    }

    /// <summary>All that two numbers of bits and their bytes can come to: what the rules allow is below 2^n.</summary>
    [Fact]
    public void S07_NoRowProvidesANumberBeyondItsBits()
    {
        var allowed = 0;
        for (var lowBits = 0u; lowBits <= 9; lowBits++)
        {
            for (var highBits = 0u; highBits <= 9; highBits++)
            {
                foreach (var low in Near(lowBits))
                {
                    foreach (var high in Near(highBits))
                    {
                        if (Allows(low, lowBits, high, highBits))
                        {
                            allowed++;
                            Assert.True(lowBits + highBits <= 16 && low + 256 * high < 1u << (int)(lowBits + highBits));
                        }
                    }
                }
            }
        }

        Assert.True(allowed > 50);
        // Without the constraint that the low byte is full before the high one begins: 16·15 + 7 of seven bits.
        Assert.True(Found(7, 3) && Found(15, 4) && !Allows(7, 3, 15, 4));

        static IEnumerable<uint> Near(uint bits) => new[] { 0, 1, (1 << (int)bits) - 1, 1 << (int)bits, 255, 256 }.Select(v => (uint)v).Distinct();
    }

    [Fact]
    public void S07_ConjunctionsAreThoseOfHalfBytesAndNoOthers()
    {
        var found = Providers.OfSets.First().Where(t => t.Bus == Bus.Small && t.First(1)[0] == SmallTable.Conjunction).ToArray();
        Assert.Equal(256, found.Length);
        Assert.All(found, t => Assert.True(t.First(5) is var m && m[1] < 16 && m[2] < 16 && m[3] == (m[1] & m[2])));
    }

    [Fact]
    public void ARunWithFewLookupsIsSound()
    {
        using var w = Run([Addi(T0, 0, -5), Addi(T1, 0, 77), And(T2, T0, T1), Sll(T2, T2, T1), Mul(T2, T2, T0), Xor(T2, T2, T1)]);
        Assert.Equal((ProofShape.MinLogTop, RangeFewTable.LogHeight, ByteFewTable.LogHeight), (w.Heights.Max(), w.Heights[Rv32Circuit.RangeFew], w.Heights[Rv32Circuit.BytesFew]));
        Assert.True(w.Heights[Rv32Circuit.RangeWide] < 0 && w.Heights[Rv32Circuit.BytesWide] < 0);
        w.AssertSound();
    }

    /// <summary>Entries that were looked up turned into ones that nobody can provide: x raised beyond its bits, bits past 16, conjunctions that are none.</summary>
    [Theory]
    [InlineData("low", 256)]
    [InlineData("high", 256)]
    [InlineData("low_bits", -1)]
    [InlineData("high_bits", 1)]
    public void S07_AForgedRangeIsNoticed(string column, int by)
    {
        using var w = Run([Addi(T0, 0, -5), Add(T0, T0, T0), Sub(T0, T0, T1)]);
        var row = Enumerable.Range(0, w.Rows[Rv32Circuit.RangeFew]).First(r => w.Get(Rv32Circuit.RangeFew, r, "count0") > 0 && w.Get(Rv32Circuit.RangeFew, r, "high_bits0") == 8);
        w.Set(Rv32Circuit.RangeFew, row, column + "0", w.Get(Rv32Circuit.RangeFew, row, column + "0") + by);
        Assert.NotEmpty(w.Violations().Select(v => v.ToString()).Concat(w.Imbalances().Where(i => i.Bus == Bus.Small).Select(i => i.ToString())));
        Assert.Contains(w.Imbalances(), i => i.Bus == Bus.Range);
    }

    [Theory]
    [InlineData("and_low", 1)]
    [InlineData("and_high", 1)]
    [InlineData("x_low", 16)]
    [InlineData("y_high", 16)]
    public void S07_AForgedConjunctionIsNoticed(string column, int by)
    {
        using var w = Run([Addi(T0, 0, -5), And(T1, T0, T0), Xor(T1, T1, T0)]);
        var row = Enumerable.Range(0, w.Rows[Rv32Circuit.BytesFew]).First(r => w.Get(Rv32Circuit.BytesFew, r, "and_count") > 0);
        w.Set(Rv32Circuit.BytesFew, row, column, w.Get(Rv32Circuit.BytesFew, row, column) + by);
        Assert.Contains(w.Imbalances(), i => i.Bus == Bus.Small);
        Assert.Contains(w.Imbalances(), i => i.Bus == Bus.And);
    }

    /// <summary>A loop whose sums are all different: more limbs than the table of a few holds.</summary>
    [Fact]
    public void ARunWithManyLookupsTakesTheTablesOfAll()
    {
        using var w = Run([.. Li(T1, 0x9E37_79B1), .. Li(T2, 1500), Add(T0, T0, T1), Add(T0, T0, T1), Addi(T2, T2, -1), Bne(T2, 0, -12)]);
        Assert.Equal(Rv32Circuit.LogWide, w.Heights.Max());
        Assert.True(w.Heights[Rv32Circuit.RangeFew] < 0 && w.Rows[Rv32Circuit.RangeFew] == 0 && w.Heights[Rv32Circuit.BytesFew] < 0);
        Assert.Equal(WitnessBuilder.LogHeights(WitnessChecks.Profile, w.Rows), w.Heights);
        w.AssertSound();
    }

    private static WitnessChecks Run(uint[] code) => new(ElfImage.Load(Bare.Elf(code)), [], ProofShape.MinLogTop);

    // What the rules of one entry say: its constraint, and its two lookups as the table small answers them.
    private static bool Allows(uint low, uint lowBits, uint high, uint highBits)
    {
        Fp[] row = [.. new[] { low, high, lowBits, highBits, 1u, 0u, 0u, 0u, 0u, 0u }.Select(Fp.FromUInt32)];
        return TableText.Of(Rv32Circuit.RangeFew).Table.Constraints.All(c => TableText.Value(c.Value, row, null, []) == Fp.Zero) && Found(low, lowBits) && Found(high, highBits);
    }

    private static bool Found(uint x, uint bits) => Providers.OfSets.First().Contains(BusTuple.Of(Bus.Small, [SmallTable.Bits, x, bits, 0, 0]));
}
