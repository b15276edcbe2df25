using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>
/// Records to main columns, conversion to Montgomery form and lookup counts; cells are those in use. Limit: memory bandwidth for records read and columns
/// written, or one multiplication a cell. Lookup counts, one increment in a cached table each, are not in it.
/// </summary>
[WarmupCount(ManyRuns)]
public class TableFillBenchmarks : StageBenchmarks
{
    [Benchmark(Description = "table fill")]
    public void Fill() => Stages.FillTables().Dispose();

    private protected override void Prepare()
    {
    }

    private protected override StageWork Work()
    {
        var used = Stages.Shape.Present.Sum(t => (double)t.DeclaredMain * Stages.Rows[t.Id]);
        var all = Stages.Shape.Present.Sum(t => (double)t.MainColumns * (1L << Stages.Shape.LogHeight(t.Id)));
        return new(new Demand { Multiplications = used, ReadBytes = RecordingBenchmarks.RecordBytes(Stages.Trace), WrittenBytes = 4 * all }, (used, "cells"));
    }
}
