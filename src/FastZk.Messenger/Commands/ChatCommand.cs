using System.CommandLine;
using System.Text;
using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Output;
using FastZk.Messenger.Sessions;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Commands;

/// <summary>What `listen` and `connect` share: lines of standard input go to all open sessions, what happens is shown, one JSON object a line with --script.</summary>
internal abstract class ChatCommand : MessengerCommand
{
    private readonly Option<bool> _script = new("--script") { Description = "Print one JSON object a line on standard output, for programs" };

    protected ChatCommand(MessengerHost host, string name, string description)
        : base(host, name, description)
    {
        Add(_script);
    }

    protected sealed override async Task<int> ExecuteAsync(ParseResult parsed)
    {
        using var key = KeyFile.Read(KeyPath(parsed));
        using var prover = new OwnershipProver();
        EventPage page = parsed.GetValue(_script) ? new ScriptPage(Host.Out) : new TalkPage(Host.Out, Host.IsTerminal);
        var options = OptionsOf(parsed);
        await using var node = new Node(key, prover, page, options);
        return await TalkAsync(parsed, node, page, key.Identity);
    }

    protected abstract Task<int> TalkAsync(ParseResult parsed, Node node, EventPage page, Identity own);

    protected virtual NodeOptions OptionsOf(ParseResult parsed) => new();

    /// <summary>Hands lines of standard input to all sessions, until it ends. Its thread is left behind where a session ends first: a read cannot be called off.</summary>
    protected Task PumpInput(Node node)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                while (Host.In.ReadLine() is { } line)
                {
                    Say(node, line);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // An input that breaks has ended.
            }

            ended.SetResult();
        })
        { IsBackground = true, Name = "input" }.Start();
        return ended.Task;
    }

    private void Say(Node node, string line)
    {
        // What is no UTF-16 becomes replacement characters.
        var bytes = Encoding.UTF8.GetBytes(line);
        if (bytes.Length > SealedChannel.MaxBodySize)
        {
            Fail(Host, ExitStatus.Usage, $"a line of {bytes.Length} bytes was not sent; a text has at most {SealedChannel.MaxBodySize}");
            return;
        }

        node.Broadcast(Encoding.UTF8.GetString(bytes));
    }
}
