using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>One measured stage, as stages.json holds it.</summary>
/// <param name="Class">what `--stage` calls it.</param>
/// <param name="Stage">its name in tables.</param>
/// <param name="Case">guest and input.</param>
/// <param name="Threads">workers.</param>
/// <param name="Seconds">median of the runs.</param>
/// <param name="Runs">seconds of each run.</param>
/// <param name="LimitSeconds">the least that this machine's measured rates allow.</param>
/// <param name="Bound">what makes it the least.</param>
/// <param name="Amounts">work done in a run.</param>
/// <param name="Cells">committed cells of the whole proof.</param>
internal sealed record StageResult(string Class, string Stage, string Case, int Threads, double Seconds, double[] Runs, double LimitSeconds, string Bound, IReadOnlyList<StageAmount> Amounts, double Cells)
{
    public double Ratio => LimitSeconds / Seconds;

    public double NanosecondsPerCell => 1e9 * Seconds / Cells;
}

/// <summary>How much of what a run gets done.</summary>
internal sealed record StageAmount(double Count, string Unit);

/// <summary>What stages.json holds.</summary>
/// <param name="Commit">revision of the working tree.</param>
/// <param name="Machine">processor, cores, runtime.</param>
/// <param name="Rates">measured rates, by number of threads.</param>
/// <param name="Results">one entry a stage, case and number of threads.</param>
internal sealed record StageSet(string Commit, string Machine, IReadOnlyList<MachineRates> Rates, IReadOnlyList<StageResult> Results);
