namespace FastZk.Bench.Common;

/// <summary>Files of the working tree that the benchmarks were built in.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder that holds FastZk.sln.</summary>
    public static string Root { get; } = Find();

    public static string At(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "FastZk.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("The benchmarks run outside the repository: no folder above holds FastZk.sln.");
    }
}
