using FastZk.Memory;

namespace FastZk.Hash.Tests;

public class MerkleTreeTests
{
    public static readonly (int LogBlowup, (int, int, bool)[] Shapes)[] Cases =
    [
        (0, [(0, 3, false)]),
        (0, [(5, 3, true)]),
        (1, [(0, 1, true)]),
        (1, [(6, 20, true), (5, 9, true), (2, 3, false), (0, 1, true)]),
        (3, [(4, 5, false), (3, 17, true)]),
        (4, [(7, 2, true), (0, 2, true)]),
        (1, [(13, 4, true), (12, 3, true), (10, 8, false)]),
        (2, [(11, 9, true), (6, 1, true)]),
    ];

    public static TheoryData<int, HashBackend> CasesAndBackends
    {
        get
        {
            var data = new TheoryData<int, HashBackend>();
            for (int i = 0; i < Cases.Length; i++)
            {
                foreach (HashBackend backend in Enum.GetValues<HashBackend>().Where(HashBackends.IsSupported)) data.Add(i, backend);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CasesAndBackends))]
    public void RootAndNodesAgreeWithTheNaiveTree(int index, HashBackend backend)
    {
        using var fixture = new MerkleFixture(Cases[index].LogBlowup, Cases[index].Shapes);
        using var workers = new WorkerSet(3);
        using MerkleTree tree = fixture.Build(workers, backend);
        Assert.Equal(fixture.LogSize, tree.LogSize);
        Assert.Equal(fixture.NaiveNode(0, 0), tree.Root);
        var random = new Random(index);
        for (int i = 0; i < 30; i++)
        {
            int layer = random.Next(tree.LogSize + 1);
            int log = tree.LogSize - layer;
            long natural = random.NextInt64(1L << log);
            long position = CosetIndex.ToPosition(log, tree.LogBlowup, natural);
            Assert.Equal(natural, CosetIndex.ToNatural(log, tree.LogBlowup, position));
            if (log > 6) Assert.Equal(fixture.NaiveNode(log, natural), tree.Node(layer, position));
            Assert.Equal(tree.NaturalNode(layer, natural), tree.Node(layer, position));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Node(0, 1L << tree.LogSize));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Node(tree.LogSize + 1, 0));
    }

    [Fact]
    public void PositionsAreCosetMajor()
    {
        // L = 8, B = 2, m = 4: natural index i = B·r + j lies at j·m + r.
        Assert.Equal([0L, 4, 1, 5, 2, 6, 3, 7], Enumerable.Range(0, 8).Select(i => CosetIndex.ToPosition(3, 1, i)));
        // A layer not larger than B is in natural order.
        Assert.Equal([0L, 1, 2, 3], Enumerable.Range(0, 4).Select(i => CosetIndex.ToPosition(2, 3, i)));
    }

    [Fact]
    public void ThreadsDoNotChangeTheRoot()
    {
        using var fixture = new MerkleFixture(1, [(13, 4, true), (12, 2, true)]);
        var roots = new HashSet<Digest>();
        foreach (int threads in new[] { 1, 2, 5 })
        {
            using var workers = new WorkerSet(threads);
            using MerkleTree tree = fixture.Build(workers);
            roots.Add(tree.Root);
        }
        Assert.Single(roots);
    }

    [Fact]
    public void WrongGroupsAndExhaustedMemoryAreRefused()
    {
        using var workers = new WorkerSet(1);
        using var pool = new BufferPool(limitBytes: 4096);
        LeafGroup Group(long rows) => new(rows, [], 0);
        Assert.Throws<ArgumentException>(() => MerkleTree.Build(pool, workers, 1, []));
        Assert.Throws<ArgumentException>(() => MerkleTree.Build(pool, workers, 1, [Group(3)]));
        Assert.Throws<ArgumentException>(() => MerkleTree.Build(pool, workers, 1, [Group(4), Group(4)]));
        Assert.Throws<ArgumentException>(() => MerkleTree.Build(pool, workers, 1, [Group(4), Group(8)]));
        Assert.Throws<ArgumentException>(() => MerkleTree.Build(pool, workers, 1, [Group(0)]));
        Assert.ThrowsAny<ArgumentException>(() => MerkleTree.Build(pool, workers, 31, [Group(1)]));
        Assert.Throws<MemoryLimitException>(() => MerkleTree.Build(pool, workers, 1, [Group(1024)]));
        Assert.Equal(0, pool.BytesInUse);
    }
}
