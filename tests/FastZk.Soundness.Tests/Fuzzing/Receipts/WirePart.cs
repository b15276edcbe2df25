namespace FastZk.Soundness.Tests.Fuzzing.Receipts;

/// <summary>What the bytes of a part of a receipt are.</summary>
internal enum PartKind
{
    /// <summary>Bytes and integers of the head.</summary>
    Head,

    /// <summary>Field elements, 4 bytes each.</summary>
    Field,

    /// <summary>Digests, 32 bytes each.</summary>
    Digest,

    /// <summary>A grinding nonce, 8 bytes.</summary>
    Nonce,

    /// <summary>Salt: any bytes.</summary>
    Salt,
}

/// <summary>A part of a receipt's wire form.</summary>
/// <param name="Name">parts of the same sort, such as the opened rows of one tree and height, share a name.</param>
/// <param name="Kind">what its bytes are.</param>
/// <param name="Start">offset in the receipt.</param>
/// <param name="Length">bytes.</param>
internal readonly record struct WirePart(string Name, PartKind Kind, int Start, int Length)
{
    public int End => Start + Length;
}
