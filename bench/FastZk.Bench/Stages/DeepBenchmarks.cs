using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>
/// The DEEP codeword: all extended columns, weighted, in one. Cells are the extended values. Limit: five products a cell and one multiplication in the
/// extension field a row and point, or reading the extensions once from memory.
/// </summary>
public class DeepBenchmarks : StageBenchmarks
{
    [Benchmark(Description = "DEEP codeword")]
    public void Build() => Stages.BuildCodeword().Dispose();

    private protected override void Prepare() => _ = Stages.Values;

    private protected override StageWork Work()
    {
        var blowup = Stages.Profile.Blowup;
        // A column that is opened at both points is weighted twice and read once.
        var cells = Stages.Openings.Sum(o => (double)blowup * (1L << o.LogHeight));
        var columns = Stages.Openings.DistinctBy(o => o.Extension).Sum(o => (double)blowup * (1L << o.LogHeight));
        var demand = Counts.Combination(cells) + new Demand { ReadBytes = 4 * columns, WrittenBytes = Counts.ExtensionBytes * blowup * (double)Stages.Shape.Top };
        foreach (var (log, _) in Stages.Openings.Select(o => (o.LogHeight, o.Next)).Distinct())
        {
            double rows = (double)blowup * (1L << log);
            demand += rows * (Demand.Reductions(Counts.Limbs) + Demand.ExtensionMultiplications(1) + new Demand { Additions = 2 * Counts.Limbs, ReadBytes = Counts.ExtensionBytes });
        }

        return new(demand, (cells, "cells"));
    }
}
