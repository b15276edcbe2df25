using System.CommandLine;
using FastZk.Cli.Commands;

namespace FastZk.Cli.Output;

/// <summary>Error messages: one line on standard error and, with --json, the same as an object on standard output.</summary>
internal static class Complaints
{
    /// <summary>Reports a failure and returns its status.</summary>
    public static int Fail(CliHost host, bool json, int status, string message)
    {
        message = OneLine(message);
        Say(host, message);
        if (json)
        {
            Attempt(() => Json.Write(host.Out, w =>
            {
                w.WriteString("error", message);
                w.WriteNumber("exitStatus", status);
            }));
        }

        return status;
    }

    /// <summary>Reports a wrong command line.</summary>
    public static int Usage(CliHost host, ParseResult parsed, bool json)
    {
        var command = parsed.CommandResult.Command;
        var name = command is FastZkCommand ? $"{FastZkTool.Name} {command.Name}" : FastZkTool.Name;
        var message = parsed.UnmatchedTokens.Count > 0 ? $"unknown command or argument '{parsed.UnmatchedTokens[0]}'"
            : parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "a command is missing";
        return Fail(host, json, (command as FastZkCommand)?.UsageStatus ?? ExitStatus.Usage, $"{message} (see {name} --help)");
    }

    /// <summary>One line on standard error, if there is one.</summary>
    public static void Say(CliHost host, string message) => Attempt(() => host.Error.Write($"{FastZkTool.Name}: {message}\n"));

    /// <summary>Says that a guest stored into its text.</summary>
    public static void WarnOfTextStore(CliHost host, uint pc, uint address) =>
        Say(host, $"warning: the guest stored into its text (pc 0x{pc:x8}, address 0x{address:x8}); what runs does not change");

    /// <summary>Without line breaks and other control characters: messages quote file names and strangers' bytes.</summary>
    public static string OneLine(string message) => string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    private static void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // Nobody listens; the exit status tells.
        }
    }
}
