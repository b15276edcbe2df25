using FastZk.Circuits;
using FastZk.Hash;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk;

/// <summary>What a verification came to.</summary>
public readonly record struct VerificationResult
{
    internal VerificationResult(string? reason) => Reason = reason ?? "";

    private VerificationResult(bool accepted) => (IsAccepted, Reason) = (accepted, "");

    internal static VerificationResult Accepted { get; } = new(true);

    /// <summary>True when the receipt proves what it claims.</summary>
    public bool IsAccepted { get; }

    /// <summary>Why it was rejected, one line; empty when it was accepted.</summary>
    public string Reason { get; }
}

/// <summary>Checks receipts. Takes any bytes, never throws on them, in bounded time and memory; thread-safe.</summary>
public static class Verifier
{
    /// <summary>Journals longer than this are rejected before any work.</summary>
    public const int DefaultMaxJournalBytes = 1 << 20;

    /// <summary>Checks that the bytes are a receipt of the program, and that it ended with the exit code.</summary>
    /// <param name="receipt">the receipt's wire form, all of it. Nobody may write to these bytes meanwhile, and the journal is to be read from the same bytes
    /// afterwards; where they are shared, parse a <see cref="Receipt"/>, which keeps a copy, and verify that.</param>
    /// <param name="imageId">the program, from a source that the caller trusts.</param>
    /// <param name="exitCode">the exit code demanded; other codes are rejected.</param>
    public static VerificationResult Verify(ReadOnlySpan<byte> receipt, ImageId imageId, uint exitCode = 0)
    {
        var head = ReceiptFormat.TryDecode(receipt, DefaultMaxJournalBytes, out var reason);
        if (head is null)
        {
            return new(reason);
        }

        return Verify(head, receipt, imageId, exitCode);
    }

    /// <summary>Checks a parsed receipt; otherwise as the other overload.</summary>
    public static VerificationResult Verify(Receipt receipt, ImageId imageId, uint exitCode = 0)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return Verify(receipt.Head, receipt.Span, imageId, exitCode);
    }

    private static VerificationResult Verify(ReceiptHead head, ReadOnlySpan<byte> bytes, ImageId imageId, uint exitCode)
    {
        if (head.Key.ImageId != imageId)
        {
            return new($"the receipt is of image {head.Key.ImageId}, not of {imageId}");
        }

        if (head.ExitCode != exitCode)
        {
            return new($"the guest exited with code {head.ExitCode}, not {exitCode}");
        }

        var journal = bytes.Slice(head.JournalStart, head.JournalLength).ToArray();
        var statement = new RunStatement(head.Key.Bytes, head.Key.Entry, head.ExitCode, journal);
        var root = head.Key.Of(head.Shape.Profile).Root;
        var reason = StarkVerifier.Verify(head.Shape, statement, root, CircuitRoots.Of(head.Shape), bytes[head.ProofStart..]);
        return reason is null ? VerificationResult.Accepted : new(reason);
    }
}

/// <summary>Roots of the circuit's own preprocessed tables, compiled in; a test recomputes them.</summary>
internal static class CircuitRoots
{
    private static readonly Digest FastShort = Parse("e301920c413ee1df57b5a9067e31705b1e931f900e14fc30862235d4c759d8bf");
    private static readonly Digest Fast = Parse("37a09be0c05a1af327851316f49cd581fa2064c43e30959b186fde28dbfecdb7");
    private static readonly Digest CompactShort = Parse("3e9748bde50957ff61d594118ce3f4d23fd1c394eed87e6189140709a36b2873");
    private static readonly Digest Compact = Parse("91ae20b8a46787411c849878de43890c1864e223ac171871c893e8bf559b94ac");

    public static Digest Of(ProofShape shape) => Of(shape.Profile, shape.LogTop);

    public static Digest Of(Profile profile, int logTop) =>
        logTop < Rv32Circuit.LogSlender ? profile == Profile.Fast ? FastShort : CompactShort : profile == Profile.Fast ? Fast : Compact;

    private static Digest Parse(string hex) => Digest.FromBytes(Convert.FromHexString(hex));
}
