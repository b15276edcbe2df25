using System.Text.Json;
using FastZk.Cli.Output;

namespace FastZk.Cli.Commands;

/// <summary>A receipt that must not be accepted, and what the verifier said.</summary>
internal sealed record Forgery(string Change, VerificationResult Result);

/// <summary>What the demo came to.</summary>
internal sealed record DemoReport
{
    public required Receipt Receipt { get; init; }
    public required ProofStatistics Statistics { get; init; }
    public required VerificationResult Result { get; init; }
    public required double VerifySeconds { get; init; }
    public required bool SaysTheRightThing { get; init; }
    public required Forgery[] Forgeries { get; init; }
    public double TotalSeconds { get; init; }

    /// <summary>The true receipt was accepted, all others were not.</summary>
    public bool Good => Result.IsAccepted && SaysTheRightThing && Forgeries.All(f => !f.Result.IsAccepted);

    public void Show(Page page)
    {
        var shape = Receipt.Shape;
        page.Heading("FastZk demo: prove that you know a secret key without telling it");
        page.Line("The prover drew a random secret of 32 bytes; its SHA-256 is the public identity. The verifier sent a random challenge.");
        page.Line("The guest key_ownership hashes both; its run was proven, and the verifier has only the ImageId and the receipt.");

        page.Heading("1. The receipt");
        page.Verdict(Result.IsAccepted, Result.IsAccepted ? "accepted" : $"rejected: {Result.Reason}");
        page.Verdict(SaysTheRightThing, "the journal names the right identity and the verifier's challenge");
        page.Facts(
            ("size", $"{Text.Count(Receipt.Length)} bytes"),
            ("proven", $"{Text.Bits(shape.Parameters.ProvenBits)} bits, profile {shape.Profile.Name}"),
            ("proving", $"{Text.Seconds(Statistics.ExecuteSeconds + Statistics.ProveSeconds)}, and {Text.Seconds(Statistics.VerifySeconds)} for the prover's own check"),
            ("verifying", Text.Seconds(VerifySeconds)));

        page.Heading("2. Forgeries");
        foreach (var (change, result) in Forgeries)
        {
            page.Verdict(!result.IsAccepted, result.IsAccepted ? $"{change}: accepted" : $"{change}: rejected, {result.Reason}");
        }

        page.Heading("3. What the verifier learned");
        var journal = Receipt.Journal.Span;
        page.Facts(
            ("program", Receipt.ImageId.ToString()),
            ("exit code", Receipt.ExitCode.ToString()),
            ("identity", Convert.ToHexStringLower(journal[..32])),
            ("challenge", Convert.ToHexStringLower(journal.Slice(32, 32))),
            ("response", Convert.ToHexStringLower(journal[64..])),
            ("table heights", string.Join(", ", shape.Present.Select(t => $"{t.Name} 2^{shape.LogHeight(t.Id)}"))));

        page.Heading("4. What it did not learn");
        page.Facts(
            ("the secret", "the receipt is zero-knowledge: beyond the above it tells nothing"),
            ("the exact run", "how many cycles it took, which memory it touched: only the table heights, powers of two, are public"));
        page.Line("");
        page.Line($"All of it took {Text.Seconds(TotalSeconds)}.");
    }

    public void WriteJson(Utf8JsonWriter w)
    {
        w.WriteBoolean("good", Good);
        w.WriteBoolean("accepted", Result.IsAccepted);
        w.WriteString("imageId", Receipt.ImageId.ToString());
        w.WriteNumber("exitCode", Receipt.ExitCode);
        w.WriteString("journalHex", Convert.ToHexStringLower(Receipt.Journal.Span));
        w.WriteBoolean("journalMatches", SaysTheRightThing);
        w.Array("forgeries", Forgeries, f =>
        {
            w.WriteString("change", f.Change);
            w.WriteBoolean("rejected", !f.Result.IsAccepted);
            w.WriteString("reason", f.Result.Reason);
        });
        w.WriteStartArray("notRevealed");
        w.WriteStringValue("secret");
        w.WriteStringValue("cycles");
        w.WriteEndArray();
        w.WriteString("profile", Receipt.Profile.Name);
        w.WriteNumber("receiptBytes", Receipt.Length);
        ShapeReport.WriteSecurity(w, Receipt.Shape);
        ShapeReport.WriteTables(w, Receipt.Shape);
        w.Figure("executeSeconds", Statistics.ExecuteSeconds);
        w.Figure("proveSeconds", Statistics.ProveSeconds);
        w.Figure("selfCheckSeconds", Statistics.VerifySeconds);
        w.Figure("verifySeconds", VerifySeconds);
        w.Figure("totalSeconds", TotalSeconds);
    }
}
