using FastZk.Memory;

namespace FastZk.Hash.Tests;

public class MultiProofTests
{
    private sealed class Opening
    {
        public required int LogSize;
        public required int[] Indexes;
        public required Digest[] Leaves;
        public required int[] GroupLogs;
        public required Digest[] GroupDigests;
        public required Digest[] Proof;

        public MultiProofStatus Verify(out Digest root)
        {
            var indexScratch = new int[MultiProof.ScratchIndexes(Indexes.Length)];
            var digestScratch = new Digest[MultiProofVerifier.ScratchDigests(Indexes.Length)];
            return MultiProofVerifier.ComputeRoot(LogSize, Indexes, Leaves, GroupLogs, GroupDigests, new DigestSource(Proof),
                indexScratch, digestScratch, out root);
        }
    }

    private static Digest[] MultiProofOf(MerkleTree tree, int[] indexes)
    {
        var bytes = new byte[Digest.Bytes * MultiProof.CountDigests(tree.LogSize, indexes, new int[MultiProof.ScratchIndexes(indexes.Length)])];
        tree.WriteMultiProof(indexes, bytes);
        return [.. bytes.Chunk(Digest.Bytes).Select(b => Digest.FromBytes(b))];
    }

    private static Opening Open(MerkleFixture fixture, MerkleTree tree, int[] indexes)
    {
        var proof = MultiProofOf(tree, indexes);
        var groupDigests = new List<Digest>();
        for (int g = 1; g < fixture.Shapes.Length; g++)
        {
            int mask = (1 << fixture.GroupLogSize(g)) - 1;
            foreach (int i in indexes.Select(i => i & mask).Distinct().Order()) groupDigests.Add(fixture.RowDigest(g, i));
        }
        return new Opening
        {
            LogSize = tree.LogSize,
            Indexes = indexes,
            Leaves = [.. indexes.Select(i => fixture.RowDigest(0, i))],
            GroupLogs = [.. Enumerable.Range(1, fixture.Shapes.Length - 1).Select(fixture.GroupLogSize)],
            GroupDigests = [.. groupDigests],
            Proof = proof,
        };
    }

    private static int[] RandomIndexes(Random random, int logSize, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(1 << logSize)).Distinct().Order()];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void RoundTrips(int index)
    {
        using var fixture = new MerkleFixture(MerkleTreeTests.Cases[index].LogBlowup, MerkleTreeTests.Cases[index].Shapes);
        using var workers = new WorkerSet(1);
        using MerkleTree tree = fixture.Build(workers);
        var random = new Random(index);
        foreach (int count in new[] { 1, 2, 3, 10, 60, 1 << 14 })
        {
            Opening opening = Open(fixture, tree, RandomIndexes(random, tree.LogSize, count));
            Assert.Equal(MultiProofStatus.Ok, opening.Verify(out Digest root));
            Assert.Equal(tree.Root, root);
            int expected = MultiProof.CountDigests(tree.LogSize, opening.Indexes, new int[2 * opening.Indexes.Length]);
            Assert.Equal(expected, opening.Proof.Length);
        }
        Opening all = Open(fixture, tree, [.. Enumerable.Range(0, 1 << tree.LogSize)]);
        Assert.Empty(all.Proof);
        Assert.Equal(MultiProofStatus.Ok, all.Verify(out Digest fullRoot));
        Assert.Equal(tree.Root, fullRoot);
    }

    [Fact]
    public void OrderIsLayerByLayerAscendingParents()
    {
        using var fixture = new MerkleFixture(1, [(2, 3, false)]);
        using var workers = new WorkerSet(1);
        using MerkleTree tree = fixture.Build(workers);
        var proof = MultiProofOf(tree, [1, 2, 6, 7]);
        // Leaves: parents 1 (lacks 5), 2 (complete), 3 (lacks 3). Layer of four: parents 0 (2 known, lacks 0), 1 (complete).
        Assert.Equal([tree.NaturalNode(0, 5), tree.NaturalNode(0, 3), tree.NaturalNode(1, 0)], proof);
    }

    [Fact]
    public void EveryMutationIsNoticed()
    {
        using var fixture = new MerkleFixture(2, [(5, 3, true), (3, 2, true), (0, 1, false)]);
        using var workers = new WorkerSet(1);
        using MerkleTree tree = fixture.Build(workers);
        Opening good = Open(fixture, tree, RandomIndexes(new Random(1), tree.LogSize, 12));
        void Differs(Opening o) => Assert.False(o.Verify(out Digest root) == MultiProofStatus.Ok && root == tree.Root);
        Opening Copy() => new()
        {
            LogSize = good.LogSize,
            Indexes = [.. good.Indexes],
            Leaves = [.. good.Leaves],
            GroupLogs = [.. good.GroupLogs],
            GroupDigests = [.. good.GroupDigests],
            Proof = [.. good.Proof],
        };
        Digest wrong = Sha256.Hash("wrong"u8);
        for (int i = 0; i < good.Leaves.Length; i++)
        {
            Opening o = Copy();
            o.Leaves[i] = wrong;
            Differs(o);
            o = Copy();
            o.Indexes[i] ^= 1;
            Differs(o);
        }
        for (int i = 0; i < good.GroupDigests.Length; i++)
        {
            Opening o = Copy();
            o.GroupDigests[i] = wrong;
            Differs(o);
        }
        for (int i = 0; i < good.Proof.Length; i++)
        {
            Opening o = Copy();
            o.Proof[i] = wrong;
            Differs(o);
            if (i == 0) continue;
            o = Copy();
            (o.Proof[i], o.Proof[i - 1]) = (o.Proof[i - 1], o.Proof[i]);
            Differs(o);
        }
        Opening shape = Copy();
        shape.Proof = good.Proof[1..];
        Assert.Equal(MultiProofStatus.TooFewDigests, shape.Verify(out Digest none));
        Assert.Equal(default, none);
        shape.Proof = [.. good.Proof, wrong];
        Assert.Equal(MultiProofStatus.TooManyDigests, shape.Verify(out none));
        Assert.Equal(default, none);
    }

    [Fact]
    public void BadShapesAreStatusesNotExceptions()
    {
        using var fixture = new MerkleFixture(1, [(4, 3, false), (2, 2, false)]);
        using var workers = new WorkerSet(1);
        using MerkleTree tree = fixture.Build(workers);
        void Bad(Action<Opening> change)
        {
            Opening o = Open(fixture, tree, [1, 4, 9]);
            change(o);
            Assert.Equal(MultiProofStatus.BadShape, o.Verify(out _));
        }
        Bad(o => o.Indexes = [1, 9, 4]);
        Bad(o => o.Indexes = [1, 4, 4]);
        Bad(o => o.Indexes = [1, 4, 32]);
        Bad(o => o.Indexes = [-1, 4, 9]);
        Bad(o => (o.Indexes, o.Leaves) = ([], []));
        Bad(o => o.Indexes = [1, 4]);
        Bad(o => o.LogSize = 31);
        Bad(o => o.LogSize = -1);
        Bad(o => o.GroupLogs = []);
        Bad(o => o.GroupLogs = [5]);
        Bad(o => o.GroupLogs = [3, 3]);
        Bad(o => o.GroupLogs = [-1]);
        Bad(o => o.GroupDigests = o.GroupDigests[1..]);
        Bad(o => o.GroupDigests = [.. o.GroupDigests, default]);
        Assert.Throws<ArgumentException>(() => tree.WriteMultiProof([2, 1], []));
        Assert.Throws<ArgumentException>(() => tree.WriteMultiProof([1, 2], new byte[33 * Digest.Bytes]));
        Assert.Equal(-1, MultiProof.CountDigests(3, [8], new int[2]));
        Assert.Equal(-1, MultiProof.CountDigests(3, [1, 2], new int[3]));
    }

    [Fact]
    public void RandomInputNeverThrows()
    {
        var random = new Random(9);
        for (int i = 0; i < 20000; i++)
        {
            var o = new Opening
            {
                LogSize = random.Next(-1, 8),
                Indexes = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(-2, 40)).Order()],
                Leaves = new Digest[random.Next(6)],
                GroupLogs = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(-1, 8)).OrderDescending()],
                GroupDigests = new Digest[random.Next(8)],
                Proof = new Digest[random.Next(12)],
            };
            o.Verify(out _);
        }
    }

    [Fact]
    public void BytesReadLikeDigestsAndNothingIsAllocated()
    {
        using var fixture = new MerkleFixture(1, [(6, 3, true), (4, 2, true)]);
        using var workers = new WorkerSet(1);
        using MerkleTree tree = fixture.Build(workers);
        Opening opening = Open(fixture, tree, [3, 50, 77]);
        var bytes = new byte[32 * opening.Proof.Length + 40];
        for (int i = 0; i < opening.Proof.Length; i++) opening.Proof[i].CopyTo(bytes.AsSpan(32 * i));
        var indexScratch = new int[6];
        var digestScratch = new Digest[6];
        long allocated = 0;
        for (int repeat = 0; repeat < 2; repeat++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var source = new DigestSource(bytes);
            MultiProofStatus status = MultiProofVerifier.ComputePrefix(opening.LogSize, opening.Indexes, opening.Leaves, opening.GroupLogs,
                opening.GroupDigests, ref source, indexScratch, digestScratch, out Digest root);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(MultiProofStatus.Ok, status);
            Assert.Equal(tree.Root, root);
            Assert.Equal((opening.Proof.Length, 1), (source.Consumed, source.Remaining));
        }
        Assert.Equal(0, allocated);
    }
}
