using FastZk.Stark.Security;

namespace FastZk;

/// <summary>How a <see cref="Prover"/> works.</summary>
public sealed record ProverOptions
{
    /// <summary>Fast (throughput) or Compact (small receipts); both give 128 proven bits.</summary>
    public Profile Profile { get; init; } = Profile.Fast;

    /// <summary>Worker threads, the caller's included. The receipt does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Most native memory that the prover may hold, in bytes. Default: three quarters of what the process may use.</summary>
    public long MemoryLimitBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary>Most instructions that <see cref="Prover.Execute"/> runs.</summary>
    public long MaxExecuteCycles { get; init; } = 1L << 32;

    /// <summary>Most instructions that one proof covers.</summary>
    public long MaxProveCycles { get; init; } = 1L << 22;

    /// <summary>Longest journal in bytes; verifiers accept 1 MiB by default.</summary>
    public int MaxJournalBytes { get; init; } = Verifier.DefaultMaxJournalBytes;

    /// <summary>Receives what the guest writes to descriptors 1 and 2; null drops it.</summary>
    public Action<int, ReadOnlyMemory<byte>>? Console { get; init; }

    /// <summary>Told at most once a run that the guest stored into its text: pc and address.</summary>
    public Action<uint, uint>? TextStoreWarning { get; init; }

    /// <summary>32 bytes instead of fresh randomness, for tests only: proofs with a known seed are not zero-knowledge.</summary>
    internal byte[]? Seed { get; init; }
}
