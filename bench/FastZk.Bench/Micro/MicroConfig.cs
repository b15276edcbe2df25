using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using FastZk.Bench.Stages;
using Perfolizer.Horology;

namespace FastZk.Bench.Micro;

/// <summary>How single kernels are measured: in this process, many calls a run.</summary>
internal sealed class MicroConfig : ManualConfig
{
    public MicroConfig()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(150)));
        AddColumn(StageColumn.All);
        HideColumns(Column.Error, Column.StdDev, Column.Job, Column.Toolchain);
    }
}
