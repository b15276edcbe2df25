using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests.Toy;

/// <summary>Changes to a proof's bytes that keep it consistent as long as the challenges stay what they were.</summary>
internal sealed class ProofSurgery(ProofShape shape, byte[] proof, TranscriptTape tape)
{
    private readonly ProofMap _map = new(shape, tape.Indexes);

    public byte[] Bytes { get; } = [.. proof];

    public ProofMap Map => _map;

    public Fp5 Read(int offset)
    {
        var reader = new ProofReader(Bytes.AsSpan(offset, 20));
        return reader.Extension();
    }

    public void Add(int offset, Fp5 delta)
    {
        using var writer = new ProofWriter();
        writer.Extension(Read(offset) + delta);
        writer.ToArray().CopyTo(Bytes, offset);
    }

    /// <summary>Adds to out-of-domain values so that Σ λ^j·w_j stays, and P_0(ζ) + ζ^K·P_1(ζ) + ζ^2K·P_2(ζ) changes by the given amount.</summary>
    public void ChangePieces(Fp5 by, Fp5 extra)
    {
        // With d0, d1 added to the first two values of P_0 and d2 = extra to the first of P_1: d0 + λ·d1 + λ^5·d2 = 0, d0 + x·d1 + ζ^K·d2 = by.
        var values = _map["values"];
        var lambda = tape.Lambda;
        var step = tape.Zeta.Pow((ulong)(shape.Top - shape.Profile.PieceMask));
        var d1 = (by - step * extra + lambda.Pow(5) * extra) * (Fp5.X - lambda).Inverse();
        var d0 = -(lambda * d1) - lambda.Pow(5) * extra;
        var first = values.End - 15 * 20;
        Add(first, d0);
        Add(first + 20, d1);
        Add(first + 100, extra);
    }

    /// <summary>Moves d from one table's total to another's and corrects the quotient's value.</summary>
    public void MoveTotal(int from, int to, Fp5 d) => AddToTotals((from, -d), (to, d));

    /// <summary>Adds to totals, counted among the tables that are present, and corrects the quotient's value. Their sum is the caller's business.</summary>
    public void AddToTotals(params (int Table, Fp5 Delta)[] deltas)
    {
        var present = shape.Present.ToArray();
        var gamma = tape.Challenges[2];
        var change = Fp5.Zero;
        ulong power = 0;
        for (var i = 0; i < present.Length; i++)
        {
            power += (ulong)present[i].ConstraintCount;
            // The end of S is the table's last constraint but for those of its products.
            var end = power - 1 - (ulong)(present[i].Pairs.Length > 0 ? present[i].ProductColumns + 2 : 0);
            var log = shape.LogHeight(present[i].Id);
            var pole = (tape.Zeta - Fp.RootOfUnity(log).Pow((ulong)shape.Profile.ActiveRows(log))).Inverse();
            foreach (var (table, delta) in deltas)
            {
                change -= table == i ? delta * gamma.Pow(end) * pole : Fp5.Zero;
            }
        }

        foreach (var (table, delta) in deltas)
        {
            Add(_map["totals"].Start + 20 * table, delta);
        }

        ChangePieces(change, Fp5.Zero);
    }

    /// <summary>Multiplies the product of the first table that has pairs and corrects the quotient's value.</summary>
    public void MultiplyProduct(Fp5 by)
    {
        var present = shape.Present.ToArray();
        var first = Array.FindIndex(present, t => t.Pairs.Length > 0);
        var log = shape.LogHeight(present[first].Id);
        var offset = _map["totals"].Start + 20 * present.Length;
        var delta = Read(offset) * (by - Fp5.One);
        // Its end is the table's last constraint.
        var power = (ulong)present[..(first + 1)].Sum(t => t.ConstraintCount) - 1;
        Add(offset, delta);
        ChangePieces(-delta * tape.Challenges[2].Pow(power) * (tape.Zeta - Fp.RootOfUnity(log).Pow((ulong)shape.Profile.ActiveRows(log))).Inverse(), Fp5.Zero);
    }

    /// <summary>Flips a bit of a part and writes the root that the changed openings have.</summary>
    public void ChangeTree(OpenedTree tree, string root, string part) => ChangeTree(tree, part).CopyTo(Bytes.AsSpan(_map[root].Start, 32));

    /// <summary>Flips a bit of a part; returns the root that the changed openings have.</summary>
    public Digest ChangeTree(OpenedTree tree, string part)
    {
        Bytes[_map[part].Start + 3] ^= 1;
        var logs = Enumerable.Range(0, 24).Where(l => RowLayout.Columns(shape, tree, l) > 0).OrderDescending().ToArray();
        var at = _map.Parts.ToList().FindIndex(p => p.Name.StartsWith($"{tree} ", StringComparison.Ordinal));
        var digests = new List<Digest>();
        foreach (var log in logs)
        {
            foreach (var unused in IndexSet.Reduce(tape.Indexes, log + shape.Profile.LogBlowup))
            {
                var salt = log == logs[0] && tree >= OpenedTree.Main ? Words(_map.Parts[at++], field: false) : null;
                digests.Add(RowHasher.HashRow(Words(_map.Parts[at++], field: true), salt is not null, salt));
            }
        }

        var leaves = IndexSet.Reduce(tape.Indexes, logs[0] + shape.Profile.LogBlowup);
        return Root(logs.Select(l => l + shape.Profile.LogBlowup).ToArray(), leaves, digests.ToArray(), $"{tree} path");
    }

    /// <summary>As <see cref="ChangeTree(OpenedTree, string, string)"/> for the path of a FRI layer.</summary>
    public void ChangeFri(int layer)
    {
        Bytes[_map[$"fri path {layer}"].Start + 3] ^= 1;
        var log = FriLayout.LogLeaves(shape, layer);
        var digests = _map.Parts.Where(p => p.Name == $"fri leaf {layer}").Select(p => RowHasher.HashRow(Words(p, field: true), false, default)).ToArray();
        Root([log], IndexSet.Reduce(tape.Indexes, log), digests, $"fri path {layer}").CopyTo(Bytes.AsSpan(_map[$"fri root {layer}"].Start, 32));
    }

    private uint[] Words(ProofPart part, bool field)
    {
        var words = new uint[part.Length / 4];
        for (var i = 0; i < words.Length; i++)
        {
            var w = BitConverter.ToUInt32(Bytes, part.Start + 4 * i);
            words[i] = field ? Fp.FromUInt32(w).Raw : w;
        }

        return words;
    }

    private Digest Root(int[] sizes, int[] leaves, Digest[] digests, string path)
    {
        var source = new DigestSource(Bytes.AsSpan(_map[path].Start, _map[path].Length));
        var status = MultiProofVerifier.ComputeRoot(sizes[0], leaves, digests.AsSpan(0, leaves.Length), sizes.AsSpan(1), digests.AsSpan(leaves.Length), source,
            new int[2 * leaves.Length], new Digest[2 * leaves.Length], out var computed);
        Assert.Equal(MultiProofStatus.Ok, status);
        return computed;
    }
}
