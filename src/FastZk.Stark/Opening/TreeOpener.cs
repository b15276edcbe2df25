using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Commit;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Opening;

/// <summary>The openings of one stage: for each height, descending, the rows at the distinct indexes (salt if there is one, then columns), then the multi-proof.</summary>
internal static unsafe class TreeOpener
{
    private const int RowsAtATime = 32;

    /// <summary>Adds the stage's openings to the list.</summary>
    public static void Open(ProofShape shape, StageCommitment stage, int[] indexes, SectionList sections)
    {
        var logBlowup = shape.Profile.LogBlowup;
        foreach (var log in stage.LogHeights)
        {
            nint[] columns = [.. stage.TablesOf(log).SelectMany(id => Columns(stage.Table(id)!))];
            var salts = stage.Salts(log);
            var rows = IndexSet.Reduce(indexes, log + logBlowup);
            var rowBytes = (salts is null ? 0 : 4 * SaltSource.Words) + 4 * columns.Length;
            for (var start = 0; start < rows.Length; start += RowsAtATime)
            {
                var some = rows.AsMemory(start, Math.Min(RowsAtATime, rows.Length - start));
                sections.Add(some.Length * rowBytes, bytes => WriteRows(bytes, some.Span, log, logBlowup, salts, columns));
            }
        }

        AddMultiProof(stage.Tree, IndexSet.Reduce(indexes, stage.LogHeights[0] + logBlowup), sections);
    }

    /// <summary>Adds the multi-proof of leaves (ascending distinct natural indexes).</summary>
    public static void AddMultiProof(MerkleTree tree, int[] leaves, SectionList sections) =>
        sections.Add(Digest.Bytes * MultiProof.CountDigests(tree.LogSize, leaves, new int[MultiProof.ScratchIndexes(leaves.Length)]),
            bytes => tree.WriteMultiProof(leaves, bytes));

    private static void WriteRows(Span<byte> bytes, ReadOnlySpan<int> rows, int log, int logBlowup, SaltSource? salts, nint[] columns)
    {
        Span<uint> salt = stackalloc uint[SaltSource.Words];
        foreach (var row in rows)
        {
            var position = CosetIndex.ToPosition(log + logBlowup, logBlowup, row);
            if (salts is not null)
            {
                salts.Salt(position, salt);
                foreach (var word in salt)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes, word);
                    bytes = bytes[sizeof(uint)..];
                }
            }

            // Every word is a cache miss: reads and conversions apart, so that many of them are under way at once.
            var words = MemoryMarshal.Cast<byte, uint>(bytes)[..columns.Length];
            for (var c = 0; c < columns.Length; c++)
            {
                words[c] = ((uint*)columns[c])[position];
            }

            for (var c = 0; c < columns.Length; c++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * c)..], Fp.FromRawUnchecked(words[c]).ToUInt32());
            }

            bytes = bytes[(4 * columns.Length)..];
        }
    }

    private static IEnumerable<nint> Columns(ExtendedTable table) => Enumerable.Range(0, table.Extension.Columns).Select(c => (nint)table.Extension.Pointer(c));
}
