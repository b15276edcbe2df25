using System.CommandLine;
using FastZk.Cli.Files;
using FastZk.Cli.Output;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Cli.Commands;

/// <summary>Shows what a receipt consists of. It says nothing about whose program it is: that is `verify`'s business.</summary>
internal sealed class InspectCommand : FastZkCommand
{
    private readonly Option<string> _receipt = Inputs.Receipt("The receipt");

    public InspectCommand(CliHost host)
        : base(host, "inspect", "Show shape, tables, parameters, proven bits and bytes by part of a receipt")
    {
        Add(_receipt);
    }

    protected override int Execute(ParseResult parsed)
    {
        var path = parsed.GetValue(_receipt)!;
        var reason = $"it is larger than {InputFile.MaxReceiptBytes >> 20} MiB";
        Receipt? receipt = null;
        if (InputFile.Receipt(path) is not { } bytes || !Receipt.TryParse(bytes, out receipt, out reason))
        {
            throw new CliException(ExitStatus.Usage, $"{path} is no receipt: {reason}");
        }

        var parts = ReceiptMap.Of(receipt!, out var result);
        if (IsJson(parsed))
        {
            Json.Write(Host.Out, w => WriteJson(w, receipt!, parts, result));
        }
        else
        {
            Show(Host.NewPage(), path, receipt!, parts, result);
        }

        return ExitStatus.Done;
    }

    private static void Show(Page page, string path, Receipt receipt, IReadOnlyList<ProofPart> parts, VerificationResult result)
    {
        var shape = receipt.Shape;
        var parameters = shape.Parameters;
        page.Heading($"Receipt {path}");
        page.Facts(
            ("claims image id", receipt.ImageId.ToString()),
            ("exit code", receipt.ExitCode.ToString()),
            ("journal", Text.Hex(receipt.Journal.Span)),
            ("profile", $"{shape.Profile.Name}: blow-up {shape.Profile.Blowup}, {shape.Profile.RandomRows} random rows a table, {shape.Profile.PieceMask} mask coefficients a piece"),
            ("parameters", $"{parameters.Queries} queries, {parameters.Folds} folds by {1 << SecurityParameters.LogFold}, {parameters.FinalCoefficients} final coefficients, highest table 2^{shape.LogTop}"),
            ("bytes", Text.Count(receipt.Length)),
            ("proof", result.IsAccepted ? "holds for the program that the receipt names (to verify, bring the ImageId from elsewhere)" : $"does not hold: {result.Reason}"));
        ShapeReport.ShowTables(page, shape);
        ShapeReport.ShowRounds(page, shape);
        page.Shares($"Bytes by part: {Text.Count(receipt.Length)}", [.. parts.Select(p => (p.Name, p.Bytes))]);
    }

    private static void WriteJson(System.Text.Json.Utf8JsonWriter w, Receipt receipt, IReadOnlyList<ProofPart> parts, VerificationResult result)
    {
        var shape = receipt.Shape;
        w.WriteString("claimedImageId", receipt.ImageId.ToString());
        w.WriteNumber("exitCode", receipt.ExitCode);
        w.WriteString("journalHex", Convert.ToHexStringLower(receipt.Journal.Span));
        w.WriteBoolean("proofHolds", result.IsAccepted);
        w.WriteString("reason", result.Reason);
        w.WriteNumber("receiptBytes", receipt.Length);
        w.WriteString("profile", shape.Profile.Name);
        w.WriteNumber("blowup", shape.Profile.Blowup);
        w.WriteNumber("randomRows", shape.Profile.RandomRows);
        w.WriteNumber("pieceMask", shape.Profile.PieceMask);
        w.WriteNumber("logTop", shape.LogTop);
        w.WriteNumber("folds", shape.Parameters.Folds);
        w.WriteNumber("finalCoefficients", shape.Parameters.FinalCoefficients);
        ShapeReport.WriteSecurity(w, shape);
        ShapeReport.WriteTables(w, shape);
        ShapeReport.WriteRounds(w, shape);
        w.Array("parts", parts, p =>
        {
            w.WriteString("name", p.Name);
            w.WriteNumber("bytes", p.Bytes);
        });
    }
}
