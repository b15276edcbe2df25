using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Commit;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Opening;

/// <summary>Writes the openings of one stage: for each height, descending, the rows at the distinct indexes (salt, then columns), then the multi-proof.</summary>
internal static unsafe class TreeOpener
{
    public static void Open(ProofShape shape, StageCommitment stage, ReadOnlySpan<int> indexes, ProofWriter writer)
    {
        var logBlowup = shape.Profile.LogBlowup;
        Span<uint> salt = stackalloc uint[SaltSource.Words];
        foreach (var log in stage.LogHeights)
        {
            var size = log + logBlowup;
            var salts = stage.Salts(log);
            foreach (var index in IndexSet.Reduce(indexes, size))
            {
                var position = CosetIndex.ToPosition(size, logBlowup, index);
                if (salts is not null)
                {
                    salts.Salt(position, salt);
                    foreach (var w in salt)
                    {
                        writer.UInt32(w);
                    }
                }

                foreach (var id in stage.TablesOf(log))
                {
                    var m = stage.Table(id)!.Extension;
                    for (var c = 0; c < m.Columns; c++)
                    {
                        writer.Field(Fp.FromRawUnchecked(m.Pointer(c)[position]));
                    }
                }
            }
        }

        var digests = new List<Digest>();
        stage.Tree.AppendMultiProof(IndexSet.Reduce(indexes, stage.LogHeights[0] + logBlowup), digests);
        foreach (var d in digests)
        {
            writer.Digest(d);
        }
    }
}
