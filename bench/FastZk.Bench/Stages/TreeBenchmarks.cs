using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Hash;
using FastZk.Stark.Commit;

namespace FastZk.Bench.Stages;

/// <summary>
/// The Merkle trees of the main and the auxiliary stage: salts, leaves, injected rows, inner nodes; bytes are those of the rows. Limit: SHA-256 compressions (whole blocks, so
/// short rows pay for padding) and half a ChaCha20 block a row.
/// </summary>
public unsafe class TreeBenchmarks : StageBenchmarks
{
    private LeafGroup[][] _trees = [];

    [Benchmark(Description = "Merkle trees")]
    public void Build()
    {
        foreach (var groups in _trees)
        {
            MerkleTree.Build(Stages.Context.Pool, Stages.Context.Workers, Stages.Profile.LogBlowup, groups).Dispose();
        }
    }

    public override void Cleanup()
    {
        foreach (var g in _trees.SelectMany(g => g))
        {
            g.Salts!.Dispose();
        }

        base.Cleanup();
    }

    private protected override void Prepare() => _trees = [Groups(Stages.Main), Groups(Stages.Auxiliary)];

    private protected override StageWork Work()
    {
        var demand = _trees.Select(groups => Counts.Tree([.. groups.Select(g => (CosetIndex.Log(g.BlockRows), g.ColumnBases.Length, true))], Stages.Profile.LogBlowup))
            .Aggregate((a, b) => a + b);
        return new(demand, (demand.ReadBytes, "B"), (demand.Compressions, "compressions"));
    }

    private LeafGroup[] Groups(StageCommitment stage) =>
        [.. stage.LogHeights.Select(log => new LeafGroup(1L << log, [.. stage.TablesOf(log).Select(id => stage.Table(id)!.Extension)
            .SelectMany(m => Enumerable.Range(0, m.Columns).Select(c => (nint)m.Pointer(c)))], 1L << log, Stages.Salts(log)))];
}
