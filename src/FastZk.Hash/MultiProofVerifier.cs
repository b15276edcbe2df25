namespace FastZk.Hash;

/// <summary>Why a root could not be computed.</summary>
public enum MultiProofStatus
{
    /// <summary>The root was computed from exactly the digests given.</summary>
    Ok,

    /// <summary>Indexes, group heights, numbers of digests or scratch memory do not fit each other.</summary>
    BadShape,

    /// <summary>The proof ended too early.</summary>
    TooFewDigests,

    /// <summary>Digests were left over.</summary>
    TooManyDigests,
}

/// <summary>Computes a tree's root from opened rows and a multi-proof. Natural indexes only: the memory order of the prover is irrelevant.</summary>
public static class MultiProofVerifier
{
    /// <summary>Digests of scratch memory for a number of leaves.</summary>
    public static int ScratchDigests(int leaves) => 2 * leaves;

    /// <summary>Computes the root; never throws and never allocates, whatever the input.</summary>
    /// <param name="logSize">Binary logarithm of the number of leaves, 0..30.</param>
    /// <param name="sortedDistinctIndexes">Natural leaf indexes, strictly ascending, at least one.</param>
    /// <param name="leafDigests">One leaf hash for each index.</param>
    /// <param name="groupLogSizes">Strictly descending logarithms, below <paramref name="logSize"/>, of the layers where shorter groups enter.</param>
    /// <param name="groupDigests">For each group in turn: the leaf hashes of its rows at the distinct values, ascending, of index mod 2^groupLogSize.</param>
    /// <param name="proof">The multi-proof; must be used up exactly.</param>
    /// <param name="scratchIndexes">At least <see cref="MultiProof.ScratchIndexes"/> integers.</param>
    /// <param name="scratchDigests">At least <see cref="ScratchDigests"/> digests.</param>
    /// <param name="root">The root if the status is <see cref="MultiProofStatus.Ok"/>, else zero.</param>
    public static MultiProofStatus ComputeRoot(int logSize, ReadOnlySpan<int> sortedDistinctIndexes, ReadOnlySpan<Digest> leafDigests,
        ReadOnlySpan<int> groupLogSizes, ReadOnlySpan<Digest> groupDigests, DigestSource proof,
        Span<int> scratchIndexes, Span<Digest> scratchDigests, out Digest root)
    {
        MultiProofStatus status = ComputePrefix(logSize, sortedDistinctIndexes, leafDigests, groupLogSizes, groupDigests, ref proof,
            scratchIndexes, scratchDigests, out root);
        if (status != MultiProofStatus.Ok || proof.Remaining == 0) return status;
        root = default;
        return MultiProofStatus.TooManyDigests;
    }

    /// <summary>
    /// As <see cref="ComputeRoot"/>, but takes from <paramref name="proof"/> only what it needs and leaves the rest for the caller:
    /// for formats where something else follows.
    /// </summary>
    public static MultiProofStatus ComputePrefix(int logSize, scoped ReadOnlySpan<int> sortedDistinctIndexes, scoped ReadOnlySpan<Digest> leafDigests,
        scoped ReadOnlySpan<int> groupLogSizes, scoped ReadOnlySpan<Digest> groupDigests, ref DigestSource proof,
        scoped Span<int> scratchIndexes, scoped Span<Digest> scratchDigests, out Digest root)
    {
        root = default;
        int leaves = sortedDistinctIndexes.Length;
        if (leafDigests.Length != leaves || scratchDigests.Length / 2 < leaves) return MultiProofStatus.BadShape;
        if (!MultiProof.TryStart(logSize, sortedDistinctIndexes, scratchIndexes, out MultiProof walk)) return MultiProofStatus.BadShape;
        Span<Digest> batch = stackalloc Digest[DigestPairs.Digests];
        var pairs = new DigestPairs(batch);
        Span<Digest> next = scratchDigests[..leaves];
        Span<Digest> known = scratchDigests.Slice(leaves, leaves);
        leafDigests.CopyTo(known);
        for (int log = logSize - 1; log >= 0; log--)
        {
            walk.BeginLayer();
            int count = 0;
            int pending = 0;
            while (walk.NextParent(out _, out int lower, out int upper))
            {
                Digest sibling = default;
                if ((lower < 0 || upper < 0) && !proof.TryRead(out sibling)) return MultiProofStatus.TooFewDigests;
                pairs.Set(pending++, lower < 0 ? sibling : known[lower], upper < 0 ? sibling : known[upper]);
                if (pending == DigestPairs.Capacity)
                {
                    pairs.Compress(DomainKind.Node, next.Slice(count, pending));
                    count += pending;
                    pending = 0;
                }
            }
            pairs.Compress(DomainKind.Node, next.Slice(count, pending));
            count += pending;
            if (!groupLogSizes.IsEmpty && groupLogSizes[0] == log)
            {
                if (groupDigests.Length < count) return MultiProofStatus.BadShape;
                for (int i = 0; i < count; i += DigestPairs.Capacity)
                {
                    int part = Math.Min(DigestPairs.Capacity, count - i);
                    for (int k = 0; k < part; k++) pairs.Set(k, next[i + k], groupDigests[i + k]);
                    pairs.Compress(DomainKind.Injection, next.Slice(i, part));
                }
                groupLogSizes = groupLogSizes[1..];
                groupDigests = groupDigests[count..];
            }
            Span<Digest> swap = known;
            known = next;
            next = swap;
        }
        // A group that never met its layer was out of order or out of range.
        if (!groupLogSizes.IsEmpty || !groupDigests.IsEmpty) return MultiProofStatus.BadShape;
        root = known[0];
        return MultiProofStatus.Ok;
    }
}
