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
    // For each profile, by id, those of the sets of tables, by ascending height of the highest table.
    private static readonly Digest[][] Roots =
    [
        [
            Parse("c68777730960b549f2248de251356b6ee862e810a6dfcd3634fe1a5e4a799bef"),
            Parse("4ac8fb36fdd2f4ca5e78f2d2cea8c028f36988e3762669de5b4ec8fc084854cf"),
            Parse("6ead12e2050050779348ff3742185e73be37382357c538532fec7bcc8bdc5e61"),
        ],
        [
            Parse("c1af06a032f31d49ce9f9cb066af59810a37fba54093558f367ce5b03766b3eb"),
            Parse("6d992e78ecacdf3ae67a2e16ff29ac235b21291bd7896101a3e299298ed2ccd9"),
            Parse("a0b24dabfd3ef59875e843b679e5cfd956aa9a2004d5458455ca20c3ccb50b2b"),
        ],
    ];

    public static Digest Of(ProofShape shape) => Of(shape.Profile, shape.LogTop);

    public static Digest Of(Profile profile, int logTop) => Roots[profile.Id - 1][Rv32Circuit.System.SystemSetAt(logTop)];

    private static Digest Parse(string hex) => Digest.FromBytes(Convert.FromHexString(hex));
}
