namespace FastZk.Vm.Profiling;

/// <summary>How a run is profiled.</summary>
public sealed record ProfilerOptions
{
    /// <summary>Limits and connections of the run.</summary>
    public ExecutionOptions Execution { get; init; } = ExecutionOptions.Default;

    /// <summary>What the second weight of a profile is, besides cycles.</summary>
    public required CellWeights Weights { get; init; }

    /// <summary>Tells inlined functions; null for functions by symbol only.</summary>
    public DebugInfo? Debug { get; init; }

    /// <summary>The most call stacks that are kept apart; see <see cref="CallTree"/>. About 150 bytes each.</summary>
    public int MaxStacks { get; init; } = 1 << 17;
}
