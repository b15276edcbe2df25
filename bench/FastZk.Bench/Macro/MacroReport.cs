using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FastZk.Field.Packed;

namespace FastZk.Bench.Macro;

/// <summary>Results as text.</summary>
internal static class MacroReport
{
    public static string Line(MacroResult r) => string.Create(CultureInfo.InvariantCulture,
        $"{r.Case} {r.Profile} x{r.Threads}: {r.Cycles} cycles, warm {r.WarmSeconds:f3} s ({r.Khz:f0} kHz, cpu {r.CpuSeconds:f3} s), cold {r.ColdSeconds:f3} s, verify {1000 * r.VerifySeconds:f1} ms, receipt {r.ReceiptBytes / 1000} kB, native peak {r.PeakNativeBytes >> 20} MiB, rss peak {r.PeakRssBytes >> 20} MiB, {r.MillionCellsPerSecond:f0} Mcells/s, run {r.ExecuteMips:f0} MIPS");

    public static string Markdown(IReadOnlyList<MacroResult> results)
    {
        var s = new StringBuilder();
        s.AppendLine("# Whole proofs").AppendLine();
        s.AppendLine(CultureInfo.InvariantCulture,
            $"Machine: {CpuName()}, {Environment.ProcessorCount} cores, {PackedBackends.Best} kernels, .NET {Environment.Version}, {RuntimeInformation.OSDescription.Split(' ')[0]}. Written by `bench macro`: a process for each row, medians of several warm proofs; times include execution and the prover's self-check.").AppendLine();
        s.AppendLine("| guest | profile | threads | cycles | warm s | CPU s | kHz | cold s | verify ms | receipt kB | native MiB (predicted) | RSS MiB | Mcells/s | cells/cycle padded | cells/cycle used | run MIPS | queries | allocated kB |");
        s.AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var r in results)
        {
            s.AppendLine(CultureInfo.InvariantCulture,
                $"| {r.Case} | {r.Profile} | {r.Threads} | {r.Cycles} | {r.WarmSeconds:f3} | {r.CpuSeconds:f3} | {r.Khz:f0} | {r.ColdSeconds:f3} | {1000 * r.VerifySeconds:f1} | {r.ReceiptBytes / 1000} | {r.PeakNativeBytes >> 20} ({r.PredictedBytes >> 20}) | {r.PeakRssBytes >> 20} | {r.MillionCellsPerSecond:f0} | {r.CellsPerCycle:f1} | {r.UsedCellsPerCycle:f1} | {r.ExecuteMips:f0} | {r.Queries} | {r.AllocatedBytes / 1000} |");
        }

        s.AppendLine().AppendLine("kHz = cycles / (execute + prove + self-check). Cells = Σ padded height · (main + auxiliary base columns), without quotient, random codeword and preprocessed columns; \"used\" counts rows in use instead of heights.").AppendLine();
        s.AppendLine("## Phases (ms, warm median run)").AppendLine();
        var phases = results.SelectMany(r => r.Phases.Select(p => p.Phase)).Distinct().ToList();
        s.AppendLine("| guest | profile | threads | " + string.Join(" | ", phases) + " |");
        s.AppendLine("| --- | --- | --- |" + string.Concat(phases.Select(_ => " --- |")));
        foreach (var r in results)
        {
            s.AppendLine($"| {r.Case} | {r.Profile} | {r.Threads} | " + string.Join(" | ", phases.Select(p =>
                (1000 * r.Phases.Where(x => x.Phase == p).Sum(x => x.Seconds)).ToString("f0", CultureInfo.InvariantCulture))) + " |");
        }

        s.AppendLine().AppendLine("![phases](phases.svg)");
        return s.ToString();
    }

    private static string CpuName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
