using FastZk.Bench.Common;
using FastZk.Bench.Compare;

namespace FastZk.Bench.Tests;

/// <summary>What counts as a difference between two measurements.</summary>
public sealed class ComparisonTests
{
    [Theory]
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 1.0, 1.1, 1.2 }, false)]
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 1.3, 1.4, 1.5 }, false)] // apart, but by less than they vary
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 2.0, 2.1, 2.2 }, true)]
    [InlineData(new[] { 2.0, 2.1, 2.2 }, new[] { 1.0, 1.1, 1.2 }, true)]
    [InlineData(new[] { 1000.0, 1000.0 }, new[] { 1005.0, 1005.0 }, false)] // too little
    [InlineData(new[] { 1000.0, 1000.0 }, new[] { 1015.0, 1015.0 }, true)]
    [InlineData(new[] { 1000.0 }, new[] { 2000.0 }, false)] // nobody knows how much it varies
    public void NoiseIsTheSpreadOfTheRepeats(double[] a, double[] b, bool outside) =>
        Assert.Equal(outside, new Comparison("case", "figure", new(a), new(b)).IsOutsideNoise);

    [Fact]
    public void ExactFiguresHaveNoNoise()
    {
        Assert.True(new Comparison("case", "cycles", Sample.Of(1000), Sample.Of(1001), IsExact: true).IsOutsideNoise);
        Assert.False(new Comparison("case", "cycles", Sample.Of(1000), Sample.Of(1000), IsExact: true).IsOutsideNoise);
    }

    [Fact]
    public void QuantilesInterpolate()
    {
        var s = new Sample([4, 1, 3, 2]);
        Assert.Equal((1, 2.5, 4, 1.75), (s.Min, s.Median, s.Max, s.Quantile(0.25)));
    }
}
