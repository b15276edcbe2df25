namespace FastZk.Docs.Tests;

/// <summary>Files of the working tree that the tests run in.</summary>
internal static class Repository
{
    /// <summary>The folder that holds FastZk.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file's or folder's full path.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>A text file with line ends as the repository stores them.</summary>
    public static string Read(string relative) => File.ReadAllText(Path(relative)).ReplaceLineEndings("\n");

    private static string Find()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(d.FullName, "FastZk.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: no folder above holds FastZk.sln.");
    }
}
