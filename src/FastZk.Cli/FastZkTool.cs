using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FastZk.Cli.Commands;
using FastZk.Cli.Output;

namespace FastZk.Cli;

/// <summary>The tool's entry point, the same for the process and for tests.</summary>
internal static class FastZkTool
{
    /// <summary>What users type.</summary>
    public const string Name = "fastzk";

    /// <summary>Runs a command line and returns the exit status; throws nothing.</summary>
    public static int Run(string[] args, CliHost host)
    {
        try
        {
            return Parse(args, host);
        }
        catch (Exception e)
        {
            // Standard output or error itself is gone; whatever can still be said is one line.
            Complaints.Say(host, $"cannot write the output: {Complaints.OneLine(e.Message)}");
            return ExitStatus.Usage;
        }
    }

    private static int Parse(string[] args, CliHost host)
    {
        // No RootCommand: that takes its name from the file, and the file is FastZk.Cli.dll.
        var root = new Command(Name, "Runs RV32IM guests, proves the runs in zero knowledge, and verifies the receipts.")
        {
            new HelpOption(),
            new VersionOption(),
            new DemoCommand(host),
            new RunCommand(host),
            new ProfileCommand(host),
            new ProveCommand(host),
            new VerifyCommand(host),
            new ImageIdCommand(host),
            new InspectCommand(host),
        };

        // "@file" is a file name like any other.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction || parsed.Action is null)
        {
            return Complaints.Usage(host, parsed, args.Contains("--json"));
        }

        return parsed.Invoke(new() { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
