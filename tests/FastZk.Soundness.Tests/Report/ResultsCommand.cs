using System.CommandLine;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FastZk.Soundness.Tests.Report;

/// <summary>`soundness results FOLDER`: how the tests of each line of the checklist ended.</summary>
internal static partial class ResultsCommand
{
    /// <summary>The command; it ends with 1 when a line has no test that passed, or one that failed.</summary>
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "where `dotnet test --logger trx --results-directory` put its files" };
        var command = new Command("results", "Table of the checklist's lines with their tests' results") { folder };
        command.SetAction(parsed => Print(parsed.GetValue(folder)!.FullName, parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Print(string folder, TextWriter to)
    {
        var results = Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories).SelectMany(Read).ToLookup(r => r.Line, r => r.Passed);
        var bad = 0;
        to.WriteLine("| line | passed | failed | |\n|---|---|---|---|");
        foreach (var (line, text) in Checklist.Lines)
        {
            var (passed, failed) = (results[line].Count(p => p), results[line].Count(p => !p));
            bad += passed == 0 || failed > 0 ? 1 : 0;
            to.WriteLine($"| {line} | {passed} | {failed} | {(passed == 0 ? "NO TEST PASSED: " : failed > 0 ? "FAILED: " : "")}{text} |");
        }

        return bad > 0 ? 1 : 0;
    }

    private static IEnumerable<(string Line, bool Passed)> Read(string trx)
    {
        foreach (var result in XDocument.Load(trx).Descendants().Where(e => e.Name.LocalName == "UnitTestResult"))
        {
            var m = TestName().Match((string?)result.Attribute("testName") ?? "");
            if (m.Success)
            {
                yield return (m.Groups[1].Value, (string?)result.Attribute("outcome") == "Passed");
            }
        }
    }

    [GeneratedRegex(@"\.([SZ]\d\d)_\w+(?:\(|$)")]
    private static partial Regex TestName();
}
