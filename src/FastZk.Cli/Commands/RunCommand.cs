using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FastZk.Cli.Files;
using FastZk.Cli.Output;
using FastZk.Vm;
using FastZk.Vm.Debugging;
using FastZk.Vm.Profiling;

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

    private readonly Option<string?> _coverage = new("--coverage")
    {
        Description = "Also show what was executed: by class, opcode, function and source line; with a name, write it there as JSON",
        HelpName = "F",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<long?> _gdb = Inputs.Number("--gdb", "PORT", "Wait for GDB on this port of the loopback interface (0: any free one) and run under it", 0, 65535);

    public RunCommand(CliHost host)
        : base(host, "run", "Run a guest without proving; returns its exit code mod 256, or 125")
    {
        Add(_guest);
        Add(_input);
        Add(_journal);
        Add(_coverage);
        Add(_gdb);
    }

    public override int UsageStatus => ExitStatus.NoRun;

    protected override int GuestStatus => ExitStatus.NoRun;

    protected override int ImpossibleStatus => ExitStatus.NoRun;

    protected override int Execute(ParseResult parsed)
    {
        var json = IsJson(parsed);
        var journal = parsed.GetValue(_journal);
        var coverage = parsed.GetValue(_coverage);
        var gdb = (int?)parsed.GetValue(_gdb);
        var covers = parsed.GetResult(_coverage) is not null;
        if (gdb is not null && covers)
        {
            throw new CliException(ExitStatus.Usage, "--gdb and --coverage do not go together");
        }

        var bytes = InputFile.Elf(parsed.GetValue(_guest)!);
        var elf = ElfImage.Load(bytes.AsSpan());
        foreach (var path in new[] { journal, coverage }.OfType<string>())
        {
            OutputFile.Probe(path);
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
            var (result, covered) = covers ? Cover(bytes, elf, input, options)
                : (gdb is { } port ? Debug(elf, input, options, port) : Executor.Run(elf, input, options, Host.Cancellation), null);
            var seconds = watch.Elapsed.TotalSeconds;
            if (journal is not null)
            {
                OutputFile.Write(journal, result.Journal, Host.Cancellation);
            }

            if (coverage is not null)
            {
                OutputFile.Write(coverage, Json.Bytes(covered!.WriteJson), Host.Cancellation);
            }

            Report(result, covered, seconds, json, journal);
            return (int)(result.ExitCode & 0xFF);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    private (ExecutionResult Result, CoverageReport Covered) Cover(byte[] bytes, ElfImage elf, byte[] input, ExecutionOptions options)
    {
        var debug = DebugInfo.Read(bytes, elf, out var note);
        var profile = GuestProfiler.Run(elf, input, new() { Execution = options, Weights = RunCost.Weights }, Host.Cancellation);
        return (profile.Result, new(new Coverage(elf, profile.Functions, profile.Counts, debug), profile.Result.Cycles, note));
    }

    private ExecutionResult Debug(ElfImage elf, byte[] input, ExecutionOptions options, int port)
    {
        using var listener = Listen(port);
        Complaints.Say(Host, $"waiting for GDB: target remote 127.0.0.1:{listener.Port}");
        try
        {
            return GuestDebugger.Run(elf, input, listener.Accept(Host.Cancellation), options, Host.Cancellation);
        }
        catch (DebuggerGoneException e)
        {
            throw new CliException(ExitStatus.NoRun, e.Message);
        }
    }

    private static GdbListener Listen(int port)
    {
        try
        {
            return new(port);
        }
        catch (IOException e)
        {
            throw new CliException(ExitStatus.Usage, $"cannot wait for GDB: {e.Message}");
        }
    }

    // On standard error: standard output is the guest's.
    private void Report(ExecutionResult result, CoverageReport? covered, double seconds, bool json, string? journal)
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
                if (covered is not null)
                {
                    w.WriteStartObject("coverage");
                    covered.WriteJson(w);
                    w.WriteEndObject();
                }
            });
            return;
        }

        var page = Host.ErrorIsTerminal ? TerminalPage.On(Host.Error) : (Page)new PlainPage(Host.Error);
        page.Facts(
            ("exit code", result.ExitCode.ToString()),
            ("cycles", Text.Count(result.Cycles)),
            ("time", $"{Text.Seconds(seconds)}, {Text.Number(mips, "0.0")} MIPS"),
            ("journal", journal is null ? Text.Hex(result.Journal) : $"{Text.Count(result.Journal.Length)} bytes in {journal}"));
        covered?.Show(page);
    }
}
