using FastZk.Hash;
using FastZk.Stark.Proof;

namespace FastZk.Stark.Verify;

/// <summary>What stands in a proof for opened rows: their words, then a multi-proof.</summary>
internal static class OpenedRows
{
    /// <summary>
    /// Reads a batch of rows into columns, see <see cref="VerifierKernels.Open"/>. False if the bytes end or a field element is not canonical: then the
    /// reader has failed, and stands where reading word by word ends.
    /// </summary>
    public static bool TryRead(scoped ref ProofReader reader, int rows, int rowWords, int freeWords, Span<uint> columns, Span<uint> spare)
    {
        var start = reader;
        var bytes = reader.Bytes(rows * rowWords * sizeof(uint));
        if (!reader.Failed && VerifierKernels.Best.Open(bytes, rowWords, freeWords, columns, spare))
        {
            return true;
        }

        reader = start;
        for (var i = 0; i < rows && !reader.Failed; i++)
        {
            for (var w = 0; w < rowWords && !reader.Failed; w++)
            {
                _ = w < freeWords ? reader.UInt32() : reader.Field().Raw;
            }
        }

        return false;
    }

    /// <summary>Checks leaf digests and the multi-proof that follows in the proof against a root.</summary>
    public static bool Path(int logSize, scoped ReadOnlySpan<int> leaves, scoped ReadOnlySpan<Digest> digests, scoped ReadOnlySpan<int> groupSizes, Digest root, VerifierScratch scratch, ref ProofReader reader)
    {
        var count = leaves.Length;
        var ahead = reader; // a copy: the multi-proof says itself how long it is
        var source = new DigestSource(ahead.Bytes(ahead.Remaining));
        var status = MultiProofVerifier.ComputePrefix(logSize, leaves, digests[..count], groupSizes, digests[count..], ref source,
            scratch.Work(MultiProof.ScratchIndexes(count)), scratch.Proof(MultiProofVerifier.ScratchDigests(count)), out var computed);
        reader.Bytes(source.Consumed * Sha256.DigestBytes);
        return status == MultiProofStatus.Ok && computed == root && !reader.Failed;
    }
}
