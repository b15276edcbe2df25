using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Vm;

namespace FastZk.Bench.Stages;

/// <summary>
/// Plain execution of about 2^20 guest instructions, translated code kept from the runs before. Limit: the clock, one instruction a cycle, which is what
/// compiled C reaches in code whose instructions depend on each other.
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

    private protected override StageWork Work() => new(new Demand { Cycles = Stages.Trace.Cycles }, (Stages.Trace.Cycles, "instructions"));
}
