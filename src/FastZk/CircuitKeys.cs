using FastZk.Circuits.Preprocessed;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Commit;
using FastZk.Stark.Security;

namespace FastZk;

/// <summary>The circuit's preprocessed trees, built on first use and kept for the life of the process (public data).</summary>
internal static class CircuitKeys
{
    private static readonly Lock Gate = new();
    private static readonly FixedCommitment?[] Built = new FixedCommitment?[Profile.All.Count];

    public static FixedCommitment Of(ProverContext context, Profile profile)
    {
        lock (Gate)
        {
            // Its memory outlives the prover that happens to need it first, so it comes from the shared pool.
            return Built[profile.Id - 1] ??= FixedTables.BuildCircuit(context with { Pool = BufferPool.Shared, Progress = null }, profile);
        }
    }
}
