using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace FastZk.Bench.Stages;

/// <summary>How stages are measured: in this process, since they need the internals of the libraries, and one run a time, since a run takes milliseconds.</summary>
internal sealed class StageConfig : ManualConfig
{
    public StageConfig()
    {
        AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(3).WithIterationCount(11).WithInvocationCount(1).WithUnrollFactor(1));
        AddColumn(StatisticColumn.Median);
        AddColumn(StageColumn.All);
        HideColumns(Column.Error, Column.StdDev, Column.Mean, Column.Job, Column.Toolchain, Column.RunStrategy, Column.IterationCount, Column.InvocationCount, Column.UnrollFactor, Column.WarmupCount);
    }
}
