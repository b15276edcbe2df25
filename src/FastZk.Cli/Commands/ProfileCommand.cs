using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using FastZk.Cli.Files;
using FastZk.Cli.Output;
using FastZk.Vm;
using FastZk.Vm.Profiling;

namespace FastZk.Cli.Commands;

/// <summary>
/// Runs a guest and shows where its instructions and the cells of its proof go. 0: done (whatever the guest's exit code); 125: the guest faulted or is no
/// program. What the guest writes to descriptors 1 and 2 goes to standard error.
/// </summary>
internal sealed class ProfileCommand : FastZkCommand
{
    private const string Speedscope = "speedscope", Firefox = "firefox";

    private readonly Argument<string> _guest = Inputs.Guest();
    private readonly Option<string?> _input = Inputs.Input();
    private readonly Option<string?> _out = new("--out") { Description = "Where the call stacks are written, for a viewer", HelpName = "F" };
    private readonly Option<string> _format = Inputs.Choice("--format", "The viewer: speedscope (www.speedscope.app) or firefox (profiler.firefox.com)", Speedscope, Firefox);
    private readonly Option<long?> _top = Inputs.Number("--top", "N", "Functions in the table; 20 if not given", 1, 1_000_000);

    public ProfileCommand(CliHost host)
        : base(host, "profile", "Run a guest; show where its cycles and the cells of its proof go, by call stack")
    {
        Add(_guest);
        Add(_input);
        Add(_out);
        Add(_format);
        Add(_top);
    }

    protected override int GuestStatus => ExitStatus.NoRun;

    protected override int ImpossibleStatus => ExitStatus.NoRun;

    protected override int Execute(ParseResult parsed)
    {
        var path = parsed.GetValue(_out);
        var name = Path.GetFileName(parsed.GetValue(_guest)!);
        var bytes = InputFile.Elf(parsed.GetValue(_guest)!);
        var elf = ElfImage.Load(bytes.AsSpan());
        if (path is not null)
        {
            OutputFile.Probe(path);
        }

        var debug = DebugInfo.Read(bytes, elf, out var note);
        var options = new ExecutionOptions
        {
            Console = (_, text) => Host.ErrorStream.Write(text.Span),
            TextStoreWarning = (pc, address) => Complaints.WarnOfTextStore(Host, pc, address),
        };
        var input = InputFile.PrivateInput(parsed.GetValue(_input), Host.InputStream);
        try
        {
            var watch = Stopwatch.StartNew();
            var profile = GuestProfiler.Run(elf, input, new() { Execution = options, Weights = RunCost.Weights, Debug = debug }, Host.Cancellation);
            var seconds = watch.Elapsed.TotalSeconds;
            var cost = Measure(elf, input, profile.Result.Cycles, out var costNote);
            if (path is not null)
            {
                OutputFile.Write(path, parsed.GetValue(_format) == Firefox ? FirefoxFile.Write(profile, name) : SpeedscopeFile.Write(profile, name), Host.Cancellation);
            }

            var report = new ProfileReport(profile, cost, seconds, [.. profile.Notes, .. new[] { note, costNote }.OfType<string>()], path);
            if (IsJson(parsed))
            {
                Json.Write(Host.Out, report.WriteJson);
            }
            else
            {
                report.Show(Host.NewPage(), (int?)parsed.GetValue(_top) ?? 20);
            }

            return ExitStatus.Done;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    // The rows that belong to no instruction; null where the run has no proof.
    private RunCost? Measure(ElfImage elf, byte[] input, long cycles, out string? note)
    {
        var most = new ProverOptions().MaxProveCycles;
        note = null;
        try
        {
            if (cycles <= most)
            {
                return RunCost.Measure(elf, input, ExecutionOptions.Default, Host.Cancellation);
            }

            note = $"the run is longer than one proof by default ({Text.Count(most)} cycles): what a proof costs besides instructions, and words touched, were not counted";
        }
        catch (GuestFaultException e)
        {
            note = $"the run has no proof, so its tables were not counted: {e.Message}";
        }

        return null;
    }
}
