namespace FastZk.Hash;

/// <summary>Reads digests one after the other from a list or straight from a proof's bytes, without allocation and without exceptions.</summary>
public ref struct DigestSource
{
    private readonly ReadOnlySpan<Digest> _digests;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _count;

    /// <summary>Reads from digests.</summary>
    public DigestSource(ReadOnlySpan<Digest> digests)
    {
        _digests = digests;
        _count = digests.Length;
    }

    /// <summary>Reads from the wire form, 32 bytes each; a shorter remainder counts as no digest.</summary>
    public DigestSource(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _count = bytes.Length / Sha256.DigestBytes;
    }

    /// <summary>Digests read so far.</summary>
    public int Consumed { get; private set; }

    /// <summary>Digests not yet read.</summary>
    public readonly int Remaining => _count - Consumed;

    /// <summary>Reads one; false at the end.</summary>
    public bool TryRead(out Digest digest)
    {
        if (Consumed == _count)
        {
            digest = default;
            return false;
        }
        int at = Consumed++;
        digest = _digests.IsEmpty ? Digest.FromBytes(_bytes.Slice(at * Sha256.DigestBytes, Sha256.DigestBytes)) : _digests[at];
        return true;
    }
}
