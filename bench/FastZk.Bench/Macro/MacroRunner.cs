using System.Diagnostics;
using FastZk.Bench.Cases;
using FastZk.Bench.Common;
using FastZk.Circuits.Fill;
using FastZk.Field.Packed;
using FastZk.Memory;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Macro;

/// <summary>Proves a guest several times in this process, which should do nothing else: its first proof is the cold one, its high-water mark the memory.</summary>
internal static class MacroRunner
{
    public static MacroResult Run(GuestCase c, Profile profile, int threads, int repeats)
    {
        using var program = GuestProgram.Load(c.Elf());
        using var prover = new Prover(new() { Profile = profile, Threads = threads });
        var cold = Seconds(() => prover.Prove(program, c.Input));
        double[] warm = new double[repeats], cpu = new double[repeats], native = new double[repeats], managed = new double[repeats], lengths = new double[repeats];
        var phases = new List<IReadOnlyList<(string Phase, double Seconds)>>();
        Receipt receipt = null!;
        ProofStatistics statistics = null!;
        for (var i = 0; i < repeats; i++)
        {
            var managedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var cpuBefore = Environment.CpuUsage.TotalTime;
            warm[i] = Seconds(() => receipt = prover.Prove(program, c.Input, out statistics));
            cpu[i] = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
            managed[i] = GC.GetTotalAllocatedBytes(precise: true) - managedBefore;
            native[i] = statistics.PeakBytes;
            lengths[i] = receipt.Length;
            phases.Add(statistics.Phases);
        }

        var resident = Process.GetCurrentProcess().PeakWorkingSet64;
        var bytes = receipt.ToBytes();
        var verify = Repeat(Math.Max(9, repeats), () => Check(Verifier.Verify(bytes, program.ImageId)));
        var execute = Repeat(Math.Max(5, repeats), () => prover.Execute(program, c.Input));
        var measured = new Measurements(new(warm), new(cpu), Sample.Of(cold), verify, execute, new(lengths), new(native), Sample.Of(resident), new(managed));
        return new(c.Name, profile.Name, threads, PackedBackends.Best.ToString(), statistics.Cycles, receipt.Shape.Parameters.Queries, measured, PhaseSamples(phases), statistics.PredictedBytes,
            Tables(program.Elf, c.Input, receipt.Shape), [.. ReceiptMap.Of(receipt, out _).Select(p => new ReceiptBytes(p.Name, p.Bytes))]);
    }

    private static IReadOnlyList<PhaseSample> PhaseSamples(List<IReadOnlyList<(string Phase, double Seconds)>> runs) =>
        [.. runs.SelectMany(r => r.Select(p => p.Phase)).Distinct().Select(name => new PhaseSample(name, new([.. runs.Select(r => r.Where(p => p.Phase == name).Sum(p => p.Seconds))])))];

    private static IReadOnlyList<TableCells> Tables(ElfImage image, byte[] input, ProofShape shape)
    {
        using var trace = Recorder.Record(image, input, ExecutionOptions.Default, BufferPool.Shared, default);
        var rows = WitnessBuilder.RowCounts(image, trace, shape.Profile);
        return [.. shape.Present.Select(t => new TableCells(t.Name, shape.LogHeight(t.Id), rows[t.Id], t.MainColumns, t.AuxiliaryColumns, t.FixedColumns, t.Fractions.Length))];
    }

    private static Sample Repeat(int repeats, Action action)
    {
        action();
        return new([.. Enumerable.Range(0, repeats).Select(_ => Seconds(action))]);
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Check(VerificationResult result)
    {
        if (!result.IsAccepted)
        {
            throw new InvalidOperationException($"A receipt of the benchmark did not verify: {result.Reason}.");
        }
    }
}
