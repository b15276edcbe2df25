using System.CommandLine;
using System.Diagnostics;
using FastZk.Cli.Files;
using FastZk.Cli.Output;

namespace FastZk.Cli.Commands;

/// <summary>
/// Verifies a receipt against an ImageId. 0: accepted; 1: rejected; 2: usage, or a file that cannot be read. Without --exit-code only a run that exited
/// with 0 is accepted.
/// </summary>
internal sealed class VerifyCommand : FastZkCommand
{
    private readonly Option<string> _receipt = Inputs.Receipt("The receipt");
    private readonly Option<string?> _imageId = new("--image-id") { Description = "The program, as 64 hexadecimal digits", HelpName = "HEX" };
    private readonly Option<string?> _elf = new("--elf") { Description = "The program, as its ELF (its ImageId is computed)", HelpName = "GUEST.elf" };
    private readonly Option<long?> _exitCode = Inputs.Number("--exit-code", "N", "The exit code demanded; 0 if not given", int.MinValue, uint.MaxValue);

    public VerifyCommand(CliHost host)
        : base(host, "verify", "Verify a receipt: 0 accepted, 1 rejected, 2 usage or unreadable")
    {
        Add(_receipt);
        Add(_imageId);
        Add(_elf);
        Add(_exitCode);
        _imageId.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !ImageId.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError("--image-id takes 64 hexadecimal digits");
            }
        });
        Validators.Add(result =>
        {
            if (result.GetResult(_imageId) is null == result.GetResult(_elf) is null)
            {
                result.AddError("exactly one of --image-id and --elf is needed");
            }
        });
    }

    protected override int Execute(ParseResult parsed)
    {
        var imageId = ImageIdOf(parsed);
        var bytes = InputFile.Receipt(parsed.GetValue(_receipt)!);
        var watch = Stopwatch.StartNew();
        Receipt? receipt = null;
        var accepted = false;
        var reason = $"the file is larger than any receipt ({InputFile.MaxReceiptBytes >> 20} MiB)";
        if (bytes is not null && Receipt.TryParse(bytes, out receipt, out reason))
        {
            // A negative exit code is the guest's 32 bits read as signed.
            var result = Verifier.Verify(receipt!, imageId, unchecked((uint)(parsed.GetValue(_exitCode) ?? 0)));
            (accepted, reason) = (result.IsAccepted, result.Reason);
        }

        Report(IsJson(parsed), accepted, reason ?? "", accepted ? receipt : null, imageId, watch.Elapsed.TotalSeconds);
        return accepted ? ExitStatus.Done : ExitStatus.Rejected;
    }

    private ImageId ImageIdOf(ParseResult parsed)
    {
        if (parsed.GetValue(_elf) is not { } elf)
        {
            return ImageId.Parse(parsed.GetValue(_imageId)!);
        }

        using var program = GuestProgram.Load(InputFile.Elf(elf));
        return program.ImageId;
    }

    // Of a rejected receipt nothing is shown but the reason: its journal is only a claim.
    private void Report(bool json, bool accepted, string reason, Receipt? receipt, ImageId imageId, double seconds)
    {
        if (json)
        {
            Json.Write(Host.Out, w =>
            {
                w.WriteBoolean("accepted", accepted);
                w.WriteString("reason", reason);
                w.WriteString("imageId", imageId.ToString());
                if (receipt is not null)
                {
                    w.WriteNumber("exitCode", receipt.ExitCode);
                    w.WriteString("journalHex", Convert.ToHexStringLower(receipt.Journal.Span));
                    w.WriteString("profile", receipt.Profile.Name);
                    w.WriteNumber("securityBits", Text.Floor(receipt.Shape.Parameters.ProvenBits));
                    w.WriteNumber("receiptBytes", receipt.Length);
                }

                w.Figure("verifySeconds", seconds);
            });
            return;
        }

        var page = Host.NewPage();
        if (receipt is null)
        {
            page.Line($"rejected: {Complaints.OneLine(reason)}");
            return;
        }

        page.Line("accepted");
        page.Facts(
            ("image id", imageId.ToString()),
            ("exit code", receipt.ExitCode.ToString()),
            ("journal", Text.Hex(receipt.Journal.Span)),
            ("proven", $"{Text.Bits(receipt.Shape.Parameters.ProvenBits)} bits, profile {receipt.Profile.Name}"),
            ("time", Text.Seconds(seconds)));
    }
}
