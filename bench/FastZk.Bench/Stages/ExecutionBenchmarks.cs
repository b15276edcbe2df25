using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Vm;

namespace FastZk.Bench.Stages;

/// <summary>
/// Plain execution of about 2^20 guest instructions. Limit: dispatch, the rate of an interpreter's loop with predictable jumps and nothing else to do.
/// Code that was translated passes it; so short a run is interpreted.
/// </summary>
[WarmupCount(ManyRuns)]
public class ExecutionBenchmarks : StageBenchmarks
{
    private protected override IReadOnlyList<string> CaseNames => ["fibonacci-1m", "sort-1m", "sha256_stream-1m", "mixed-1m"];

    private protected override bool IsParallel => false;

    [Benchmark(Description = "execution")]
    public long Execute() => Executor.Run(Stages.Image, Stages.Case.Input).Cycles;

    private protected override void Prepare()
    {
    }

    private protected override StageWork Work() => new(new Demand { Dispatches = Stages.Trace.Cycles }, (Stages.Trace.Cycles, "instructions"));
}
