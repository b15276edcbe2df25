using FastZk.Bench.Common;

namespace FastZk.Bench.Macro;

/// <summary>One measured configuration.</summary>
/// <param name="Case">name of the case.</param>
/// <param name="Profile">name of the profile.</param>
/// <param name="Threads">workers.</param>
/// <param name="Instructions">instruction set of the kernels that ran.</param>
/// <param name="Cycles">guest instructions.</param>
/// <param name="Queries">queries of the proof.</param>
/// <param name="Measured">what was measured.</param>
/// <param name="Phases">seconds of each phase of the warm proofs, in order.</param>
/// <param name="PredictedBytes">native memory that the prover predicted.</param>
/// <param name="Tables">tables of the proof.</param>
/// <param name="Receipt">bytes of the last receipt by part.</param>
internal sealed record MacroResult(
    string Case, string Profile, int Threads, string Instructions, long Cycles, int Queries, Measurements Measured, IReadOnlyList<PhaseSample> Phases, long PredictedBytes,
    IReadOnlyList<TableCells> Tables, IReadOnlyList<ReceiptBytes> Receipt)
{
    /// <summary>Identifies the configuration in comparisons.</summary>
    public string Key => $"{Case} {Profile} x{Threads} {Instructions}";

    public long Cells => Tables.Sum(t => t.Cells);

    public double CellsPerCycle => (double)Cells / Cycles;

    public double UsedCellsPerCycle => Tables.Sum(t => t.UsedCells) / (double)Cycles;

    public double Khz => Cycles / Measured.WarmSeconds.Median / 1000;

    public double MillionCellsPerSecond => Cells / Measured.WarmSeconds.Median / 1e6;

    public double ExecuteMips => Cycles / Measured.ExecuteSeconds.Median / 1e6;

    /// <summary>The same configuration, measured by another process too: what differs from process to process is noise as well.</summary>
    public MacroResult With(MacroResult more) => this with
    {
        Measured = Measured.With(more.Measured),
        Phases = [.. Phases.Zip(more.Phases, (a, b) => a with { Seconds = a.Seconds.With(b.Seconds) })],
    };
}

/// <summary>Repeats of everything measured; less is better throughout.</summary>
internal sealed record Measurements(
    Sample WarmSeconds, Sample CpuSeconds, Sample ColdSeconds, Sample VerifySeconds, Sample ExecuteSeconds, Sample ReceiptBytes, Sample NativeBytes, Sample ResidentBytes,
    Sample ManagedBytes)
{
    /// <summary>With names, for comparisons.</summary>
    public IEnumerable<(string Name, Sample Sample)> All =>
    [
        ("warm proof, s", WarmSeconds), ("CPU of a warm proof, s", CpuSeconds), ("cold proof, s", ColdSeconds), ("verify, s", VerifySeconds), ("execute only, s", ExecuteSeconds),
        ("receipt, bytes", ReceiptBytes), ("native peak, bytes", NativeBytes), ("resident peak, bytes", ResidentBytes), ("managed, bytes a proof", ManagedBytes),
    ];

    public Measurements With(Measurements more) => new(
        WarmSeconds.With(more.WarmSeconds), CpuSeconds.With(more.CpuSeconds), ColdSeconds.With(more.ColdSeconds), VerifySeconds.With(more.VerifySeconds),
        ExecuteSeconds.With(more.ExecuteSeconds), ReceiptBytes.With(more.ReceiptBytes), NativeBytes.With(more.NativeBytes), ResidentBytes.With(more.ResidentBytes),
        ManagedBytes.With(more.ManagedBytes));
}

/// <summary>One phase of the prover.</summary>
internal sealed record PhaseSample(string Phase, Sample Seconds);

/// <summary>A table of a proof.</summary>
internal sealed record TableCells(string Name, int LogHeight, long Rows, int MainColumns, int AuxiliaryColumns, int FixedColumns, int Fractions)
{
    /// <summary>Main and auxiliary cells, padding included.</summary>
    public long Cells => (long)(MainColumns + AuxiliaryColumns) << LogHeight;

    public long UsedCells => (MainColumns + AuxiliaryColumns) * Rows;
}

/// <summary>A part of a receipt.</summary>
internal sealed record ReceiptBytes(string Part, long Bytes);

/// <summary>What results.json holds.</summary>
/// <param name="Commit">revision of the working tree.</param>
/// <param name="Machine">processor, cores, runtime.</param>
/// <param name="Results">one entry a configuration.</param>
/// <param name="Tool">wall times of the command-line tool, each run a process of its own.</param>
internal sealed record ResultSet(string Commit, string Machine, IReadOnlyList<MacroResult> Results, IReadOnlyList<ToolTime> Tool)
{
    public const string FileName = "results.json";
}

/// <summary>Wall time of one command of the tool.</summary>
internal sealed record ToolTime(string Command, Sample Seconds);
