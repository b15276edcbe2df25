namespace FastZk.Vm;

/// <summary>A file that is no loadable guest program. The message is one line: what is wrong, where, what to do.</summary>
/// <param name="error">The reason as a code.</param>
/// <param name="message">The reason in words.</param>
public sealed class InvalidElfException(ElfError error, string message) : Exception(message)
{
    /// <summary>The reason as a code, for programs.</summary>
    public ElfError Error { get; } = error;
}
