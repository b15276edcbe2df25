namespace FastZk.Cli;

/// <summary>Ends a command with one line for the user.</summary>
internal sealed class CliException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
