namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>Programs that some tests need and not every machine has.</summary>
internal static class InstalledTool
{
    /// <summary>A program's path, or null where it is not in any folder of PATH; always null on Windows, where none of these tests can run.</summary>
    public static string? Find(string name) => OperatingSystem.IsWindows()
        ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
