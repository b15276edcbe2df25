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
        var results = Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories).SelectMany(Read).ToLookup(r => r.Line, r => r.Outcome);
        var bad = 0;
        to.WriteLine("| line | passed | failed | skipped | |\n|---|---|---|---|---|");
        foreach (var (line, text) in Checklist.Lines)
        {
            // Tests that need a tool which is not installed are skipped, and are no failures.
            var (passed, skipped) = (results[line].Count(o => o == "Passed"), results[line].Count(o => o == "NotExecuted"));
            var failed = results[line].Count() - passed - skipped;
            bad += passed == 0 || failed > 0 ? 1 : 0;
            to.WriteLine($"| {line} | {passed} | {failed} | {skipped} | {(passed == 0 ? "NO TEST PASSED: " : failed > 0 ? "FAILED: " : "")}{text} |");
        }

        return bad > 0 ? 1 : 0;
    }

    private static IEnumerable<(string Line, string Outcome)> Read(string trx)
    {
        foreach (var result in XDocument.Load(trx).Descendants().Where(e => e.Name.LocalName == "UnitTestResult"))
        {
            var m = TestName().Match((string?)result.Attribute("testName") ?? "");
            if (m.Success)
            {
                yield return (m.Groups[1].Value, (string?)result.Attribute("outcome") ?? "");
            }
        }
    }

    [GeneratedRegex(@"\.([SZ]\d\d)_\w+(?:\(|$)")]
    private static partial Regex TestName();
}
