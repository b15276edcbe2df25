using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Stages;

/// <summary>
/// Execution that writes a record for each instruction. Limit: the clock, one instruction a cycle, or memory bandwidth for the records, whichever is slower.
/// </summary>
[WarmupCount(ManyRuns)]
public class RecordingBenchmarks : StageBenchmarks
{
    private protected override IReadOnlyList<string> CaseNames => ["fibonacci-1m", "sort-1m", "sha256_stream-1m", "mixed-1m"];

    private protected override bool IsParallel => false;

    [Benchmark(Description = "recording")]
    public long Record()
    {
        using var trace = Stages.Record();
        return trace.Cycles;
    }

    private protected override void Prepare()
    {
    }

    private protected override StageWork Work() =>
        new(new Demand { Cycles = Stages.Trace.Cycles, WrittenBytes = RecordBytes(Stages.Trace) }, (Stages.Trace.Cycles, "instructions"), (RecordBytes(Stages.Trace), "B"));

    internal static double RecordBytes(ExecutionTrace trace) =>
        Enumerable.Range(0, InstructionClasses.Count).Select(c => trace[(InstructionClass)c]).Append(trace.Bumps).Append(trace.Boundary).Append(trace.InputWords).Append(trace.JournalWords)
            .Sum(r => 4.0 * r.Columns * r.Count);
}
