using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>
/// Values of all columns at the out-of-domain point and one row on, by barycentric sums over one coset, with the weights and inverses for them. Cells are the
/// values summed. Limit: five products a cell, three multiplications in the extension field a point for the shared inversions.
/// </summary>
public class OpeningBenchmarks : StageBenchmarks
{
    [Benchmark(Description = "out-of-domain opening")]
    public void Evaluate()
    {
        var points = Stages.MakePoints();
        Stages.EvaluateAll(points);
        foreach (var p in points.Values)
        {
            p.Dispose();
        }
    }

    private protected override void Prepare() => _ = Stages.Openings;

    private protected override StageWork Work()
    {
        var cells = Stages.Openings.Sum(o => (double)(1L << o.LogHeight));
        var demand = Counts.Combination(cells) + new Demand { ReadBytes = 4 * cells };
        foreach (var log in Stages.Openings.Select(o => o.LogHeight).Distinct())
        {
            double n = 1L << log, points = n * Stages.Profile.Blowup;
            demand += Demand.ExtensionMultiplications(3 * points) + new Demand { Multiplications = points + Counts.Limbs * n, WrittenBytes = Counts.ExtensionBytes * (points + 2 * n) };
        }

        return new(demand, (cells, "cells"));
    }
}
