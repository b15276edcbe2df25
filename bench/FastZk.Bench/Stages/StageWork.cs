using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>What one run of a stage gets done, and what that takes at least.</summary>
/// <param name="Demand">the least work.</param>
/// <param name="Amounts">how much of what is done; the first is the stage's own unit.</param>
internal sealed record StageWork(Demand Demand, params IReadOnlyList<(double Count, string Unit)> Amounts)
{
    /// <summary>Committed cells of the proof that the stage is part of, or 0.</summary>
    public double Cells { get; init; }
}
