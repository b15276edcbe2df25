using System.Runtime.CompilerServices;

namespace FastZk.Hash;

/// <summary>Which initial state a pair of digests is compressed from.</summary>
internal enum DomainKind
{
    Node,
    Injection,
}

/// <summary>Pairs of digests, so that many are compressed at once. A view of the caller's memory.</summary>
internal readonly ref struct DigestPairs
{
    /// <summary>Pairs that fit.</summary>
    public const int Capacity = 64;

    /// <summary>Digests of memory that a batch takes.</summary>
    public const int Digests = 2 * Capacity;

    private readonly Span<Digest> _digests;

    /// <param name="digests">At least <see cref="Digests"/>.</param>
    public DigestPairs(Span<Digest> digests) => _digests = digests[..Digests];

    /// <summary>Sets pair i.</summary>
    public void Set(int i, in Digest left, in Digest right)
    {
        _digests[2 * i] = left;
        _digests[2 * i + 1] = right;
    }

    /// <summary>Compresses the first results.Length pairs.</summary>
    [SkipLocalsInit]
    public unsafe void Compress(DomainKind kind, Span<Digest> results)
    {
        if (results.IsEmpty) return;
        // The pointers address 24 rows of Capacity words; results.Length <= Capacity, a multiple of all lane counts and of the side of a transposition.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(results.Length, Capacity);
        int count = Sha256Lanes.Padded(results.Length, HashBackends.Best);
        uint* words = stackalloc uint[24 * Capacity];
        uint** message = stackalloc uint*[16];
        uint** state = stackalloc uint*[8];
        for (int w = 0; w < 16; w++) message[w] = words + w * Capacity;
        for (int w = 0; w < 8; w++) state[w] = words + (16 + w) * Capacity;
        fixed (Digest* pairs = _digests)
        {
            // Lanes without a pair hash whatever lies there.
            for (int i = 0; i < count; i += DigestLanes.Side)
            {
                uint* first = (uint*)(pairs + 2 * i);
                DigestLanes.Transpose(first, 16, words + i, Capacity);
                DigestLanes.Transpose(first + 8, 16, words + 8 * Capacity + i, Capacity);
            }
        }
        Sha256Lanes.Compress(kind == DomainKind.Node ? DomainStates.NodePointer : DomainStates.InjectionPointer, state, message, count, HashBackends.Best);
        DigestLanes.Collect(state[0], Capacity, results);
    }
}
