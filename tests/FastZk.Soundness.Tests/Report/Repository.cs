namespace FastZk.Soundness.Tests.Report;

/// <summary>Files of the working tree that the program runs in.</summary>
internal static class Repository
{
    /// <summary>A file's or folder's full path.</summary>
    public static string Path(string relative)
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(d.FullName, "FastZk.sln")))
            {
                return System.IO.Path.Combine(d.FullName, relative);
            }
        }

        throw new InvalidOperationException("This must run inside the repository: no folder above holds FastZk.sln.");
    }
}
