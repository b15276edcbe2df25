using FastZk.Bench.Expected;

namespace FastZk.Bench.Tests;

/// <summary>Differences from expected figures are found and named.</summary>
public sealed class ExpectedTests
{
    [Fact]
    public void EqualFiguresDoNotDiffer() => Assert.Empty(ExpectedDifference.Of("case", Figures(), Figures(), proved: true));

    [Theory]
    [InlineData("cycles", 1001, "case: cycles: expected 1,000, found 1,001 (+0.10 %)")]
    [InlineData(ExpectedFigures.ManagedBytes, 104_000, null)]
    [InlineData(ExpectedFigures.ManagedBytes, 94_000, $"case: {ExpectedFigures.ManagedBytes}: expected 100,000, found 94,000 (-6.00 %)")]
    [InlineData("new", 1, "case: new: expected nothing, found 1")]
    public void ChangesAreNamed(string figure, double value, string? line)
    {
        var found = Figures();
        found.Figures[figure] = value;
        Assert.Equal(line is null ? [] : [line], ExpectedDifference.Of("case", Figures(), found, proved: true));
    }

    [Fact]
    public void FiguresOfProofsNeedAProof()
    {
        var found = Figures();
        found.Figures.Remove(ExpectedFigures.ManagedBytes);
        Assert.Empty(ExpectedDifference.Of("case", Figures(), found, proved: false));
        Assert.Single(ExpectedDifference.Of("case", Figures(), found, proved: true));
    }

    [Fact]
    public void TablesAndCasesAreCompared()
    {
        var found = Figures();
        found.Tables["add"] = "6 of 8";
        found.Tables["new"] = "1 of 8";
        Assert.Equal(["case: rows of table add: expected 5 of 8, found 6 of 8", "case: rows of table new: expected absent, found 1 of 8"],
            ExpectedDifference.Of("case", Figures(), found, proved: true));
        Assert.Single(ExpectedDifference.Of("case", null, found, proved: true));
    }

    private static ExpectedCase Figures() =>
        new(new() { ["cycles"] = 1000, [ExpectedFigures.ManagedBytes] = 100_000 }, new() { ["add"] = "5 of 8" });
}
