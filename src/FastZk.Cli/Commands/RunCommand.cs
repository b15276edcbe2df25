using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FastZk.Cli.Files;
using FastZk.Cli.Output;
using FastZk.Vm;

namespace FastZk.Cli.Commands;

/// <summary>
/// Runs a guest without proving it. Returns the guest's exit code mod 256, as qemu does; 125 for everything that is not the guest's own exit. What the
/// guest writes to descriptors 1 and 2 goes to standard output and error (with --json both to standard error).
/// </summary>
internal sealed class RunCommand : FastZkCommand
{
    private readonly Argument<string> _guest = Inputs.Guest();
    private readonly Option<string?> _input = Inputs.Input();
    private readonly Option<string?> _journal = new("--journal") { Description = "Where the public journal is written", HelpName = "F" };

    public RunCommand(CliHost host)
        : base(host, "run", "Run a guest without proving; returns its exit code mod 256, or 125")
    {
        Add(_guest);
        Add(_input);
        Add(_journal);
    }

    public override int UsageStatus => ExitStatus.NoRun;

    protected override int GuestStatus => ExitStatus.NoRun;

    protected override int ImpossibleStatus => ExitStatus.NoRun;

    protected override int Execute(ParseResult parsed)
    {
        var json = IsJson(parsed);
        var journal = parsed.GetValue(_journal);
        var elf = ElfImage.Load(InputFile.Elf(parsed.GetValue(_guest)!).AsSpan());
        if (journal is not null)
        {
            OutputFile.Probe(journal);
        }

        var options = new ExecutionOptions
        {
            Console = (descriptor, bytes) => (descriptor == 1 && !json ? Host.OutputStream : Host.ErrorStream).Write(bytes.Span),
            TextStoreWarning = (pc, address) => Complaints.WarnOfTextStore(Host, pc, address),
        };
        var input = InputFile.PrivateInput(parsed.GetValue(_input), Host.InputStream);
        try
        {
            var watch = Stopwatch.StartNew();
            var result = Executor.Run(elf, input, options, Host.Cancellation);
            var seconds = watch.Elapsed.TotalSeconds;
            if (journal is not null)
            {
                OutputFile.Write(journal, result.Journal, Host.Cancellation);
            }

            Report(result, seconds, json, journal);
            return (int)(result.ExitCode & 0xFF);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    // On standard error: standard output is the guest's.
    private void Report(ExecutionResult result, double seconds, bool json, string? journal)
    {
        var mips = result.Cycles / seconds / 1e6;
        if (json)
        {
            Json.Write(Host.Out, w =>
            {
                w.WriteNumber("cycles", result.Cycles);
                w.Figure("seconds", seconds);
                w.Figure("mips", mips, 3);
                w.WriteNumber("exitCode", result.ExitCode);
                w.WriteString("journalHex", Convert.ToHexStringLower(result.Journal));
            });
            return;
        }

        var page = Host.ErrorIsTerminal ? TerminalPage.On(Host.Error) : (Page)new PlainPage(Host.Error);
        page.Facts(
            ("exit code", result.ExitCode.ToString()),
            ("cycles", Text.Count(result.Cycles)),
            ("time", $"{Text.Seconds(seconds)}, {Text.Number(mips, "0.0")} MIPS"),
            ("journal", journal is null ? Text.Hex(result.Journal) : $"{Text.Count(result.Journal.Length)} bytes in {journal}"));
    }
}
