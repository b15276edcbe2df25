using BenchmarkDotNet.Attributes;
using FastZk.Hash;
using FastZk.Memory;

namespace FastZk.Bench.Micro;

/// <summary>A tree over 2^18 rows of 60 columns: 62.9 MB of leaf data.</summary>
public unsafe class MerkleBenchmarks
{
    private const int LogRows = 18, Columns = 60;

    private ColumnMatrix _matrix = null!;
    private WorkerSet _workers = null!;
    private LeafGroup _group;

    [Params(1, 2)]
    public int Threads { get; set; }

    [Params(HashBackend.Avx2, HashBackend.Avx512)]
    public HashBackend Backend { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _matrix = new ColumnMatrix(BufferPool.Shared, 1 << LogRows, Columns, zeroed: true);
        _workers = new WorkerSet(Threads);
        _group = new LeafGroup(1 << (LogRows - 1), [.. Enumerable.Range(0, Columns).Select(c => (nint)_matrix.Pointer(c))], 1 << (LogRows - 1));
    }

    [Benchmark]
    public uint Build()
    {
        using var tree = MerkleTree.Build(BufferPool.Shared, _workers, 1, [_group], Backend);
        return tree.Root[0];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _matrix.Dispose();
        _workers.Dispose();
    }
}
