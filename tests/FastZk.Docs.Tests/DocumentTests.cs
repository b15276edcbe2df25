using System.Text.RegularExpressions;

namespace FastZk.Docs.Tests;

/// <summary>
/// What stands between "generated:name" and "end" marks in docs/ is what the code says. FASTZK_UPDATE_DOCS=1 writes it anew instead of failing.
/// </summary>
public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("docs/protocol.md", "profiles")]
    [InlineData("docs/protocol.md", "security")]
    [InlineData("docs/protocol.md", "buses")]
    [InlineData("docs/protocol.md", "tables")]
    [InlineData("docs/circuit.md", "circuit")]
    public void GeneratedPartsAreUpToDate(string file, string name)
    {
        var expected = name switch
        {
            "profiles" => GeneratedText.Profiles(),
            "security" => GeneratedText.Security(),
            "buses" => GeneratedText.Buses(),
            "tables" => GeneratedText.Tables(),
            _ => GeneratedText.Circuit(),
        };
        GeneratedPart.AssertUpToDate(Repository.Path(file), name, expected);
    }

    [Fact]
    public void EveryMarkIsTested()
    {
        // The soundness suite writes and checks its own document.
        var marks = Documents().Where(f => f != "docs/soundness.md").SelectMany(f => GeneratedPart.Names(Repository.Read(f)).Select(m => (f, m))).ToHashSet();
        var tested = typeof(DocumentTests).GetMethod(nameof(GeneratedPartsAreUpToDate))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .SelectMany(a => ((InlineDataAttribute)a).GetData(null!)).Select(d => ((string)d[0], (string)d[1])).ToHashSet();
        Assert.Equal(tested.Order(), marks.Order());
    }

    [Fact]
    public void LinksBetweenFilesLeadSomewhere()
    {
        foreach (var file in Documents())
        {
            foreach (Match m in Link().Matches(Repository.Read(file)))
            {
                var target = m.Groups[1].Value;
                if (!target.Contains("://", StringComparison.Ordinal))
                {
                    var path = Path.Combine(Path.GetDirectoryName(Repository.Path(file))!, target);
                    Assert.True(File.Exists(path) || Directory.Exists(path), $"{file} links to {target}, which does not exist");
                }
            }
        }
    }

    /// <summary>Every path under src/, tests/, native/ or docs/ that a document names in backquotes exists.</summary>
    [Fact]
    public void PathsNamedExist()
    {
        foreach (var file in Documents())
        {
            foreach (Match m in PathName().Matches(Repository.Read(file)))
            {
                var path = Repository.Path(m.Groups[1].Value);
                Assert.True(File.Exists(path) || Directory.Exists(path), $"{file} names {m.Groups[1].Value}, which does not exist");
            }
        }
    }

    internal static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Path("docs"), "*.md").Select(f => "docs/" + Path.GetFileName(f)).Prepend("README.md").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|native|docs)/[\w./-]+)`")]
    private static partial Regex PathName();
}
