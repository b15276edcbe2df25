using System.Text.RegularExpressions;

namespace FastZk.Docs.Tests;

/// <summary>
/// A part of a document that is written by the code it describes: what stands between the marks "generated:name" and "end".
/// FASTZK_UPDATE_DOCS=1 writes it anew instead of failing.
/// </summary>
internal static partial class GeneratedPart
{
    private const string End = "<!-- end -->";

    /// <summary>Insists that a part of a document says what is expected.</summary>
    /// <param name="path">the document's full path.</param>
    /// <param name="name">the part's name.</param>
    /// <param name="expected">whole lines, '\n' behind each.</param>
    public static void AssertUpToDate(string path, string name, string expected)
    {
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var begin = $"<!-- generated:{name} -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        Assert.True(from >= 0, $"{path} has no mark {begin.Trim()}");
        from += begin.Length;
        var to = text.IndexOf(End, from, StringComparison.Ordinal);
        Assert.True(to >= 0, $"{path}: no {End} behind {begin.Trim()}");
        if (Environment.GetEnvironmentVariable("FASTZK_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, text[..from] + expected + text[to..]);
            return;
        }

        Assert.True(expected == text[from..to], $"The part '{name}' of {Path.GetFileName(path)} is out of date; run this test with FASTZK_UPDATE_DOCS=1.");
    }

    /// <summary>Names of all generated parts of a text.</summary>
    public static IEnumerable<string> Names(string text) => Mark().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"<!-- generated:(\w+) -->")]
    private static partial Regex Mark();
}
