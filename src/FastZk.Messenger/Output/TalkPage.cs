using System.Net;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Sessions;
using Spectre.Console;

namespace FastZk.Messenger.Output;

/// <summary>A conversation for people. Sessions have numbers, for the first digits of an identity can be had by others too.</summary>
internal sealed class TalkPage : EventPage
{
    private readonly IAnsiConsole? _terminal;
    private readonly TextWriter _output;

    public TalkPage(TextWriter output, bool isTerminal)
    {
        _output = output;
        _terminal = isTerminal ? AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(output) }) : null;
    }

    protected override void ShowListening(IPEndPoint address, Identity own) => Line("grey", "", $"listening on {address} as {own}");

    protected override void ShowCalling(EndPoint address, Identity own) => Line("grey", "", $"calling {address} as {own}");

    protected override void ShowOpened(int number, Session session) => Line("green", $"[{number}]", $"is {session.Peer}, proven");

    protected override void ShowText(int number, Session session, string text) => Line("aqua", $"[{number}]", text);

    protected override void ShowEnded(int number, EndPoint? remote, Session? session, SessionEnd end) =>
        Line(end.IsOrderly ? "grey" : "red", session is null ? $"{remote}" : $"[{number}]", end.IsOrderly ? "left" : $"ended: {end.Fault}: {end.Detail}");

    private void Line(string colour, string who, string text)
    {
        var lead = who.Length == 0 ? "" : who + " ";
        if (_terminal is null)
        {
            _output.Write($"{lead}{SafeText.Of(text)}\n");
        }
        else
        {
            _terminal.MarkupLine($"[{colour}]{Markup.Escape(lead)}[/]{Markup.Escape(SafeText.Of(text))}");
        }
    }
}
