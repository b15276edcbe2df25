using System.CommandLine;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using FastZk.Bench.Common;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>`bench stages`: all stage benchmarks, gathered in tables; `bench limits`: the rates alone.</summary>
internal static class StagesCommand
{
    private const string Begin = "<!-- bench stages -->\n", End = "<!-- end of bench stages -->\n";

    // In the order of a proof.
    public static readonly Type[] All =
    [
        typeof(ExecutionBenchmarks), typeof(RecordingBenchmarks), typeof(TableFillBenchmarks), typeof(LogUpBenchmarks), typeof(LdeBenchmarks), typeof(TreeBenchmarks),
        typeof(QuotientBenchmarks), typeof(PiecesBenchmarks), typeof(OpeningBenchmarks), typeof(DeepBenchmarks), typeof(FriBenchmarks), typeof(QueryBenchmarks),
        typeof(VerificationBenchmarks), typeof(GrindingBenchmarks),
    ];

    public static IEnumerable<Command> Create()
    {
        var output = new Option<string?>("--out") { Description = "Folder for stages.json and stages.md" };
        var into = new Option<string?>("--into") { Description = $"File whose part between {Begin.Trim()} and {End.Trim()} becomes the tables" };
        var from = new Option<string[]>("--from") { Description = "stages.json of an earlier run, may be repeated: only make tables of them" };
        var names = new Option<string[]>("--stage") { Description = "Stage to measure, may be repeated; all when left out" };
        names.AcceptOnlyFromAmong([.. All.Select(Name)]);
        var stages = new Command("stages", "Measure every stage of a proof against what the machine allows") { names, from, output, into };
        stages.SetAction(parsed =>
        {
            var set = parsed.GetValue(from) is { Length: > 0 } files ? Read(files) : Measure(parsed.GetValue(names) ?? []);
            var text = StageReport.Markdown(set);
            Console.WriteLine(text);
            if (parsed.GetValue(output) is { } folder)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, "stages.json"), JsonFiles.Text(set));
                File.WriteAllText(Path.Combine(folder, "stages.md"), "# Stages\n\n" + text);
            }

            if (parsed.GetValue(into) is { } document)
            {
                Insert(document, text);
            }

            return 0;
        });
        var limits = new Command("limits", "Measure the rates that the limits are computed from");
        limits.SetAction(_ => Console.WriteLine(RateTable.Of([.. new[] { 1, Environment.ProcessorCount }.Distinct().Select(MachineRates.Of)])));
        return [stages, limits];
    }

    private static StageSet Measure(string[] names)
    {
        var results = All.Where(t => names.Length == 0 || names.Contains(Name(t))).SelectMany(t => Results(BenchmarkRunner.Run(t))).ToList();
        return new(MachineInfo.Commit(), MachineInfo.Description, [.. results.Select(r => r.Threads).Distinct().Order().Select(MachineRates.Of)], results);
    }

    // Stages measured one after the other, in the order of a proof; the rates of the set that has most.
    private static StageSet Read(string[] files)
    {
        var sets = files.Select(f => JsonFiles.Parse<StageSet>(File.ReadAllText(f))).ToList();
        return sets.MaxBy(s => s.Rates.Count)! with { Results = [.. sets.SelectMany(s => s.Results).OrderBy(r => Array.FindIndex(All, t => r.Class == Name(t)))] };
    }

    private static IEnumerable<StageResult> Results(Summary summary)
    {
        foreach (var report in summary.Reports)
        {
            var c = report.BenchmarkCase;
            if (report.ResultStatistics is not { } times || StageFigures.Of(c.Descriptor.Type, c.Parameters.Items.Select(i => i.Value)) is not { } found)
            {
                throw new InvalidOperationException($"{c.DisplayInfo} was not measured.");
            }

            var (limit, bound) = found.Work.Demand.Limit(MachineRates.Of(found.Threads));
            yield return new(Name(c.Descriptor.Type), c.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), (string)c.Parameters["Case"], found.Threads, times.Median / 1e9,
                [.. times.OriginalValues.Select(v => v / 1e9)], limit, bound, [.. found.Work.Amounts.Select(a => new StageAmount(a.Count, a.Unit))], found.Work.Cells);
        }
    }

    private static void Insert(string document, string text)
    {
        var all = File.ReadAllText(document);
        int from = all.IndexOf(Begin, StringComparison.Ordinal), to = all.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{document} has no part between {Begin.Trim()} and {End.Trim()}.");
        }

        File.WriteAllText(document, all[..(from + Begin.Length)] + "\n" + text + "\n" + all[to..]);
    }

    private static string Name(Type benchmark) => benchmark.Name[..^"Benchmarks".Length];
}
