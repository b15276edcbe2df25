using System.CommandLine;
using FastZk.Messenger.Keys;

namespace FastZk.Messenger.Commands;

/// <summary>Makes a key, and prints its identity.</summary>
internal sealed class KeygenCommand(MessengerHost host) : MessengerCommand(host, "keygen", "Make a key file, which must not be there yet, and print its identity")
{
    protected override Task<int> ExecuteAsync(ParseResult parsed)
    {
        using var key = SecretKey.Generate();
        KeyFile.Write(KeyPath(parsed), key);
        Host.Out.Write($"{key.Identity}\n");
        return Task.FromResult(ExitStatus.Done);
    }
}
