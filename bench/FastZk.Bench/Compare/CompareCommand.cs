using System.CommandLine;
using System.Globalization;
using FastZk.Bench.Common;
using FastZk.Bench.Macro;

namespace FastZk.Bench.Compare;

/// <summary>`bench compare A B`: ratios of two result sets.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        const string source = "Folder with results.json, REVISION:FOLDER, or a git revision to build and measure";
        var a = new Argument<string>("A") { Description = source };
        var b = new Argument<string>("B") { Description = source };
        var failOver = new Option<double?>("--fail-over") { Description = "Exit with 1 when a figure (not a phase) became worse by more than this many percent, outside the noise" };
        var all = new Option<bool>("--all") { Description = "Show what lies inside the noise too" };
        var measurement = new Argument<string[]>("measurement") { Description = "Behind --: options of `macro` for revisions that are measured", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("compare", "Compare the results of `macro`, figure by figure and phase by phase") { a, b, measurement, failOver, all };
        command.SetAction(parsed => Run(
            ResultSource.Read(parsed.GetValue(a)!, parsed.GetValue(measurement) ?? []), ResultSource.Read(parsed.GetValue(b)!, parsed.GetValue(measurement) ?? []),
            parsed.GetValue(failOver), parsed.GetValue(all)));
        return command;
    }

    private static int Run(ResultSet a, ResultSet b, double? failOver, bool all)
    {
        Console.WriteLine($"A: {a.Commit}, {a.Machine}\nB: {b.Commit}, {b.Machine}\n");
        var comparisons = Comparison.Of(a, b).ToList();
        if (comparisons.Count == 0)
        {
            Console.Error.WriteLine("The two have no configuration in common.");
            return 1;
        }

        var table = new Table("configuration", "figure", "A", "B", "B/A", "least", "");
        foreach (var c in comparisons.Where(c => all || c.IsOutsideNoise))
        {
            table.Row(c.Key, c.Figure, Text(c.A.Median), Text(c.B.Median), Numbers.Fixed(c.Ratio, 3), Numbers.Fixed(c.LeastRatio, 3), Verdict(c));
        }

        Console.WriteLine(table);
        Console.WriteLine($"{comparisons.Count(c => !c.IsOutsideNoise)} of {comparisons.Count} figures differ by no more than the noise: the spreads of the repeats (a tenth left off at each end) together, or 1 %; or they were measured only once.");
        var worse = comparisons.Where(c => !c.IsPhase && c.IsOutsideNoise && 100 * (c.Ratio - 1) > failOver).ToList();
        foreach (var c in worse)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{c.Key}: {c.Figure} became worse by {100 * (c.Ratio - 1):f1} %; the limit is {failOver} %"));
        }

        return worse.Count > 0 ? 1 : 0;
    }

    private static string Verdict(Comparison c) => !c.IsOutsideNoise ? "noise" : c.Ratio < 1 ? "better" : "worse";

    private static string Text(double value) => value.ToString(value >= 1000 ? "#,0" : "g4", CultureInfo.InvariantCulture);
}
