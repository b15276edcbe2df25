namespace FastZk.Hash;

/// <summary>Which initial state a pair of digests is compressed from.</summary>
internal enum DomainKind
{
    Node,
    Injection,
}

/// <summary>Pairs of digests, word by word, so that many are compressed at once. A view of the caller's memory.</summary>
internal readonly ref struct DigestPairs
{
    /// <summary>Pairs that fit.</summary>
    public const int Capacity = 64;

    /// <summary>Words of memory that a batch takes: sixteen of message, eight of result a pair.</summary>
    public const int Words = 24 * Capacity;

    private readonly Span<uint> _words;

    /// <param name="words">At least <see cref="Words"/>.</param>
    public DigestPairs(Span<uint> words) => _words = words[..Words];

    /// <summary>Sets pair i.</summary>
    public void Set(int i, in Digest left, in Digest right)
    {
        for (int w = 0; w < 8; w++)
        {
            _words[w * Capacity + i] = left[w];
            _words[(w + 8) * Capacity + i] = right[w];
        }
    }

    /// <summary>Compresses the first results.Length pairs.</summary>
    public unsafe void Compress(DomainKind kind, Span<Digest> results)
    {
        if (results.IsEmpty) return;
        uint** message = stackalloc uint*[16];
        uint** state = stackalloc uint*[8];
        // The pointers address rows of Capacity words inside _words, which has 24 of them; results.Length <= Capacity.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(results.Length, Capacity);
        fixed (uint* p = _words)
        {
            for (int w = 0; w < 16; w++) message[w] = p + w * Capacity;
            for (int w = 0; w < 8; w++) state[w] = p + (16 + w) * Capacity;
            // Lanes without a pair hash whatever lies there; Capacity is a multiple of all lane counts.
            Sha256Lanes.Compress(kind == DomainKind.Node ? DomainStates.NodePointer : DomainStates.InjectionPointer, state, message,
                Sha256Lanes.Padded(results.Length, HashBackends.Best), HashBackends.Best);
            Span<uint> digest = stackalloc uint[8];
            for (int i = 0; i < results.Length; i++)
            {
                for (int w = 0; w < 8; w++) digest[w] = state[w][i];
                results[i] = Digest.FromWords(digest);
            }
        }
    }
}
