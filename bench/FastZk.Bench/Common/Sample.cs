namespace FastZk.Bench.Common;

/// <summary>The repeats of one measurement, in the order in which they were made.</summary>
internal sealed record Sample(double[] Runs)
{
    public double Min => Runs.Min();

    public double Median => Quantile(0.5);

    public double Max => Runs.Max();

    /// <summary>Width of the range that holds the repeats but for a tenth at each end.</summary>
    public double Spread => Quantile(0.9) - Quantile(0.1);

    /// <summary>Linear interpolation between the sorted repeats.</summary>
    public double Quantile(double q)
    {
        var sorted = Runs.Order().ToArray();
        var at = q * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    public static Sample Of(params double[] runs) => new(runs);

    /// <summary>The same measurement, made more often.</summary>
    public Sample With(Sample more) => new([.. Runs, .. more.Runs]);
}
