namespace FastZk;

/// <summary>What one proof took. Times in seconds, sizes in bytes.</summary>
/// <param name="Cycles">instructions executed.</param>
/// <param name="ExecuteSeconds">recording the execution.</param>
/// <param name="ProveSeconds">tables, commitments, proof.</param>
/// <param name="VerifySeconds">the prover's check of its own receipt.</param>
/// <param name="CommittedCells">Σ height·(main + auxiliary base columns), padding included; without quotient, random codeword and preprocessed columns.</param>
/// <param name="UsedCells">the same with rows in use instead of heights.</param>
/// <param name="PredictedBytes">native memory predicted from the shape.</param>
/// <param name="PeakBytes">native memory held at the peak.</param>
/// <param name="Phases">seconds of each phase, in order.</param>
public sealed record ProofStatistics(
    long Cycles, double ExecuteSeconds, double ProveSeconds, double VerifySeconds, long CommittedCells, long UsedCells, long PredictedBytes, long PeakBytes,
    IReadOnlyList<(string Phase, double Seconds)> Phases)
{
    /// <summary>Thousand cycles a second over executing, proving and the self-check.</summary>
    public double Khz => Cycles / (ExecuteSeconds + ProveSeconds + VerifySeconds) / 1000;
}

/// <summary>A step of a proof, for progress displays.</summary>
/// <param name="Phase">name of the phase that begins.</param>
/// <param name="Step">its number, 0-based.</param>
/// <param name="Steps">how many there are, about.</param>
public readonly record struct ProofProgress(string Phase, int Step, int Steps);

/// <summary>A proof of this shape would need more memory than the prover may use.</summary>
public sealed class ProofTooLargeException(long predictedBytes, long limitBytes)
    : Exception($"The proof would need about {predictedBytes >> 20} MiB of native memory, the limit is {limitBytes >> 20} MiB; raise ProverOptions.MemoryLimitBytes or prove a shorter run.")
{
    public long PredictedBytes { get; } = predictedBytes;
    public long LimitBytes { get; } = limitBytes;
}
