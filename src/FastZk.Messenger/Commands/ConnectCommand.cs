using System.CommandLine;
using System.Net;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Output;
using FastZk.Messenger.Sessions;

namespace FastZk.Messenger.Commands;

/// <summary>Calls a node and talks with it.</summary>
internal sealed class ConnectCommand : ChatCommand
{
    private readonly Argument<string> _address = new("HOST:PORT") { Description = "Where the other node listens" };
    private readonly Option<string?> _peer = new("--peer") { Description = "Who must answer; without it, whoever does, and you compare identities", HelpName = "IDENTITY" };

    public ConnectCommand(MessengerHost host)
        : base(host, "connect", "Call a node and talk: 0 both said goodbye, 1 the session failed or never opened")
    {
        Add(_address);
        Add(_peer);
        TakesIdentities(_peer);
    }

    protected override async Task<int> TalkAsync(ParseResult parsed, Node node, EventPage page, Identity own)
    {
        var address = AddressOf(parsed.GetValue(_address)!);
        Identity? expected = Identity.TryParse(parsed.GetValue(_peer), out var peer) ? peer : null;
        page.Calling(address, own);
        var session = node.ConnectAsync(address, expected);
        if (await Task.WhenAny(page.OpenedAsync(1), session).WaitAsync(Host.Cancellation) != session)
        {
            // The end of the input is our goodbye.
            await Task.WhenAny(PumpInput(node), session).WaitAsync(Host.Cancellation);
            node.Close();
        }

        var end = await session.WaitAsync(Host.Cancellation);
        return end.IsOrderly ? ExitStatus.Done : Fail(Host, ExitStatus.Failed, $"{end.Fault}: {end.Detail}");
    }

    private static EndPoint AddressOf(string text)
    {
        if (IPEndPoint.TryParse(text, out var literal) && literal.Port != 0)
        {
            return literal;
        }

        var colon = text.LastIndexOf(':');
        return colon > 0 && !text[..colon].Contains(':') && ushort.TryParse(text.AsSpan(colon + 1), out var port) && port != 0
            ? new DnsEndPoint(text[..colon], port)
            : throw new FormatException($"'{text}' is no HOST:PORT");
    }
}
