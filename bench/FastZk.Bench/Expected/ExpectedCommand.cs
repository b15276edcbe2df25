using System.CommandLine;
using FastZk.Bench.Cases;
using FastZk.Bench.Common;

namespace FastZk.Bench.Expected;

/// <summary>`bench expected`: compares the figures that no clock decides with bench/expected.json, or writes that file.</summary>
internal static class ExpectedCommand
{
    private const string RelativePath = "bench/expected.json";

    public static Command Create()
    {
        var update = new Option<bool>("--update") { Description = $"Prove all cases and write {RelativePath}" };
        var all = new Option<bool>("--all") { Description = "Prove the large cases too; without it only their shapes are compared" };
        var command = new Command("expected", $"Compare cycles, cells, receipt and memory sizes with {RelativePath}") { update, all };
        command.SetAction(parsed => parsed.GetValue(update) ? Update() : Compare(parsed.GetValue(all)));
        return command;
    }

    private static int Update()
    {
        var found = new SortedDictionary<string, ExpectedCase>(StringComparer.Ordinal);
        foreach (var (name, figures, _) in Compute(all: true))
        {
            found.Add(name, figures);
            Console.WriteLine(name);
        }

        File.WriteAllText(RepositoryFiles.At(RelativePath), JsonFiles.Text(found));
        return 0;
    }

    private static int Compare(bool all)
    {
        var expected = JsonFiles.Parse<Dictionary<string, ExpectedCase>>(File.ReadAllText(RepositoryFiles.At(RelativePath)));
        var differences = new List<string>();
        foreach (var (name, found, proved) in Compute(all))
        {
            differences.AddRange(ExpectedDifference.Of(name, expected.GetValueOrDefault(name), found, proved));
            expected.Remove(name);
            Console.WriteLine($"{name}: {(proved ? "run and proof" : "run")} compared");
        }

        differences.AddRange(expected.Keys.Select(name => $"{name}: in the file, but no longer a case"));
        foreach (var d in differences)
        {
            Console.Error.WriteLine(d);
        }

        if (differences.Count > 0)
        {
            Console.Error.WriteLine($"{differences.Count} figures are not those of {RelativePath}. If that is meant: dotnet run -c Release --project bench/FastZk.Bench -- expected --update");
            return 1;
        }

        return 0;
    }

    private static IEnumerable<(string Name, ExpectedCase Figures, bool Proved)> Compute(bool all) =>
        from c in GuestCase.All
        from profile in c.Profiles
        let prove = all || c.IsSmall
        select ($"{c.Name}/{profile.Name}", ExpectedFigures.Of(c, profile, prove), prove);
}
