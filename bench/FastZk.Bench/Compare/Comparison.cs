using FastZk.Bench.Common;
using FastZk.Bench.Macro;

namespace FastZk.Bench.Compare;

/// <summary>One figure of one configuration in two result sets.</summary>
/// <param name="Key">configuration.</param>
/// <param name="Figure">what was measured.</param>
/// <param name="A">before.</param>
/// <param name="B">after.</param>
/// <param name="IsPhase">whether it is a part of another figure.</param>
/// <param name="IsExact">whether chance has no part in it.</param>
internal sealed record Comparison(string Key, string Figure, Sample A, Sample B, bool IsPhase = false, bool IsExact = false)
{
    // Differences as small as this come and go with the layout of the code.
    private const double Smallest = 0.01;

    /// <summary>B/A of the medians; more than 1 is worse.</summary>
    public double Ratio => A.Median == 0 ? (B.Median == 0 ? 1 : double.PositiveInfinity) : B.Median / A.Median;

    /// <summary>B/A of the fastest repeats, which is steadier where others share the machine.</summary>
    public double LeastRatio => A.Min == 0 ? 1 : B.Min / A.Min;

    /// <summary>
    /// The medians differ by more than both spreads together, and by more than 1 %. What was measured only once has a spread that nobody knows, and what
    /// is exact has none.
    /// </summary>
    public bool IsOutsideNoise => IsExact
        ? Ratio != 1
        : A.Runs.Length > 1 && B.Runs.Length > 1 && Math.Abs(Ratio - 1) > Smallest && Math.Abs(B.Median - A.Median) > A.Spread + B.Spread;

    /// <summary>All figures and phases of the configurations that both sets have.</summary>
    public static IEnumerable<Comparison> Of(ResultSet a, ResultSet b)
    {
        foreach (var after in b.Results)
        {
            if (a.Results.FirstOrDefault(r => r.Key == after.Key) is not { } before)
            {
                continue;
            }

            yield return Exact(after.Key, "cycles", before.Cycles, after.Cycles);
            yield return Exact(after.Key, "cells", before.Cells, after.Cells);
            foreach (var ((name, x), (_, y)) in before.Measured.All.Zip(after.Measured.All))
            {
                yield return new(after.Key, name, x, y);
            }

            foreach (var phase in before.Phases.Select(p => p.Phase).Union(after.Phases.Select(p => p.Phase)))
            {
                yield return new(after.Key, $"phase {phase}, s", Seconds(before, phase), Seconds(after, phase), IsPhase: true);
            }
        }

        foreach (var after in b.Tool)
        {
            if (a.Tool.FirstOrDefault(t => t.Command == after.Command) is { } before)
            {
                yield return new(after.Command, "wall time, s", before.Seconds, after.Seconds);
            }
        }
    }

    private static Comparison Exact(string key, string figure, long a, long b) => new(key, figure, Sample.Of(a), Sample.Of(b), IsExact: true);

    private static Sample Seconds(MacroResult r, string phase) => r.Phases.FirstOrDefault(p => p.Phase == phase)?.Seconds ?? Sample.Of(0);
}
