using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Fuzzing.Explore;

/// <summary>Inputs that once reached something new, as deltas from originals, in a file of the repository: a line each, "original: delta".</summary>
internal static class Corpus
{
    private const string Folder = "tests/FastZk.Soundness.Tests/Fuzzing/corpus";

    /// <summary>Where a target's corpus is in the repository.</summary>
    public static string PathOf(string target) => Repository.Path($"{Folder}/{target}.txt");

    /// <summary>The entries; a file that is not there has none.</summary>
    public static IReadOnlyList<(string Original, Delta Delta)> Read(string path) =>
        !File.Exists(path) ? [] :
        [
            .. File.ReadLines(path).Select(line =>
            {
                var colon = line.IndexOf(": ", StringComparison.Ordinal);
                return (line[..colon], Delta.Parse(line[(colon + 2)..]));
            }),
        ];

    /// <summary>Writes the entries, sorted: two explorations of the same finds give the same file.</summary>
    public static void Write(string path, IEnumerable<(string Original, Delta Delta)> entries) =>
        File.WriteAllLines(path, entries.Select(e => $"{e.Original}: {e.Delta}").Distinct().Order(StringComparer.Ordinal));
}
