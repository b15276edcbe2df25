using System.CommandLine;
using System.Globalization;
using FastZk.Bench.Cases;
using FastZk.Bench.Common;
using FastZk.Stark.Security;

namespace FastZk.Bench.Macro;

/// <summary>`bench macro`: measures whole proofs, each configuration in a process of its own, and writes the report.</summary>
internal static class MacroCommand
{
    private const string OneCommand = "macro-one";

    public static IEnumerable<Command> Create()
    {
        var cases = new Option<string[]>("--case") { Description = "Case, may be repeated; all but the small ones of 2^16 cycles when left out" };
        cases.AcceptOnlyFromAmong([.. GuestCase.All.Select(c => c.Name)]);
        var profiles = new Option<string[]>("--profile") { Description = "fast or compact, may be repeated; what suits the case when left out" };
        profiles.AcceptOnlyFromAmong([.. Profile.All.Select(p => p.Name)]);
        var threads = new Option<int[]>("--threads") { Description = "Workers, may be repeated; the number of cores when left out" };
        var instructions = new Option<string[]>("--instructions") { Description = $"{string.Join(", ", InstructionSets.Names)}, may be repeated; the machine's best when left out" };
        instructions.AcceptOnlyFromAmong([.. InstructionSets.Names]);
        var repeats = new Option<int>("--repeats") { Description = "Warm proofs of each process", DefaultValueFactory = _ => 5 };
        var processes = new Option<int>("--processes") { Description = "Processes of each configuration, each with a cold proof", DefaultValueFactory = _ => 3 };
        var tool = new Option<string?>("--tool") { Description = "Also measure this command-line tool, FastZk.Cli or FastZk.Cli.dll, from cold" };
        var output = new Option<string?>("--out") { Description = "Folder for results.json, report.md and the pictures" };
        var macro = new Command("macro", "Measure whole proofs") { cases, profiles, threads, instructions, repeats, processes, tool, output };
        macro.SetAction(parsed =>
        {
            var results = new List<MacroResult>();
            foreach (var set in parsed.GetValue(instructions) is { Length: > 0 } sets ? sets : [InstructionSets.Best])
            {
                foreach (var c in GuestCase.All.Where(c => parsed.GetValue(cases) is { Length: > 0 } named ? named.Contains(c.Name) : c.Name == "key_ownership" || !c.IsSmall))
                {
                    foreach (var p in parsed.GetValue(profiles) is { Length: > 0 } named ? Profile.All.Where(p => named.Contains(p.Name)) : c.Profiles)
                    {
                        foreach (var t in parsed.GetValue(threads) is { Length: > 0 } counts ? counts : [Environment.ProcessorCount])
                        {
                            var r = Measure(c.Name, p.Name, t, set, parsed.GetValue(repeats), parsed.GetValue(processes));
                            results.Add(r);
                            Console.WriteLine(MacroReport.Line(r));
                        }
                    }
                }
            }

            var times = parsed.GetValue(tool) is { } path ? ToolRunner.Run(path, parsed.GetValue(repeats)) : [];
            Write(parsed.GetValue(output), new(MachineInfo.Commit(), MachineInfo.Description, results, times));
            return 0;
        });
        return [macro, One()];
    }

    // One process of Measure.
    private static Command One()
    {
        var name = new Argument<string>("case");
        var profile = new Argument<string>("profile");
        var threads = new Argument<int>("threads");
        var repeats = new Argument<int>("repeats");
        var command = new Command(OneCommand) { name, profile, threads, repeats };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var p = Profile.All.Single(p => p.Name == parsed.GetValue(profile));
            Console.Write(JsonFiles.Text(MacroRunner.Run(GuestCase.Of(parsed.GetValue(name)!), p, parsed.GetValue(threads), parsed.GetValue(repeats))));
            return 0;
        });
        return command;
    }

    private static MacroResult Measure(string name, string profile, int threads, string instructions, int repeats, int processes)
    {
        string[] arguments = [OneCommand, name, profile, threads.ToString(CultureInfo.InvariantCulture), repeats.ToString(CultureInfo.InvariantCulture)];
        MacroResult? result = null;
        for (var i = 0; i < processes; i++)
        {
            var one = JsonFiles.Parse<MacroResult>(ChildProcess.Self(InstructionSets.Environment(instructions), arguments));
            result = result?.With(one) ?? one;
        }

        return result ?? throw new InvalidOperationException("No process was asked for.");
    }

    private static void Write(string? folder, ResultSet set)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ResultSet.FileName), JsonFiles.Text(set));
        File.WriteAllText(Path.Combine(folder, "report.md"), MacroReport.Markdown(set));
        File.WriteAllText(Path.Combine(folder, "phases.svg"), PhaseChart.Svg(set.Results));
        if (ScalingChart.IsUseful(set.Results))
        {
            File.WriteAllText(Path.Combine(folder, "scaling.svg"), ScalingChart.Svg(set.Results));
        }
    }
}
