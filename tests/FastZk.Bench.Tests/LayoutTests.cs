using FastZk.Bench.Cases;
using FastZk.Bench.Layout;
using FastZk.Stark.Security;

namespace FastZk.Bench.Tests;

/// <summary>The layout study counts what the prover commits, and finds the best heights.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData(1, 1L << 19, 1, 19)]
    // The same height in all as one table, but half the quotient.
    [InlineData(2, 1L << 19, 2, 18)]
    // 261,120 and 130,048 rows, whole tiles; 5,107 are left.
    [InlineData(3, (1L << 18) + (1L << 17) + (1L << 13), 3, 18)]
    // Thrice 130,048; 6,131 are left.
    [InlineData(4, (3L << 17) + (1L << 13), 4, 17)]
    [InlineData(5, (3L << 17) + (1L << 13), 4, 17)]
    public void HeightsAreTheBestForSoManyInstances(int instances, long height, int tables, int top)
    {
        var part = new TablePart("class", 396_275, MayBeCut: true, Main: 27, Fixed: 0, Fractions: 8, Pairs: 4);
        var (cells, columns, found) = Heights.Best(Profile.Fast, [part], instances, p => p.Main + p.Auxiliary(2));
        Assert.Equal((57 * height + Heights.Quotient(Profile.Fast, top), 57 * tables, top), (cells, columns, found));
    }

    [Fact]
    public void ProductsTakeAsManyPairsAColumnAsHelpersFractions()
    {
        var part = new TablePart("addi", 1, MayBeCut: true, Main: 15, Fixed: 0, Fractions: 5, Pairs: 3);
        Assert.Equal((25, 15, 30), (part.Auxiliary(2), part.Auxiliary(3), part.AuxiliaryWithoutPairs));
    }

    [Fact]
    public void TheLayoutInUseIsTheOneOfAllInstances()
    {
        var study = new LayoutStudy(GuestCase.Of("fibonacci-64k"), Profile.Fast);
        Assert.Equal((0, 0), study.Instances(Circuits.Rv32Circuit.Instances));
        Assert.True(study.Instances(1).Cells > 0 && study.WithoutPairs().Cells > 0);
        Assert.All(study.Merges(), m => Assert.True(m.Change < 1));
        Assert.Contains("fibonacci-64k", LayoutCommand.Text([study]));
    }
}
