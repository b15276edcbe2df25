using System.CommandLine;
using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>`list`, `run` and `replay`.</summary>
internal static class CampaignCommands
{
    /// <summary>`soundness list`: the campaigns and what the ledger has of them.</summary>
    public static Command List()
    {
        var command = new Command("list", "Names of the campaigns");
        command.SetAction(_ =>
        {
            var ledger = Ledger.Read(Repository.Path(Ledger.RelativePath));
            foreach (var c in Campaign.All)
            {
                var seeds = ledger.Done(c.Name, c.Version).Sum(r => (decimal)(r.To - r.From));
                Console.WriteLine($"{c.Name}{(c.Lines == "" ? "" : $" ({c.Lines})")}: {c.Summary} {seeds:N0} seeds in the ledger.");
            }
        });
        return command;
    }

    /// <summary>`soundness run NAME`: seeds that the ledger does not have yet.</summary>
    public static Command Run()
    {
        var name = new Argument<string>("campaign") { Description = "its name" };
        var cases = new Option<ulong>("--cases") { Description = "how many more seeds to run", DefaultValueFactory = _ => 1000 };
        var from = new Option<ulong>("--from") { Description = "no seeds below this one" };
        var threads = new Option<int>("--threads") { Description = "threads, 1 to 256", DefaultValueFactory = _ => Environment.ProcessorCount };
        var minutes = new Option<double>("--minutes") { Description = "stop after this time", DefaultValueFactory = _ => 600 };
        var record = new Option<bool>("--record") { Description = $"add the counts to {Ledger.RelativePath}, after every chunk" };
        var again = new Option<bool>("--again") { Description = "run seeds too that the ledger has; records nothing" };
        var chunk = new Option<ulong>("--chunk") { Description = "seeds of a chunk", DefaultValueFactory = _ => 100_000 };
        var command = new Command("run", "Run more seeds of a campaign; ends with 1 when a case broke") { name, cases, from, threads, minutes, record, again, chunk };
        command.SetAction(parsed =>
        {
            var campaign = Find(parsed.GetValue(name)!);
            if (parsed.GetValue(threads) is < 1 or > 256)
            {
                throw new ArgumentException("--threads must be 1 to 256.");
            }

            if (parsed.GetValue(again) && parsed.GetValue(record))
            {
                throw new ArgumentException("--again and --record exclude each other: seeds would count twice.");
            }

            if (parsed.GetValue(chunk) == 0)
            {
                throw new ArgumentException("--chunk must be at least 1.");
            }

            using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(Math.Min(parsed.GetValue(minutes), 1e5)));
            Console.CancelKeyPress += (_, e) =>
            {
                e.Cancel = true;
                stop.Cancel();
            };
            return new Chunks(campaign, parsed.GetValue(chunk), parsed.GetValue(threads), parsed.GetValue(record), parsed.GetValue(again))
                .Run(parsed.GetValue(from), parsed.GetValue(cases), stop.Token);
        });
        return command;
    }

    /// <summary>`soundness replay NAME SEED`: one case, in full.</summary>
    public static Command Replay()
    {
        var name = new Argument<string>("campaign") { Description = "its name" };
        var seed = new Argument<ulong>("seed") { Description = "the case's seed" };
        var command = new Command("replay", "Run one case and say how it ended") { name, seed };
        command.SetAction(parsed =>
        {
            using var worker = Find(parsed.GetValue(name)!).Start();
            var result = worker.Run(parsed.GetValue(seed));
            Console.WriteLine($"{result.Verdict}, {result.Kind} {result.Detail}");
            return result.Verdict == Verdict.Broke ? 1 : 0;
        });
        return command;
    }

    private static Campaign Find(string name) =>
        Campaign.All.FirstOrDefault(c => c.Name == name)
        ?? throw new ArgumentException($"There is no campaign '{name}'; there are {string.Join(", ", Campaign.All.Select(c => c.Name))}.");
}
