using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FastZk.Messenger.Commands;

namespace FastZk.Messenger;

/// <summary>The tool's entry point, the same for the process and for tests.</summary>
internal static class MessengerTool
{
    public const string Name = "messenger";

    /// <summary>Runs a command line and returns the exit status; throws nothing that a user can cause.</summary>
    public static async Task<int> RunAsync(string[] args, MessengerHost host)
    {
        var root = new Command(Name, "Talks with peers that prove in zero knowledge who they are.")
        {
            new HelpOption(),
            new KeygenCommand(host),
            new IdentityCommand(host),
            new ListenCommand(host),
            new ConnectCommand(host),
        };
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction or null)
        {
            var why = parsed.UnmatchedTokens.Count > 0 ? $"unknown command or argument '{parsed.UnmatchedTokens[0]}'"
                : parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "a command is missing";
            return MessengerCommand.Fail(host, ExitStatus.Usage, $"{why} (see {Name} --help)");
        }

        return await parsed.InvokeAsync(new() { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
