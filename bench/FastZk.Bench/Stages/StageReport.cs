using System.Text;
using FastZk.Bench.Common;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>Stages as tables.</summary>
internal static class StageReport
{
    // Not parts of a proof, or (verification) parts that do not grow with its cells: left out of the sum a cell.
    private static readonly string[] Outside = ["execution", "grinding", "verification"];

    public static string Markdown(StageSet set)
    {
        var results = set.Results;
        var threads = results.Select(r => r.Threads).Distinct().Order().ToArray();
        var s = new StringBuilder();
        s.AppendLine($"Commit {set.Commit}. Machine: {set.Machine}. Written by `bench stages`: BenchmarkDotNet, medians of runs in one warm process.").AppendLine();
        s.AppendLine("Rates that the limits are computed from:").AppendLine().AppendLine(RateTable.Of(set.Rates).ToString());
        s.AppendLine("Throughput of each stage, the highest that these rates allow, and the ratio of the two:").AppendLine().AppendLine(Throughput(results, threads).ToString());
        foreach (var c in results.GroupBy(r => r.Case).Where(c => c.Select(r => r.Stage).Except(Outside).Count() > 1))
        {
            s.AppendLine($"Nanoseconds for each of the {Numbers.Fixed(c.First().Cells / 1e6, 1)} million committed cells of {c.Key}:").AppendLine().AppendLine(Budget([.. c], threads).ToString());
        }

        return s.ToString().TrimEnd() + "\n";
    }

    private static Table Throughput(IReadOnlyList<StageResult> results, int[] threads)
    {
        var table = new Table(["stage", "case", .. threads.SelectMany(t => new[] { $"{Threads(t)}", "limit", "ratio" }), "bound by"]);
        foreach (var g in results.GroupBy(r => (r.Stage, r.Case)))
        {
            table.Row([g.Key.Stage, g.Key.Case, .. threads.SelectMany(t => g.FirstOrDefault(r => r.Threads == t) is { } r
                ? new[] { PerSecond(r, r.Seconds, all: true), PerSecond(r, r.LimitSeconds, all: false), Numbers.Fixed(r.Ratio, 2) } : ["", "", ""]), string.Join(" / ", g.Select(r => r.Bound).Distinct())]);
        }

        return table;
    }

    private static Table Budget(IReadOnlyList<StageResult> results, int[] threads)
    {
        var table = new Table(["stage", .. threads.SelectMany(t => new[] { $"{Threads(t)}", "at the limit" })]);
        var parts = results.Where(r => !Outside.Contains(r.Stage)).ToList();
        foreach (var g in parts.GroupBy(r => r.Stage))
        {
            table.Row([g.Key, .. threads.SelectMany(t => PerCell(g.Where(r => r.Threads == t || (r.Threads == 1 && g.Count() == 1))))]);
        }

        table.Row(["sum", .. threads.SelectMany(t => PerCell(parts.Where(r => r.Threads == t || (r.Threads == 1 && parts.Count(p => p.Stage == r.Stage) == 1))))]);
        return table;
    }

    private static string[] PerCell(IEnumerable<StageResult> results) =>
        [Numbers.Fixed(results.Sum(r => r.NanosecondsPerCell), 2), Numbers.Fixed(results.Sum(r => r.NanosecondsPerCell * r.Ratio), 2)];

    private static string PerSecond(StageResult r, double seconds, bool all) =>
        string.Join(", ", r.Amounts.Take(all ? r.Amounts.Count : 1).Select(a => $"{Numbers.Prefixed(a.Count / seconds)}{a.Unit}/s"));

    private static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";
}
