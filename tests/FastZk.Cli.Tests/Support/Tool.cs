using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace FastZk.Cli.Tests;

/// <summary>What a command line came to.</summary>
public sealed record Outcome(int Status, string Out, string Error)
{
    /// <summary>Standard output as the one JSON object that it must be.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Failed with that status, and said why in one line without a stack trace.</summary>
    public Outcome Fails(int status, string? because = null)
    {
        Assert.Equal((status, 1), (Status, Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.StartsWith("fastzk: ", Error);
        Assert.DoesNotContain("   at ", Error + Out);
        Assert.DoesNotContain("Exception", Error + Out);
        Assert.DoesNotContain("internal error", Error);
        if (because is not null)
        {
            Assert.Contains(because, Error);
        }

        return this;
    }

    /// <summary>Done, nothing on standard error.</summary>
    public Outcome Succeeds()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, Status);
        return this;
    }
}

/// <summary>Runs the tool: in this process through its entry point, or as a child process.</summary>
internal static class Tool
{
    public static Outcome Run(params string[] args) => Run([], default, args);

    public static Outcome Run(byte[] input, CancellationToken cancellation, params string[] args) => Run(input, cancellation, false, args);

    public static Outcome Run(byte[] input, CancellationToken cancellation, bool terminal, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var host = new CliHost(new MemoryStream(input), output, error, cancellation) { OutputIsTerminal = terminal, ErrorIsTerminal = terminal };
        var status = FastZkTool.Run(args, host);
        return new(status, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Runs a shell command in which $fastzk stands for the tool.</summary>
    public static Outcome Shell(string command)
    {
        using var process = Start("/bin/sh", "-c", $"fastzk='dotnet {Dll}'; {command}");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    /// <summary>Starts the tool itself, so that signals reach it and not a shell.</summary>
    public static Process Start(params string[] args) => Start("dotnet", [Dll, .. args]);

    public static string Dll => Path.Combine(AppContext.BaseDirectory, "FastZk.Cli.dll");

    private static Process Start(string file, params string[] args) => Process.Start(new ProcessStartInfo(file, args)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
