using FastZk.Memory;

namespace FastZk.Stark;

/// <summary>What every phase of a proof needs: where memory comes from, who works, who may stop it, who wants to know.</summary>
/// <param name="Pool">all buffers of the proof come from here.</param>
/// <param name="Workers">the fixed worker set.</param>
/// <param name="Progress">called at the start of each phase with its name; may be null.</param>
/// <param name="Cancellation">checked between and inside the long phases.</param>
public sealed record ProverContext(BufferPool Pool, WorkerSet Workers, Action<string>? Progress = null, CancellationToken Cancellation = default)
{
    internal void Phase(string name)
    {
        Cancellation.ThrowIfCancellationRequested();
        Progress?.Invoke(name);
    }
}
