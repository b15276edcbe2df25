namespace FastZk.Vm.Debugging;

/// <summary>Runs guests under GDB, by its remote serial protocol.</summary>
public static class GuestDebugger
{
    /// <summary>Runs a program from its entry, where it stands until the debugger orders otherwise, to its exit.</summary>
    /// <param name="image">The program.</param>
    /// <param name="input">The private input, which the debugger can read in the guest's memory.</param>
    /// <param name="channel">The connection to the debugger.</param>
    /// <param name="options">Limits and connections of the run.</param>
    /// <param name="cancellationToken">Ends the run; whoever owns the channel must let go a wait for the debugger.</param>
    /// <exception cref="GuestFaultException">The guest faulted, and the debugger let it.</exception>
    /// <exception cref="DebuggerGoneException">The debugger ended the run, or went away.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static ExecutionResult Run(
        ElfImage image, ReadOnlySpan<byte> input, IByteChannel channel, ExecutionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(channel);
        var code = new PreparedCode(image);
        options ??= ExecutionOptions.Default;
        using var machine = Machine.Interpreting(image, options, cancellationToken, code);
        var session = new GdbSession(new(image, machine, code), new(channel), options.TextStoreWarning);
        var result = machine.Observe(input, session);
        session.Exited(result.ExitCode);
        return result;
    }
}
