using FastZk.Docs.Tests;

namespace FastZk.Soundness.Tests.Report;

/// <summary>docs/soundness.md and the table of results say what is there.</summary>
public sealed class ReportTests
{
    /// <summary>Where the suite's figures stand.</summary>
    internal const string Document = "docs/soundness.md";

    [Fact]
    public void EveryLineHasTests()
    {
        var tested = TestInventory.All.Select(t => t.Line).ToHashSet();
        Assert.Empty(Checklist.Lines.Select(l => l.Line).Except(tested));
        Assert.Empty(tested.Except(Checklist.Lines.Select(l => l.Line)));
    }

    [Fact]
    public void CampaignsHuntLinesOfTheChecklist() =>
        Assert.Empty(Campaigns.Campaign.All.SelectMany(c => c.Lines.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Except(Checklist.Lines.Select(l => l.Line)));

    [Fact]
    public void NoTestOfALineIsOverlooked()
    {
        // A plain count of names in this assembly agrees with what is read from the sources.
        var here = typeof(ReportTests).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .Where(m => m.GetCustomAttributes(typeof(FactAttribute), true).Length > 0 && m.Name is ['S' or 'Z', >= '0' and <= '9', >= '0' and <= '9', '_', ..])
            .Select(m => (m.DeclaringType!.Name, m.Name[..3], m.Name[4..])).ToHashSet();
        Assert.Empty(here.Except(TestInventory.All.Select(t => (t.Class, t.Line, t.Name))));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("campaigns")]
    public void GeneratedPartsAreUpToDate(string name) =>
        GeneratedPart.AssertUpToDate(Repository.Path(Document), name, name == "lines" ? SoundnessTables.Lines() : SoundnessTables.Campaigns());

    [Fact]
    public void EveryMarkIsTested() =>
        Assert.Equal(["campaigns", "columns", "free", "lines", "mutations", "transcript"], GeneratedPart.Names(File.ReadAllText(Repository.Path(Document))).Order(StringComparer.Ordinal));

    [Fact]
    public void ResultsAreThoseOfTheLines()
    {
        using var folder = new TrxFolder();
        folder.Write("one", [.. Checklist.Lines.Select(l => ($"FastZk.Some.Tests.SomeTests.{l.Line}_Holds", "Passed"))]);
        Assert.Equal(0, folder.Results(out var text));
        Assert.Contains("| S01 | 1 | 0 | 0 | x0 ", text, StringComparison.Ordinal);

        // A theory's case that failed, in a second file; names that only look like lines.
        folder.Write("two", ("FastZk.Some.Tests.SomeTests.S07_Holds(x: 1)", "Failed"), ("FastZk.Some.Tests.S08_Tests.Holds", "Failed"));
        Assert.Equal(1, folder.Results(out text));
        Assert.Contains("| S07 | 1 | 1 | 0 | FAILED: ", text, StringComparison.Ordinal);
        Assert.Contains("| S08 | 1 | 0 | 0 | ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ASkippedTestIsNoFailure()
    {
        using var folder = new TrxFolder();
        folder.Write("one", [.. Checklist.Lines.Select(l => ($"FastZk.Some.Tests.SomeTests.{l.Line}_Holds", "Passed")), ("FastZk.Some.Tests.SomeTests.S24_NeedsQemu", "NotExecuted")]);
        Assert.Equal(0, folder.Results(out var text));
        Assert.Contains("| S24 | 1 | 0 | 1 | ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ALineWithoutAPassedTestFails()
    {
        using var folder = new TrxFolder();
        folder.Write("one", [.. Checklist.Lines.Skip(1).Select(l => ($"FastZk.Some.Tests.SomeTests.{l.Line}_Holds", "Passed"))]);
        folder.Write("two", ("FastZk.Some.Tests.SomeTests.S01_Holds", "NotExecuted"));
        Assert.Equal(1, folder.Results(out var text));
        Assert.Contains("| S01 | 0 | 0 | 1 | NO TEST PASSED: ", text, StringComparison.Ordinal);
    }

    // A folder as `dotnet test --logger trx` leaves it.
    private sealed class TrxFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastzk-trx");

        public void Write(string name, params (string Test, string Outcome)[] results) =>
            File.WriteAllText(Path.Combine(_folder.FullName, name + ".trx"),
                "<TestRun xmlns=\"http://microsoft.com/schemas/VisualStudio/TeamTest/2010\"><Results>"
                + string.Concat(results.Select(r => $"<UnitTestResult testName=\"{r.Test}\" outcome=\"{r.Outcome}\" />")) + "</Results></TestRun>");

        public int Results(out string text)
        {
            using var to = new StringWriter();
            var code = ResultsCommand.Create().Parse([_folder.FullName]).Invoke(new() { Output = to });
            text = to.ToString();
            return code;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
