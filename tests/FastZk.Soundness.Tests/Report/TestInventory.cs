using System.Text.RegularExpressions;

namespace FastZk.Soundness.Tests.Report;

/// <summary>A test that is named after a line of the checklist.</summary>
/// <param name="Line">such as "S07".</param>
/// <param name="Class">its class, which is its file's name.</param>
/// <param name="Name">its name without the line.</param>
internal sealed record LineTest(string Line, string Class, string Name);

/// <summary>The tests of all projects that are named after lines of the checklist, read from their sources.</summary>
internal static partial class TestInventory
{
    /// <summary>All of them, by class.</summary>
    public static IReadOnlyList<LineTest> All { get; } = [.. Read().OrderBy(t => t.Class, StringComparer.Ordinal)];

    private static IEnumerable<LineTest> Read() =>
        from file in Directory.EnumerateFiles(Repository.Path("tests"), "*.cs", SearchOption.AllDirectories)
        where !Generated().IsMatch(file)
        from Match m in Test().Matches(File.ReadAllText(file))
        select new LineTest(m.Groups[1].Value, Path.GetFileNameWithoutExtension(file), m.Groups[2].Value);

    [GeneratedRegex(@"[\\/](?:obj|bin)[\\/]")]
    private static partial Regex Generated();

    // [Fact], [Theory] or one made from them, other attributes, and the method.
    [GeneratedRegex(@"\[\w*(?:Fact|Theory)\b[^\r\n]*\]\s+(?:\[[^\r\n]*\]\s+)*public (?:async )?(?:void|Task) ([SZ]\d\d)_(\w+)\(")]
    private static partial Regex Test();
}
