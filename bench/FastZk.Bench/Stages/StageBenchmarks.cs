using BenchmarkDotNet.Attributes;
using FastZk.Bench.Cases;
using FastZk.Stark.Security;

namespace FastZk.Bench.Stages;

/// <summary>Base of the benchmarks of one stage each: runs a real guest up to the stage, then the stage again and again.</summary>
[Config(typeof(StageConfig))]
public abstract class StageBenchmarks
{
    /// <summary>Warm-up of stages whose outer methods the runtime compiles for good only after thirty calls.</summary>
    private protected const int ManyRuns = 40;

    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = "";

    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    // BenchmarkDotNet finds no source that is overridden.
    public IEnumerable<string> Cases => CaseNames;

    public IEnumerable<int> ThreadCounts => IsParallel ? [1, 2] : [1];

    private protected virtual IReadOnlyList<string> CaseNames => ["fibonacci-1m", "mixed-1m"];

    /// <summary>Whether the stage uses the workers.</summary>
    private protected virtual bool IsParallel => true;

    private protected ProofStages Stages { get; private set; } = null!;

    /// <summary>Makes what the stage takes.</summary>
    private protected abstract void Prepare();

    /// <summary>The work of one run, known once the stage is prepared.</summary>
    private protected abstract StageWork Work();

    [GlobalSetup]
    public void Setup()
    {
        Stages = new(GuestCase.Of(Case), Profile.Fast, Threads);
        Prepare();
        StageFigures.Record(GetType(), [Case, Threads], Work() with { Cells = Stages.Shape.Present.Sum(t => (double)(t.MainColumns + t.AuxiliaryColumns) * (1L << Stages.Shape.LogHeight(t.Id))) }, Threads);
    }

    [GlobalCleanup]
    public virtual void Cleanup() => Stages.Dispose();
}
