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
    // 258,048 and 126,976 rows, whole chunks of records; 11,251 are left.
    [InlineData(3, (1L << 18) + (1L << 17) + (1L << 14), 3, 18)]
    public void HeightsAreTheBestForSoManyInstances(int instances, long height, int tables, int top)
    {
        var part = new TablePart("class", 396_275, MayBeCut: true, Main: 27, Fixed: 0, Chained: 8, Others: 8);
        var (cells, columns, found) = Heights.Best(Profile.Fast, [part], instances, p => p.Main + p.Auxiliary(2));
        Assert.Equal((67 * height + Heights.Quotient(Profile.Fast, top), 67 * tables, top), (cells, columns, found));
    }

    [Fact]
    public void ProductsTakeTwoPairsAColumn()
    {
        var part = new TablePart("addi", 1, MayBeCut: true, Main: 15, Fixed: 0, Chained: 6, Others: 5);
        Assert.Equal((30, 20, 25), (part.Auxiliary(2), part.Auxiliary(3), part.AuxiliaryWithProducts));
    }

    [Fact]
    public void TheLayoutInUseIsTheOneOfTwoInstances()
    {
        var study = new LayoutStudy(GuestCase.Of("fibonacci-64k"), Profile.Fast);
        Assert.Equal(0, study.Instances(2).Cells);
        Assert.True(study.Instances(1).Cells >= 0 && study.Instances(3).Cells <= 0 && study.Products().Cells < 0);
        Assert.All(study.Merges(), m => Assert.True(m.Change < 1));
        Assert.Contains("fibonacci-64k", LayoutCommand.Text([study]));
    }
}
