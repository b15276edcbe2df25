using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Commit;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Opening;

/// <summary>Writes the openings of one stage: for each height, descending, the rows at the distinct indexes (salt, then columns), then the multi-proof.</summary>
internal static unsafe class TreeOpener
{
    public static void Open(ProverContext context, ProofShape shape, StageCommitment stage, int[] indexes, ProofWriter writer)
    {
        var logBlowup = shape.Profile.LogBlowup;
        foreach (var log in stage.LogHeights)
        {
            var columns = stage.TablesOf(log).SelectMany(id => Columns(stage.Table(id)!)).ToArray();
            var salts = stage.Salts(log);
            var rows = IndexSet.Reduce(indexes, log + logBlowup);
            var saltBytes = salts is null ? 0 : 4 * SaltSource.Words;
            var rowBytes = saltBytes + 4 * columns.Length;
            // Every word is a cache miss: rows are gathered by all workers, each at its own place.
            var target = writer.Reserve(rowBytes * rows.Length);
            context.Workers.For(rows.Length, r =>
            {
                var position = CosetIndex.ToPosition(log + logBlowup, logBlowup, rows[r]);
                var bytes = target.Span.Slice(r * rowBytes, rowBytes);
                if (salts is not null)
                {
                    Span<uint> salt = stackalloc uint[SaltSource.Words];
                    salts.Salt(position, salt);
                    for (var i = 0; i < salt.Length; i++)
                    {
                        BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], salt[i]);
                    }
                }

                // Reads and conversions apart, so that many misses are under way at once.
                bytes = bytes[saltBytes..];
                var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(bytes);
                for (var c = 0; c < columns.Length; c++)
                {
                    words[c] = ((uint*)columns[c])[position];
                }

                for (var c = 0; c < columns.Length; c++)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * c)..], Fp.FromRawUnchecked(words[c]).ToUInt32());
                }
            });
        }

        var digests = new List<Digest>();
        stage.Tree.AppendMultiProof(IndexSet.Reduce(indexes, stage.LogHeights[0] + logBlowup), digests);
        foreach (var d in digests)
        {
            writer.Digest(d);
        }
    }

    private static IEnumerable<nint> Columns(ExtendedTable table) => Enumerable.Range(0, table.Extension.Columns).Select(c => (nint)table.Extension.Pointer(c));
}
