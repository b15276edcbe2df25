using System.CommandLine;
using System.Net;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Output;
using FastZk.Messenger.Sessions;

namespace FastZk.Messenger.Commands;

/// <summary>Waits for calls, and talks with all who prove who they are.</summary>
internal sealed class ListenCommand : ChatCommand
{
    private readonly Option<string> _address = new("--address") { Description = "Where to listen; port 0 lets the system choose", HelpName = "IP:PORT", DefaultValueFactory = _ => "127.0.0.1:0" };
    private readonly Option<string[]> _admit = new("--admit") { Description = "Who may call, once for each; without it everybody who proves who they are", HelpName = "IDENTITY" };
    private readonly Option<int> _sessions = new("--sessions") { Description = "End after this many sessions; without it at the end of the input", HelpName = "N" };

    public ListenCommand(MessengerHost host)
        : base(host, "listen", "Wait for calls and talk")
    {
        Add(_address);
        Add(_admit);
        Add(_sessions);
        TakesIdentities(_admit);
    }

    protected override NodeOptions OptionsOf(ParseResult parsed) => new()
    {
        Admitted = parsed.GetValue(_admit) is { Length: > 0 } admitted ? admitted.Select(Known).ToHashSet() : null,
    };

    protected override async Task<int> TalkAsync(ParseResult parsed, Node node, EventPage page, Identity own)
    {
        var text = parsed.GetValue(_address)!;
        if (!IPEndPoint.TryParse(text, out var address))
        {
            throw new FormatException($"'{text}' is no IP:PORT");
        }

        page.Listening(node.Listen(address), own);
        var input = PumpInput(node);
        var sessions = parsed.GetValue(_sessions);
        if (sessions > 0)
        {
            await page.EndedAsync(sessions).WaitAsync(Host.Cancellation);
            return ExitStatus.Done;
        }

        await input.WaitAsync(Host.Cancellation);
        node.Close();
        await page.AllEndedAsync().WaitAsync(Host.Cancellation);
        return ExitStatus.Done;
    }

    private static Identity Known(string hex) => Identity.TryParse(hex, out var identity) ? identity : throw new FormatException($"'{hex}' is no identity");
}
