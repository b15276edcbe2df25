using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Stark.Fri;
using FastZk.Stark.Opening;
using FastZk.Stark.Proof;

namespace FastZk.Bench.Stages;

/// <summary>
/// Opening all trees and FRI's layers at the query indexes: rows, salts, Merkle paths; openings are the words written. Limit: memory latency, one
/// independent random read a word.
/// </summary>
[WarmupCount(ManyRuns)]
public class QueryBenchmarks : StageBenchmarks
{
    private FriProver _fri = null!;
    private long _bytes;

    [Benchmark(Description = "queries")]
    public void Open() => _bytes = Write();

    public override void Cleanup()
    {
        _fri.Dispose();
        base.Cleanup();
    }

    private protected override void Prepare()
    {
        _fri = new(Stages.Shape);
        var transcript = Stages.Transcript;
        _fri.Commit(Stages.Context, Stages.BuildCodeword(), ref transcript, new ProofWriter());
        _bytes = Write();
    }

    private protected override StageWork Work() => new(new Demand { RandomReads = _bytes / 4.0 }, (_bytes / 4.0, "openings"), (_bytes, "B"));

    private long Write()
    {
        using var writer = new ProofWriter();
        var sections = new SectionList();
        Stages.OpenTrees(sections);
        _fri.Open(Stages.Indexes, sections);
        sections.Write(writer, Stages.Context.Workers);
        return writer.Length;
    }
}
