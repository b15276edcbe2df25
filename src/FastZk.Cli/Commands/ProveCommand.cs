using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FastZk.Cli.Files;
using FastZk.Cli.Output;

namespace FastZk.Cli.Commands;

/// <summary>
/// Runs a guest and proves the run. 0: the receipt was written (whatever the guest's exit code); 2: usage, or a file that cannot be read or written; 3: no
/// proof of this run here; 125: the guest faulted or is no program; 130: interrupted.
/// </summary>
internal sealed class ProveCommand : FastZkCommand
{
    private readonly Argument<string> _guest = Inputs.Guest();
    private readonly Option<string?> _input = Inputs.Input();
    private readonly Option<string> _receipt = Inputs.Receipt("Where the receipt is written");
    private readonly Option<string> _profile = Inputs.ProfileName();
    private readonly Option<long?> _threads = Inputs.Number("--threads", "N", "Worker threads; all processors if not given", 1, 1024);
    private readonly Option<long?> _memory = Inputs.Number("--memory", "MiB", "Most native memory; three quarters of the machine's if not given", 1, 1L << 32);

    public ProveCommand(CliHost host)
        : base(host, "prove", "Run a guest, prove the run and write the receipt")
    {
        Add(_guest);
        Add(_input);
        Add(_receipt);
        Add(_profile);
        Add(_threads);
        Add(_memory);
    }

    protected override int GuestStatus => ExitStatus.NoRun;

    protected override int Execute(ParseResult parsed)
    {
        var path = parsed.GetValue(_receipt)!;
        var elf = InputFile.Elf(parsed.GetValue(_guest)!);
        OutputFile.Probe(path);
        var input = InputFile.PrivateInput(parsed.GetValue(_input), Host.InputStream);
        try
        {
            using var program = GuestProgram.Load(elf);
            using var prover = new Prover(ProverOptionsOf(parsed));
            var (receipt, statistics) = ProgressBar.Show(Host, IsJson(parsed), "proving", progress =>
                (prover.Prove(program, input, out var s, Host.Cancellation, progress), s));
            OutputFile.Write(path, receipt.ToBytes(), Host.Cancellation);
            Report(IsJson(parsed), path, receipt, statistics);
            return ExitStatus.Done;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    private ProverOptions ProverOptionsOf(ParseResult parsed)
    {
        var options = new ProverOptions
        {
            Profile = Inputs.ProfileOf(parsed.GetValue(_profile)!),
            TextStoreWarning = (pc, address) => Complaints.WarnOfTextStore(Host, pc, address),
        };
        return options with
        {
            Threads = (int?)parsed.GetValue(_threads) ?? options.Threads,
            MemoryLimitBytes = parsed.GetValue(_memory) is { } mebibytes ? mebibytes << 20 : options.MemoryLimitBytes,
        };
    }

    private void Report(bool json, string path, Receipt receipt, ProofStatistics s)
    {
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64;
        var seconds = s.ExecuteSeconds + s.ProveSeconds + s.VerifySeconds;
        if (json)
        {
            Json.Write(Host.Out, w =>
            {
                w.WriteNumber("cycles", s.Cycles);
                w.Figure("seconds", seconds);
                w.Figure("mips", s.Cycles / seconds / 1e6);
                w.WriteNumber("exitCode", receipt.ExitCode);
                w.WriteString("journalHex", Convert.ToHexStringLower(receipt.Journal.Span));
                w.Figure("executeSeconds", s.ExecuteSeconds);
                w.Figure("proveSeconds", s.ProveSeconds);
                w.Figure("verifySeconds", s.VerifySeconds);
                w.Figure("khz", s.Khz, 3);
                w.WriteNumber("receiptBytes", receipt.Length);
                w.WriteNumber("peakRssBytes", peak);
                w.WriteNumber("committedCells", s.CommittedCells);
                w.WriteNumber("usedCells", s.UsedCells);
                w.WriteString("profile", receipt.Profile.Name);
                w.WriteString("imageId", receipt.ImageId.ToString());
                ShapeReport.WriteSecurity(w, receipt.Shape);
                ShapeReport.WriteTables(w, receipt.Shape);
                w.Array("phases", s.Phases, p =>
                {
                    w.WriteString("phase", p.Phase);
                    w.Figure("seconds", p.Seconds);
                });
            });
            return;
        }

        var page = Host.NewPage();
        page.Facts(
            ("receipt", $"{path}, {Text.Count(receipt.Length)} bytes"),
            ("image id", receipt.ImageId.ToString()),
            ("exit code", receipt.ExitCode == 0 ? "0" : $"{receipt.ExitCode} (to accept it, verify with --exit-code {receipt.ExitCode})"),
            ("journal", Text.Hex(receipt.Journal.Span)),
            ("cycles", Text.Count(s.Cycles)),
            ("time", $"{Text.Seconds(seconds)}: execute {Text.Seconds(s.ExecuteSeconds)}, prove {Text.Seconds(s.ProveSeconds)}, self-check {Text.Seconds(s.VerifySeconds)}"),
            ("speed", $"{Text.Number(s.Khz, "0.0")} kHz"),
            ("cells", $"{Text.Count(s.CommittedCells)} committed, {Text.Count(s.UsedCells)} used"),
            ("peak memory", Text.Mebibytes(peak)),
            ("proven", $"{Text.Bits(receipt.Shape.Parameters.ProvenBits)} bits, {receipt.Shape.Parameters.Queries} queries, profile {receipt.Profile.Name}"));
    }
}
