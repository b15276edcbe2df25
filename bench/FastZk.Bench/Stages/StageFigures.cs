using System.Collections.Concurrent;
using FastZk.Bench.Common;
using FastZk.Bench.Limits;

namespace FastZk.Bench.Stages;

/// <summary>The work of every benchmark that has been set up, by name and parameters, for the columns of the summary: all run in this process.</summary>
internal static class StageFigures
{
    private static readonly ConcurrentDictionary<string, (StageWork Work, int Threads)> Known = new();

    public static void Record(Type benchmark, IEnumerable<object> parameters, StageWork work, int threads) => Known[Key(benchmark, parameters)] = (work, threads);

    public static (StageWork Work, int Threads)? Of(Type benchmark, IEnumerable<object> parameters) => Known.TryGetValue(Key(benchmark, parameters), out var found) ? found : null;

    /// <summary>All units of the stage, each a second.</summary>
    public static string Throughput(StageWork work, double seconds) => string.Join(", ", work.Amounts.Select(a => $"{Numbers.Prefixed(a.Count / seconds)}{a.Unit}/s"));

    /// <summary>The highest throughput that this machine allows, in the stage's own unit, and what bounds it.</summary>
    public static string Limit(StageWork work, int threads)
    {
        var (seconds, bound) = work.Demand.Limit(MachineRates.Of(threads));
        return $"{Numbers.Prefixed(work.Amounts[0].Count / seconds)}{work.Amounts[0].Unit}/s, {bound}";
    }

    /// <summary>Throughput in parts of the highest.</summary>
    public static double Ratio(StageWork work, int threads, double seconds) => work.Demand.Limit(MachineRates.Of(threads)).Seconds / seconds;

    // BenchmarkDotNet derives a class of its own from each benchmark, and orders parameters by itself.
    private static string Key(Type benchmark, IEnumerable<object> parameters)
    {
        while (benchmark.Assembly != typeof(StageFigures).Assembly)
        {
            benchmark = benchmark.BaseType!;
        }

        return $"{benchmark.Name} {string.Join(' ', parameters.Select(p => p.ToString()).Order(StringComparer.Ordinal))}";
    }
}
