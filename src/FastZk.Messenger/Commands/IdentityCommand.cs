using System.CommandLine;
using FastZk.Messenger.Keys;

namespace FastZk.Messenger.Commands;

/// <summary>Prints the identity of a key: what others need to know of it.</summary>
internal sealed class IdentityCommand(MessengerHost host) : MessengerCommand(host, "identity", "Print the identity of a key file")
{
    protected override Task<int> ExecuteAsync(ParseResult parsed)
    {
        using var key = KeyFile.Read(KeyPath(parsed));
        Host.Out.Write($"{key.Identity}\n");
        return Task.FromResult(ExitStatus.Done);
    }
}
