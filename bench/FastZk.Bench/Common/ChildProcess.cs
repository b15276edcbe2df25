using System.Diagnostics;

namespace FastZk.Bench.Common;

/// <summary>Other processes and what they print.</summary>
internal static class ChildProcess
{
    /// <summary>Runs this program again with other arguments and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Self(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        return Run(Environment.ProcessPath!, isHost ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments, environment);
    }

    /// <summary>Runs a program in a folder and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)} failed with status {process.ExitCode}.");
    }
}
