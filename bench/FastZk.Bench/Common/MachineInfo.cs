using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FastZk.Bench.Common;

/// <summary>Where figures were measured.</summary>
internal static class MachineInfo
{
    public static string Description => $"{Processor()}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {RuntimeInformation.OSDescription.Split(' ')[0]}";

    /// <summary>Revision of the working tree, with a mark when files differ from it.</summary>
    public static string Commit()
    {
        try
        {
            var commit = ChildProcess.Run("git", ["rev-parse", "--short", "HEAD"], folder: RepositoryFiles.Root).Trim();
            var changes = ChildProcess.Run("git", ["status", "--porcelain", "--untracked-files=no"], folder: RepositoryFiles.Root).Trim();
            return changes.Length == 0 ? commit : commit + " with changes";
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return "unknown";
        }
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
