using System.Diagnostics;
using FastZk.Stark.Security;

namespace FastZk.Bench.Macro;

/// <summary>One measured configuration: guest, profile, threads. Seconds and bytes.</summary>
internal sealed record MacroResult(
    string Case, string Profile, int Threads, long Cycles, double ExecuteMips, double ColdSeconds, double WarmSeconds, double CpuSeconds, double Khz, double VerifySeconds, int ReceiptBytes,
    long PeakNativeBytes, long PredictedBytes, long PeakRssBytes, long AllocatedBytes, long CommittedCells, double CellsPerCycle, double UsedCellsPerCycle, double MillionCellsPerSecond,
    int Queries, IReadOnlyList<(string Phase, double Seconds)> Phases);

/// <summary>Proves a guest several times in this process and takes medians.</summary>
internal static class MacroRunner
{
    public static MacroResult Run(MacroCase c, Profile profile, int threads, int repeats)
    {
        using var program = GuestProgram.Load(c.Elf());
        using var prover = new Prover(new() { Profile = profile, Threads = threads });
        var watch = Stopwatch.StartNew();
        var receipt = prover.Prove(program, c.Input, out var statistics);
        var cold = watch.Elapsed.TotalSeconds;
        var runs = new List<(double Total, ProofStatistics Statistics)>();
        long allocated = 0;
        var cpu = new List<double>();
        for (var i = 0; i < repeats; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
            watch.Restart();
            receipt = prover.Prove(program, c.Input, out statistics);
            runs.Add((watch.Elapsed.TotalSeconds, statistics));
            cpu.Add((Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalSeconds);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        cpu.Sort();
        runs.Sort((a, b) => a.Total.CompareTo(b.Total));
        var (warm, median) = runs[runs.Count / 2];
        var bytes = receipt.ToBytes();
        return new(c.Name, profile.Name, threads, median.Cycles, Mips(prover, program, c.Input), cold, warm, cpu[cpu.Count / 2], median.Cycles / warm / 1000,
            Median(repeats, () => Check(Verifier.Verify(bytes, program.ImageId).IsAccepted)), bytes.Length, median.PeakBytes, median.PredictedBytes,
            PeakRss(), allocated, median.CommittedCells, (double)median.CommittedCells / median.Cycles, (double)median.UsedCells / median.Cycles,
            median.CommittedCells / warm / 1e6, receipt.Shape.Parameters.Queries, median.Phases);
    }

    private static double Mips(Prover prover, GuestProgram program, byte[] input)
    {
        var cycles = prover.Execute(program, input).Cycles;
        return cycles / Median(5, () => prover.Execute(program, input)) / 1e6;
    }

    private static double Median(int repeats, Action action)
    {
        var times = new double[Math.Max(5, repeats)];
        for (var i = 0; i < times.Length; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            times[i] = watch.Elapsed.TotalSeconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static void Check(bool ok)
    {
        if (!ok)
        {
            throw new InvalidOperationException("A receipt of the benchmark did not verify.");
        }
    }

    // The process's high-water mark; per configuration only when each runs in a process of its own.
    private static long PeakRss() => Process.GetCurrentProcess().PeakWorkingSet64;
}
