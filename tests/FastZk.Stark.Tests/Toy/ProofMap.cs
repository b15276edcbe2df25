using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests.Toy;

/// <summary>One part of a proof's bytes.</summary>
internal readonly record struct ProofPart(string Name, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Where each part of a proof lies; written down independently of reader and writer, and checked to cover every byte.</summary>
internal sealed class ProofMap
{
    private readonly List<ProofPart> _parts = [];
    private int _at;

    public ProofMap(ProofShape shape, ReadOnlySpan<int> indexes)
    {
        var tables = shape.Present.ToArray();
        Add("main root", 32);
        Add("nonce logup", 8);
        Add("auxiliary root", 32);
        Add("totals", 20 * (tables.Length + tables.Count(t => t.Pairs.Length > 0)));
        Add("nonce gamma", 8);
        Add("quotient root", 32);
        Add("nonce zeta", 8);
        Add("values", 20 * (tables.Sum(t => t.FixedColumns + t.MainColumns + t.AuxiliaryColumns + t.NextColumns.Length + (t.Pairs.Length > 0 ? 10 : 5)) + 15));
        Add("nonce lambda", 8);
        for (var k = 0; k < shape.Parameters.Folds; k++)
        {
            Add($"fri root {k}", 32);
            Add($"nonce fold {k}", 8);
        }

        Add("final", 20 * shape.Parameters.FinalCoefficients);
        Add("nonce queries", 8);
        foreach (var tree in Enum.GetValues<OpenedTree>())
        {
            var logs = Enumerable.Range(0, 24).Where(l => RowLayout.Columns(shape, tree, l) > 0).OrderDescending().ToArray();
            foreach (var log in logs)
            {
                foreach (var index in IndexSet.Reduce(indexes, log + shape.Profile.LogBlowup))
                {
                    if (tree >= OpenedTree.Main && log == logs[0])
                    {
                        Add($"{tree} salt", 32);
                    }

                    Add($"{tree} row 2^{log}", 4 * RowLayout.Columns(shape, tree, log));
                }
            }

            Path($"{tree} path", logs[0] + shape.Profile.LogBlowup, indexes);
        }

        for (var k = 0; k < shape.Parameters.Folds; k++)
        {
            var log = FriLayout.LogLeaves(shape, k);
            foreach (var leaf in IndexSet.Reduce(indexes, log))
            {
                Add($"fri leaf {k}", 160);
            }

            Path($"fri path {k}", log, indexes);
        }
    }

    public IReadOnlyList<ProofPart> Parts => _parts;

    public int Length => _at;

    public ProofPart this[string name] => _parts.First(p => p.Name == name);

    private void Add(string name, int length)
    {
        _parts.Add(new(name, _at, length));
        _at += length;
    }

    private void Path(string name, int log, ReadOnlySpan<int> indexes)
    {
        var leaves = IndexSet.Reduce(indexes, log);
        Add(name, 32 * MultiProof.CountDigests(log, leaves, new int[MultiProof.ScratchIndexes(leaves.Length)]));
    }
}
