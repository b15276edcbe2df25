namespace FastZk.Vm;

/// <summary>Limits and host connections of one run. Immutable; one instance may serve many runs at once.</summary>
public sealed class ExecutionOptions
{
    /// <summary>The options of a run that asks for nothing special.</summary>
    public static ExecutionOptions Default { get; } = new();

    /// <summary>The most instructions a run may execute, the final ECALL included. Exact. Default 2^32.</summary>
    public long MaxCycles { get; init; } = 1L << 32;

    /// <summary>The longest journal in bytes. Default 1 MiB.</summary>
    public int MaxJournalBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Receives what the guest writes to descriptors 1 and 2: the descriptor and the bytes, at most 64 KiB a call.
    /// The memory is only valid during the call. Null drops the output. Exceptions end the run and pass to its caller.
    /// </summary>
    public Action<int, ReadOnlyMemory<byte>>? Console { get; init; }

    /// <summary>
    /// Told at most once a run that the guest stored into its text, which changes what loads see but never what runs:
    /// the pc of the storing instruction and the address stored to.
    /// </summary>
    public Action<uint, uint>? TextStoreWarning { get; init; }

    /// <summary>Ends the run with <see cref="OperationCanceledException"/>, within milliseconds.</summary>
    public CancellationToken CancellationToken { get; init; }
}
