using FastZk.Circuits;
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
    private static readonly Dictionary<(Profile Profile, IReadOnlyList<int> Tables), FixedCommitment> Built = [];

    /// <summary>The tree for proofs whose highest table has 2^logTop rows.</summary>
    public static FixedCommitment Of(ProverContext context, Profile profile, int logTop)
    {
        var key = (profile, Rv32Circuit.System.SystemTablesAt(logTop));
        lock (Gate)
        {
            // Its memory outlives the prover that happens to need it first, so it comes from the shared pool.
            return Built.TryGetValue(key, out var built) ? built
                : Built[key] = FixedTables.BuildCircuit(context with { Pool = BufferPool.Shared, Progress = null }, profile, logTop);
        }
    }
}
