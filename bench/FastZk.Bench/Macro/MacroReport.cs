using System.Globalization;
using System.Text;
using FastZk.Bench.Common;

namespace FastZk.Bench.Macro;

/// <summary>Results as text.</summary>
internal static class MacroReport
{
    private const int LargestTables = 10;

    public static string Line(MacroResult r) => string.Create(CultureInfo.InvariantCulture,
        $"{r.Key}: {r.Cycles} cycles, warm {r.Measured.WarmSeconds.Median:f3} s ({r.Khz:f0} kHz), cold {r.Measured.ColdSeconds.Median:f3} s, verify {1000 * r.Measured.VerifySeconds.Median:f1} ms, receipt {r.Measured.ReceiptBytes.Median / 1000:f0} kB, resident {r.Measured.ResidentBytes.Median / (1 << 20):f0} MiB");

    public static string Markdown(ResultSet set)
    {
        var s = new StringBuilder();
        s.AppendLine("# Whole proofs").AppendLine();
        s.AppendLine($"Commit {set.Commit}. Machine: {set.Machine}. Written by `bench macro`: medians over several processes a row, each with one cold and several warm proofs (quartiles in brackets). Times include execution and the prover's self-check.").AppendLine();
        s.AppendLine(Overview(set.Results).ToString()).AppendLine("kHz = cycles / (execute + prove + self-check). Cells = Σ height · (main + auxiliary base columns), without quotient, random codeword and preprocessed columns; \"used\" counts rows in use instead of heights.").AppendLine();
        Section("Memory", Memory(set.Results));
        Section("Phases (ms, medians of the warm proofs)", Phases(set.Results));
        s.AppendLine("![phases](phases.svg)").AppendLine();
        if (ScalingChart.IsUseful(set.Results))
        {
            Section("Threads", "![threads against speed](scaling.svg)\n");
        }

        if (set.Results.Select(r => r.Instructions).Distinct().Count() > 1)
        {
            Section("Instruction sets", Instructions(set.Results));
        }

        Section("Receipt bytes by part", Receipts(set.Results));
        Section($"Cells by table (the {LargestTables} largest of each case)", Cells(set.Results));
        if (set.Tool.Count > 0)
        {
            Section("The tool from cold (wall time of a fresh process)", Tool(set.Tool));
        }

        return s.ToString().TrimEnd() + "\n";

        void Section(string title, object text) => s.AppendLine("## " + title).AppendLine().AppendLine(text.ToString());
    }

    private static Table Overview(IReadOnlyList<MacroResult> results)
    {
        var table = new Table("guest", "profile", "threads", "instructions", "cycles", "warm s", "CPU s", "kHz", "cold s", "verify ms", "receipt kB", "Mcells/s", "cells/cycle padded", "cells/cycle used", "run MIPS", "queries");
        foreach (var r in results)
        {
            var m = r.Measured;
            table.Row([.. Name(r), $"{r.Cycles}", Spread(m.WarmSeconds, x => Numbers.Fixed(x, 3)), Numbers.Fixed(m.CpuSeconds.Median, 3), Numbers.Fixed(r.Khz, 0), Numbers.Fixed(m.ColdSeconds.Median, 3),
                Spread(m.VerifySeconds, x => Numbers.Milliseconds(x)), Numbers.Kilobytes(m.ReceiptBytes.Median), Numbers.Fixed(r.MillionCellsPerSecond, 0), Numbers.Fixed(r.CellsPerCycle, 1), Numbers.Fixed(r.UsedCellsPerCycle, 1),
                Numbers.Fixed(r.ExecuteMips, 0), $"{r.Queries}"]);
        }

        return table;
    }

    private static Table Memory(IReadOnlyList<MacroResult> results)
    {
        var table = new Table("guest", "profile", "threads", "instructions", "native peak MiB", "predicted MiB", "resident peak MiB", "managed kB a proof");
        foreach (var r in results)
        {
            var m = r.Measured;
            table.Row([.. Name(r), Numbers.Mebibytes(m.NativeBytes.Median), Numbers.Mebibytes(r.PredictedBytes), Numbers.Mebibytes(m.ResidentBytes.Median), Numbers.Kilobytes(m.ManagedBytes.Median)]);
        }

        return table;
    }

    private static Table Phases(IReadOnlyList<MacroResult> results)
    {
        var phases = results.SelectMany(r => r.Phases.Select(p => p.Phase)).Distinct().ToList();
        var table = new Table(["guest", "profile", "threads", "instructions", .. phases]);
        foreach (var r in results)
        {
            table.Row([.. Name(r), .. phases.Select(p => r.Phases.FirstOrDefault(x => x.Phase == p) is { } found ? Numbers.Milliseconds(found.Seconds.Median) : "")]);
        }

        return table;
    }

    // Against the first instruction set that the same configuration was measured with.
    private static Table Instructions(IReadOnlyList<MacroResult> results)
    {
        var table = new Table("guest", "profile", "threads", "instructions", "warm s", "ratio");
        foreach (var group in results.GroupBy(r => (r.Case, r.Profile, r.Threads)).Where(g => g.Count() > 1))
        {
            var first = group.First().Measured.WarmSeconds.Median;
            foreach (var r in group)
            {
                table.Row([.. Name(r), Numbers.Fixed(r.Measured.WarmSeconds.Median, 3), Numbers.Fixed(r.Measured.WarmSeconds.Median / first, 2)]);
            }
        }

        return table;
    }

    private static Table Receipts(IReadOnlyList<MacroResult> results)
    {
        var table = new Table(["guest", "profile", .. ReceiptParts.Names, "bytes"]);
        foreach (var r in results.DistinctBy(r => (r.Case, r.Profile)))
        {
            var total = r.Receipt.Sum(p => p.Bytes);
            table.Row([r.Case, r.Profile, .. ReceiptParts.Of(r.Receipt).Select(p => Share(p, total)), $"{total}"]);
        }

        return table;
    }

    private static Table Cells(IReadOnlyList<MacroResult> results)
    {
        var table = new Table("guest", "profile", "table", "rows of height", "main + auxiliary columns", "fractions", "million cells", "share", "padding");
        foreach (var r in results.DistinctBy(r => (r.Case, r.Profile)))
        {
            var sorted = r.Tables.OrderByDescending(t => t.Cells).ToList();
            foreach (var t in sorted.Take(LargestTables))
            {
                table.Row(r.Case, r.Profile, t.Name, $"{t.Rows} of 2^{t.LogHeight}", $"{t.MainColumns} + {t.AuxiliaryColumns}", $"{t.Fractions}", Numbers.Fixed(t.Cells / 1e6, 2),
                    Numbers.Percent((double)t.Cells / r.Cells), Numbers.Percent(1 - (double)t.UsedCells / t.Cells));
            }

            long rest = sorted.Skip(LargestTables).Sum(t => t.Cells), used = r.Tables.Sum(t => t.UsedCells);
            table.Row(r.Case, r.Profile, $"the other {Math.Max(0, sorted.Count - LargestTables)}", "", "", "", Numbers.Fixed(rest / 1e6, 2), Numbers.Percent((double)rest / r.Cells), "");
            table.Row(r.Case, r.Profile, "all", "", $"{r.Tables.Sum(t => t.MainColumns)} + {r.Tables.Sum(t => t.AuxiliaryColumns)}", $"{r.Tables.Sum(t => t.Fractions)}", Numbers.Fixed(r.Cells / 1e6, 2), "",
                Numbers.Percent(1 - (double)used / r.Cells));
        }

        return table;
    }

    private static Table Tool(IReadOnlyList<ToolTime> times)
    {
        var table = new Table("command", "runs", "least ms", "median ms", "most ms");
        foreach (var t in times)
        {
            table.Row($"`{t.Command}`", $"{t.Seconds.Runs.Length}", Numbers.Milliseconds(t.Seconds.Min, 0), Numbers.Milliseconds(t.Seconds.Median, 0), Numbers.Milliseconds(t.Seconds.Max, 0));
        }

        return table;
    }

    private static string[] Name(MacroResult r) => [r.Case, r.Profile, $"{r.Threads}", r.Instructions];

    private static string Spread(Sample s, Func<double, string> text) => $"{text(s.Median)} ({text(s.Quantile(0.25))}-{text(s.Quantile(0.75))})";

    private static string Share(long bytes, long total) => $"{bytes} ({Numbers.Percent((double)bytes / total)})";
}
