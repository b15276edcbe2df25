using FastZk.Memory;

namespace FastZk.Hash.Tests;

/// <summary>
/// What a multi-proof shows of a tree whose leaves alone are salted: digests that each cover a salted leaf that is not opened. Rows of lower groups that are
/// not opened take part in such digests only, each together with a node that nobody can compute.
/// </summary>
public class HidingTests
{
    public static readonly (int LogBlowup, (int LogRows, int Columns, bool Salted)[] Shapes)[] Trees =
    [
        (1, [(6, 3, true), (5, 2, false), (2, 1, false)]),
        (1, [(4, 20, true), (3, 1, false), (2, 9, false), (1, 1, false), (0, 2, false)]),
        (3, [(4, 3, true), (3, 5, false)]),
        (3, [(3, 1, true), (0, 4, false)]),
        (2, [(1, 1, true), (0, 1, false)]),
        (0, [(5, 2, true), (4, 2, false), (0, 1, false)]),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Z02_every_digest_of_a_proof_covers_salted_leaves_that_stay_closed(int index)
    {
        using var fixture = new MerkleFixture(Trees[index].LogBlowup, Trees[index].Shapes);
        using var workers = new WorkerSet(1);
        using MerkleTree tree = fixture.Build(workers);
        var random = new Random(index);
        int size = 1 << tree.LogSize;
        for (int round = 0; round < 60; round++)
        {
            int[] indexes = round switch
            {
                0 => [0],
                1 => [size - 1],
                2 => [0, size / 2],
                3 => [.. Enumerable.Range(0, size / 2)],
                4 => [.. Enumerable.Range(0, size - 1)],
                5 => [.. Enumerable.Range(0, size).Where(i => i % 2 == 0)],
                _ => [.. Enumerable.Range(0, random.Next(1, size)).Select(_ => random.Next(size)).Distinct().Order()],
            };
            Check(fixture, tree, indexes);
        }
    }

    private static void Check(MerkleFixture fixture, MerkleTree tree, int[] indexes)
    {
        var bytes = new byte[Digest.Bytes * MultiProof.CountDigests(tree.LogSize, indexes, new int[MultiProof.ScratchIndexes(indexes.Length)])];
        tree.WriteMultiProof(indexes, bytes);
        HashSet<Digest> shown = [.. bytes.Chunk(Digest.Bytes).Select(b => Digest.FromBytes(b))];

        // Which nodes of each layer the opened rows reach.
        var open = new HashSet<int>[tree.LogSize + 1];
        for (int log = 0; log <= tree.LogSize; log++) open[log] = [.. indexes.Select(i => i & ((1 << log) - 1))];

        for (int log = 0; log <= tree.LogSize; log++)
        {
            for (int k = 0; k < 1 << log; k++)
            {
                bool isShown = shown.Remove(fixture.NaiveNode(log, k));
                // A node is shown if and only if nothing below it is opened, but something below its sibling is.
                bool wanted = log > 0 && !open[log].Contains(k) && open[log - 1].Contains(k & ((1 << (log - 1)) - 1));
                Assert.Equal(wanted, isShown);
                if (!isShown) continue;
                // Each leaf below is salted and closed, and so is each row of a lower group that enters below or at the node.
                for (int leaf = k; leaf < 1 << tree.LogSize; leaf += 1 << log) Assert.DoesNotContain(leaf, indexes);
                for (int g = 1; g < fixture.Shapes.Length; g++)
                {
                    int group = fixture.GroupLogSize(g);
                    for (int row = k; group >= log && row < 1 << group; row += 1 << log) Assert.DoesNotContain(row, open[group]);
                }
            }
        }

        // Nothing else is: no leaf hash of a lower row, no node before its row was taken in.
        Assert.Empty(shown);
        Assert.True(fixture.Shapes[0].Salted);
        for (int g = 1; g < fixture.Shapes.Length; g++)
        {
            int log = fixture.GroupLogSize(g);
            for (int row = 0; row < 1 << log; row++)
            {
                // A row that is not opened: neither child of the node that it enters is shown.
                if (open[log].Contains(row) || log == tree.LogSize) continue;
                Assert.DoesNotContain(row, open[log + 1]);
                Assert.DoesNotContain(row + (1 << log), open[log + 1]);
                ReadOnlySpan<byte> proof = bytes;
                foreach (Digest secret in new[] { fixture.RowDigest(g, row), fixture.NaiveNode(log + 1, row), fixture.NaiveNode(log + 1, row + (1 << log)) })
                {
                    var form = new byte[Digest.Bytes];
                    secret.CopyTo(form);
                    Assert.Equal(-1, proof.IndexOf(form));
                }
            }
        }
    }
}
