using System.Diagnostics;

namespace FastZk.Soundness.Tests.Load;

/// <summary>The command line tool as a child process.</summary>
internal static class CliProcess
{
    public static string Dll => Path.Combine(AppContext.BaseDirectory, "FastZk.Cli.dll");

    public static string Guest(string name) => Path.Combine(AppContext.BaseDirectory, "guests", name + ".elf");

    /// <summary>Starts `fastzk prove` of key_ownership, whose input is that file.</summary>
    public static Process Prove(string input, string receipt) =>
        Process.Start(new ProcessStartInfo("dotnet", [Dll, "prove", Guest("key_ownership"), "--input", input, "--receipt", receipt, "--threads", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Runs a shell command; its status and what it wrote to standard error.</summary>
    public static (int Status, string Error) Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        output.Wait();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
