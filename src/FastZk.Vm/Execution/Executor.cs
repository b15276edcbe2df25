namespace FastZk.Vm;

/// <summary>Runs guests at full speed, without recording anything: for development, benchmarks and counting cycles.</summary>
public static class Executor
{
    /// <summary>Runs a program from its entry to exit.</summary>
    /// <param name="image">The program.</param>
    /// <param name="input">The private input, read by descriptor 0.</param>
    /// <param name="options">Limits and connections; null for <see cref="ExecutionOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run, like the one in the options.</param>
    /// <exception cref="GuestFaultException">The guest faulted or exceeded a limit.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ExecutionResult Run(
        ElfImage image, ReadOnlySpan<byte> input, ExecutionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var machine = new Machine(image, options ?? ExecutionOptions.Default, cancellationToken);
        return machine.Run(input);
    }
}
