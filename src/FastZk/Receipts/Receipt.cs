using FastZk.Stark.Security;

namespace FastZk;

/// <summary>
/// A proof that the program with this ImageId ran to an exit with this code and wrote this journal, and the journal itself. Immutable. A receipt that was
/// parsed is a claim until <see cref="Verifier"/> accepts it.
/// </summary>
public sealed class Receipt
{
    private readonly byte[] _bytes;

    internal Receipt(byte[] bytes, ReceiptHead head)
    {
        _bytes = bytes;
        Head = head;
    }

    /// <summary>The public output of the guest.</summary>
    public ReadOnlyMemory<byte> Journal => _bytes.AsMemory(Head.JournalStart, Head.JournalLength);

    /// <summary>The guest's exit code.</summary>
    public uint ExitCode => Head.ExitCode;

    /// <summary>The program that the receipt claims to be of.</summary>
    public ImageId ImageId => Head.Key.ImageId;

    /// <summary>The profile it was proven with.</summary>
    public Profile Profile => Head.Shape.Profile;

    /// <summary>Tables, heights and security parameters.</summary>
    public ProofShape Shape => Head.Shape;

    /// <summary>Bytes of the wire form.</summary>
    public int Length => _bytes.Length;

    internal ReceiptHead Head { get; }

    internal ReadOnlySpan<byte> Span => _bytes;

    /// <summary>The wire form.</summary>
    public byte[] ToBytes() => [.. _bytes];

    /// <summary>Reads a receipt's wire form without verifying it; never throws.</summary>
    /// <param name="bytes">the bytes, all of them.</param>
    /// <param name="receipt">the receipt, or null.</param>
    /// <param name="reason">null, or why the bytes are no receipt that this version can verify.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Receipt? receipt, out string? reason)
    {
        // The copy is what is parsed, kept and verified, whatever happens to the caller's bytes.
        var copy = bytes.ToArray();
        receipt = ReceiptFormat.TryDecode(copy, Verifier.DefaultMaxJournalBytes, out reason) is { } head ? new(copy, head) : null;
        return receipt is not null;
    }

    /// <summary>As the other overload, without the reason.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Receipt? receipt) => TryParse(bytes, out receipt, out _);
}
