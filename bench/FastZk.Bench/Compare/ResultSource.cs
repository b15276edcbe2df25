using System.Text.Json;
using FastZk.Bench.Common;
using FastZk.Bench.Macro;

namespace FastZk.Bench.Compare;

/// <summary>Where results come from: a folder, a folder of a revision (REVISION:FOLDER), or a revision that is built and measured now.</summary>
internal static class ResultSource
{
    /// <exception cref="InvalidOperationException">There is no such revision, or it was not written by this version of the benchmarks.</exception>
    public static ResultSet Read(string source, string[] measurement)
    {
        try
        {
            return ReadOrMeasure(source, measurement);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{source} holds no results that this version can read.", e);
        }
    }

    private static ResultSet ReadOrMeasure(string source, string[] measurement)
    {
        if (Directory.Exists(source))
        {
            return JsonFiles.Parse<ResultSet>(File.ReadAllText(Path.Combine(source, ResultSet.FileName)));
        }

        return source.Contains(':', StringComparison.Ordinal)
            ? JsonFiles.Parse<ResultSet>(Git("show", $"{source.TrimEnd('/')}/{ResultSet.FileName}"))
            : Measure(source, measurement);
    }

    // In a work tree of its own, so that nothing here is touched.
    private static ResultSet Measure(string revision, string[] measurement)
    {
        var commit = Git("rev-parse", "--short", "--verify", revision + "^{commit}").Trim();
        var folder = Directory.CreateTempSubdirectory("fastzk-compare-").FullName;
        var tree = Path.Combine(folder, "tree");
        Git("worktree", "add", "--detach", tree, commit);
        try
        {
            Console.Error.WriteLine($"building and measuring {commit}");
            Loud("dotnet", ["build", "bench/FastZk.Bench", "-c", "Release", "-v", "q"], tree);
            var output = Path.Combine(folder, "out");
            Loud("dotnet", ["run", "--no-build", "-c", "Release", "--project", "bench/FastZk.Bench", "--", "macro", "--out", output, .. measurement], tree);
            return JsonFiles.Parse<ResultSet>(File.ReadAllText(Path.Combine(output, ResultSet.FileName)));
        }
        finally
        {
            Git("worktree", "remove", "--force", tree);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Git(params string[] arguments) => ChildProcess.Run("git", arguments, folder: RepositoryFiles.Root);

    private static void Loud(string file, string[] arguments, string folder) => Console.Error.Write(ChildProcess.Run(file, arguments, folder: folder));
}
