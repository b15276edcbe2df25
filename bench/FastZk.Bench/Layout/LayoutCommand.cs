using System.CommandLine;
using FastZk.Bench.Cases;
using FastZk.Bench.Common;
using FastZk.Stark.Security;

namespace FastZk.Bench.Layout;

/// <summary>`bench layout`: prints where cells and constraint steps go and what other layouts would cost; nothing is proven and no clock is read.</summary>
internal static class LayoutCommand
{
    private const int LargestMerges = 3;

    public static Command Create()
    {
        var cases = new Option<string[]>("--case") { Description = "Case, may be repeated; all but the small ones of 2^16 cycles when left out" };
        cases.AcceptOnlyFromAmong([.. GuestCase.All.Select(c => c.Name)]);
        var command = new Command("layout", "Count cells by kind, and what other layouts would take") { cases };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(cases) ?? [];
            var studies = GuestCase.All.Where(c => named.Length > 0 ? named.Contains(c.Name) : c.Name == "key_ownership" || !c.IsSmall).Select(c => new LayoutStudy(c, Profile.Fast)).ToList();
            Console.WriteLine(Text(studies));
            return 0;
        });
        return command;
    }

    /// <summary>The tables of a study as Markdown.</summary>
    public static string Text(IReadOnlyList<LayoutStudy> studies)
    {
        var kinds = new Table("cells a cycle, fast", "main", "LogUp", "main, padding", "LogUp, padding", "quotient", "all", "preprocessed", "padding of the tables");
        var steps = new Table("constraints and multiplicities", "operations declared", "steps compiled", "operations a cycle", "steps a cycle");
        foreach (var s in studies)
        {
            kinds.Row([s.Name, .. s.Kinds()]);
            steps.Row([s.Name, .. s.Steps()]);
        }

        var others = new Table(["committed cells, opened bytes", .. studies.Select(s => s.Name)]);
        void Row(string name, Func<LayoutStudy, (double Cells, double Bytes)> of) =>
            others.Row([name, .. studies.Select(s => of(s)).Select(x => $"{Signed(x.Cells)}, {x.Bytes / 1000:+0;-0;0} kB")]);
        for (var most = 1; most <= Circuits.Rv32Circuit.Instances + 1; most++)
        {
            var count = most;
            Row(most == 1 ? "one table a class" : $"up to {most} tables a class", s => s.Instances(count));
        }

        Row("fractions for State and Memory", s => s.WithoutPairs());
        Row("three fractions a column (degree 4)", s => s.Density(3));
        Row("four fractions a column (degree 5)", s => s.Density(4));
        var pairs = studies.SelectMany(s => s.Merges()).GroupBy(m => m.Pair).OrderBy(g => g.Sum(m => m.Change)).Take(LargestMerges).Select(g => g.Key).ToList();
        foreach (var pair in pairs)
        {
            others.Row([$"{pair} in one table, at best", .. studies.Select(s => s.Merges().FirstOrDefault(m => m.Pair == pair)).Select(m => m.Pair is null ? "" : Signed(m.Change))]);
        }

        return $"{kinds}\n{others}\n{steps}".TrimEnd();
    }

    private static string Signed(double share) => (share > 0 ? "+" : "") + Numbers.Percent(share);
}
