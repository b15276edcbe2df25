using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FastZk.Stark.Security;

namespace FastZk.Bench.Macro;

/// <summary>Measures the configurations asked for, each in a process of its own, and writes the report.</summary>
internal static class MacroCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IncludeFields = true };
    private static readonly JsonSerializerOptions OneLine = new() { IncludeFields = true };

    public static int Run(string[] args)
    {
        string? folder = null;
        var cases = new List<string>();
        var profiles = new List<string>();
        var threads = new List<int>();
        var repeats = 5;
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--out": folder = args[i + 1]; break;
                case "--case": cases.Add(args[i + 1]); break;
                case "--profile": profiles.Add(args[i + 1]); break;
                case "--threads": threads.Add(int.Parse(args[i + 1], CultureInfo.InvariantCulture)); break;
                case "--repeats": repeats = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                default:
                    Console.Error.WriteLine($"unknown option {args[i]}");
                    return 2;
            }
        }

        if (threads.Count == 0)
        {
            threads.Add(Environment.ProcessorCount);
        }

        var results = new List<MacroResult>();
        foreach (var c in MacroCase.All.Where(c => cases.Count == 0 || cases.Contains(c.Name)))
        {
            foreach (var p in Profile.All.Where(p => profiles.Count == 0 ? c.IsDefaultFor(p) : profiles.Contains(p.Name)))
            {
                foreach (var t in threads)
                {
                    var r = Child(c.Name, p.Name, t, repeats);
                    if (r is null)
                    {
                        return 1;
                    }

                    results.Add(r);
                    Console.WriteLine(MacroReport.Line(r));
                }
            }
        }

        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(results, Json) + "\n");
            File.WriteAllText(Path.Combine(folder, "report.md"), MacroReport.Markdown(results));
            File.WriteAllText(Path.Combine(folder, "phases.svg"), PhaseChart.Svg(results));
        }

        return 0;
    }

    public static int RunOne(string[] args)
    {
        var c = MacroCase.All.Single(c => c.Name == args[0]);
        var p = Profile.All.Single(p => p.Name == args[1]);
        var r = MacroRunner.Run(c, p, int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        Console.WriteLine(JsonSerializer.Serialize(r, OneLine));
        return 0;
    }

    // A fresh process: cold figures and peak memory belong to one configuration alone.
    private static MacroResult? Child(string name, string profile, int threads, int repeats)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var a in new[] { "macro-one", name, profile, threads.ToString(CultureInfo.InvariantCulture), repeats.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(a);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return JsonSerializer.Deserialize<MacroResult>(output, OneLine);
        }

        Console.Error.WriteLine($"{name} {profile} failed");
        return null;
    }
}
