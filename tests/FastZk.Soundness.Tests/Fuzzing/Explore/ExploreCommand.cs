using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Fuzzing.Explore;

/// <summary>`soundness explore TARGET`: evolves inputs by the blocks of code that they reach, and keeps in the corpus those that reached something new.</summary>
internal static class ExploreCommand
{
    private const int MostGenes = 12, MostDeltaBytes = 512;

    /// <summary>The command; it ends with 1 when an input broke something.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("target") { Description = string.Join(" or ", Target.All.Select(t => t.Name)) };
        var minutes = new Option<double>("--minutes") { Description = "how long", DefaultValueFactory = _ => 1 };
        var seed = new Option<ulong>("--seed") { Description = "of the evolution", DefaultValueFactory = _ => 1 };
        var command = new Command("explore", "Evolve inputs by coverage and keep new ones in the corpus") { name, minutes, seed };
        command.SetAction(parsed =>
        {
            var target = Target.All.FirstOrDefault(t => t.Name == parsed.GetValue(name)) ?? throw new ArgumentException("There is no such target.");
            var time = TimeSpan.FromMinutes(Math.Min(parsed.GetValue(minutes), 1e5));
            return CoverageMap.Counters is null ? Restart(target, time, parsed.GetValue(seed)) : Evolve(target, time, parsed.GetValue(seed));
        });
        return command;
    }

    // The assemblies of this process cannot be changed any more: a copy of it does the work.
    private static int Restart(Target target, TimeSpan time, ulong seed)
    {
        var program = Path.Combine(Instrumenter.Copy(), Path.GetFileName(Environment.GetCommandLineArgs()[0]));
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [program, "explore", target.Name, "--minutes", time.TotalMinutes.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture)]))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int Evolve(Target target, TimeSpan time, ulong seed)
    {
        var map = new CoverageMap();
        var path = Corpus.PathOf(target.Name);
        var kept = Corpus.Read(path).ToList();
        var dice = new Dice(seed);
        var originals = target.Originals.Keys.Order(StringComparer.Ordinal).ToArray();

        // What originals and the corpus reach is not new. Twice: the first time also runs what runs once.
        for (var round = 0; round < 2; round++)
        {
            foreach (var (original, input) in originals.Select(o => (o, target.Make(o, []))).Concat(kept.Where(k => target.Originals.ContainsKey(k.Original)).Select(k => (k.Original, k.Delta.Apply(target.Originals[k.Original])))))
            {
                map.Clear();
                target.Judge(original, input);
                map.SawNew();
            }
        }

        var known = map.Blocks;
        var population = originals.Select(o => (Original: o, Genes: Array.Empty<ulong>())).ToList();
        var (tried, broke, found) = (0L, 0, 0);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time; tried++)
        {
            // Newer ones more often: they are where something was found last.
            var (original, genes) = population[Math.Max(dice.Below(population.Count), dice.Below(population.Count))];
            genes = dice.Below(4) switch
            {
                0 when genes.Length > 0 => [.. genes.Where((_, i) => i != genes.Length - 1), dice.Bits()],
                1 when genes.Length > 1 => [.. genes[..^1]],
                _ => [.. genes.Take(MostGenes - 1), dice.Bits()],
            };
            var input = target.Make(original, genes);
            map.Clear();
            var result = target.Judge(original, input);
            if (result.Verdict == Verdict.Broke)
            {
                broke++;
                Console.Error.WriteLine($"{original}, {result.Kind} {result.Detail}: {Delta.Between(target.Originals[original], input)}");
            }

            if (!map.SawNew())
            {
                continue;
            }

            found++;
            population.Add((original, genes));
            var delta = Delta.Between(target.Originals[original], input);
            if (delta.Bytes <= MostDeltaBytes && !input.AsSpan().SequenceEqual(target.Originals[original]))
            {
                kept.Add((original, delta));
            }
        }

        Corpus.Write(path, kept);
        Console.WriteLine($"{target.Name}: {tried:N0} inputs, {found} new, {map.Blocks} of {CoverageMap.Counters!.Length} blocks reached ({map.Blocks - known} more than before), {kept.Count} in the corpus, {broke} broke");
        return broke > 0 ? 1 : 0;
    }
}
