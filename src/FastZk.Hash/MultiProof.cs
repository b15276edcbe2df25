namespace FastZk.Hash;

/// <summary>
/// The canonical order of a multi-proof, shared by prover and verifier. Layers come from the leaves upwards, in each layer the parents of
/// the known nodes by ascending natural index; a parent with one unknown child takes that child's digest from the proof. At most one child
/// is ever unknown, nothing is sent twice, and the number of digests is a function of the indexes alone.
/// </summary>
/// <remarks>Internally a walk over sorted index lists in caller-provided scratch; it never allocates.</remarks>
public ref struct MultiProof
{
    private Span<int> _known;
    private Span<int> _parents;
    private int _count;
    private int _split;
    private int _lower;
    private int _upper;
    private int _emitted;

    /// <summary>Integers of scratch memory for a number of leaves.</summary>
    public static int ScratchIndexes(int leaves) => 2 * leaves;

    /// <summary>Half the size of the current layer; children of parent k are k and k + ParentCount.</summary>
    internal int ParentCount { get; private set; }

    /// <summary>Number of known nodes in the layer the walk stands on.</summary>
    internal readonly int Count => _count;

    /// <summary>Number of digests in the multi-proof of these leaves, or -1 if the indexes are not valid.</summary>
    /// <param name="logSize">Binary logarithm of the number of leaves of the tree, 0..30.</param>
    /// <param name="sortedDistinctIndexes">Natural leaf indexes, strictly ascending.</param>
    /// <param name="scratch">At least <see cref="ScratchIndexes"/> integers.</param>
    public static int CountDigests(int logSize, ReadOnlySpan<int> sortedDistinctIndexes, Span<int> scratch)
    {
        if (!TryStart(logSize, sortedDistinctIndexes, scratch, out MultiProof walk)) return -1;
        int digests = 0;
        for (int layer = 0; layer < logSize; layer++)
        {
            walk.BeginLayer();
            while (walk.NextParent(out _, out int lower, out int upper)) digests += lower < 0 || upper < 0 ? 1 : 0;
        }
        return digests;
    }

    /// <summary>Checks the indexes and stands on the leaves. False if they are empty, unsorted, repeated or outside the tree.</summary>
    internal static bool TryStart(int logSize, ReadOnlySpan<int> indexes, Span<int> scratch, out MultiProof walk)
    {
        walk = default;
        int count = indexes.Length;
        if (logSize is < 0 or > 30 || count == 0 || scratch.Length / 2 < count) return false;
        int previous = -1;
        foreach (int index in indexes)
        {
            if (index <= previous || index >> logSize != 0) return false;
            previous = index;
        }
        indexes.CopyTo(scratch);
        walk._parents = scratch[..count];
        walk._known = scratch.Slice(count, count);
        walk._emitted = count;
        walk.ParentCount = 1 << logSize;
        return true;
    }

    /// <summary>The parents of the last layer become the known nodes of this one. Invariant: called at most logSize times.</summary>
    internal void BeginLayer()
    {
        Span<int> swap = _known;
        _known = _parents;
        _parents = swap;
        _count = _emitted;
        _emitted = 0;
        ParentCount >>= 1;
        _split = 0;
        while (_split < _count && _known[_split] < ParentCount) _split++;
        _lower = 0;
        _upper = _split;
    }

    /// <summary>The next parent, ascending, with the places of its children among the known nodes of the layer, or -1 if unknown.</summary>
    internal bool NextParent(out int parent, out int lower, out int upper)
    {
        int low = _lower < _split ? _known[_lower] : int.MaxValue;
        int high = _upper < _count ? _known[_upper] - ParentCount : int.MaxValue;
        parent = Math.Min(low, high);
        lower = low == parent ? _lower : -1;
        upper = high == parent ? _upper : -1;
        if (parent == int.MaxValue) return false;
        if (lower >= 0) _lower++;
        if (upper >= 0) _upper++;
        _parents[_emitted++] = parent;
        return true;
    }
}
