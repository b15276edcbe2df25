namespace FastZk.Vm;

/// <summary>What a run that ended with exit left behind.</summary>
public sealed class ExecutionResult
{
    /// <summary>Instructions executed, the final ECALL included: at least 1.</summary>
    public required long Cycles { get; init; }

    /// <summary>The guest's exit code, all 32 bits of a0.</summary>
    public required uint ExitCode { get; init; }

    /// <summary>The bytes written to descriptor 3, in order.</summary>
    public required byte[] Journal { get; init; }
}
