using System.CommandLine;
using System.Net.Sockets;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Output;

namespace FastZk.Messenger.Commands;

/// <summary>What all commands share: the key file, and that every failure becomes one line and an exit status.</summary>
internal abstract class MessengerCommand : Command
{
    private readonly Option<string> _key = new("--key") { Description = "The key file", HelpName = "FILE", Required = true };

    protected MessengerCommand(MessengerHost host, string name, string description)
        : base(name, description)
    {
        Host = host;
        Add(_key);
        SetAction((parsed, _) => GuardedAsync(parsed));
    }

    protected MessengerHost Host { get; }

    /// <summary>One line on standard error.</summary>
    public static int Fail(MessengerHost host, int status, string message)
    {
        host.Error.Write($"{MessengerTool.Name}: {SafeText.Of(message)}\n");
        return status;
    }

    protected abstract Task<int> ExecuteAsync(ParseResult parsed);

    protected string KeyPath(ParseResult parsed) => parsed.GetValue(_key)!;

    /// <summary>An option that takes identities.</summary>
    protected static void TakesIdentities(Option option) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => !Identity.TryParse(t.Value, out _)))
        {
            result.AddError($"{option.Name} takes 64 hexadecimal digits, not '{token.Value}'");
        }
    });

    private async Task<int> GuardedAsync(ParseResult parsed)
    {
        try
        {
            return await ExecuteAsync(parsed);
        }
        catch (Exception e) when (e is KeyFileException or FormatException)
        {
            return Fail(Host, ExitStatus.Usage, e.Message);
        }
        catch (SocketException e)
        {
            return Fail(Host, ExitStatus.Usage, $"cannot use the address: {e.Message}");
        }
        catch (IOException e)
        {
            return Fail(Host, ExitStatus.Usage, $"cannot write the output: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return Fail(Host, ExitStatus.Interrupted, "interrupted");
        }
    }
}
