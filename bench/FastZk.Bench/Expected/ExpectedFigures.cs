using FastZk.Bench.Cases;
using FastZk.Circuits;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Security;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Expected;

/// <summary>Computes the figures of a case that are the same on every machine: the shape from a recorded run, the rest from proofs with a known seed on one thread.</summary>
internal static class ExpectedFigures
{
    /// <summary>The only figure with a tolerance: the compiler may put more or fewer short-lived objects on the stack.</summary>
    public const string ManagedBytes = "managed bytes a warm proof";

    /// <summary>Figures that only a proof yields.</summary>
    public static readonly IReadOnlySet<string> OfProofs = new HashSet<string> { ManagedBytes, ReceiptBytes, NativeBytes };

    private const string ReceiptBytes = "receipt bytes";
    private const string NativeBytes = "native bytes at the peak";

    /// <summary>Relative difference of two values of a figure that is still the same.</summary>
    public static double Tolerance(string figure) => figure == ManagedBytes ? 0.05 : 0;

    public static ExpectedCase Of(GuestCase c, Profile profile, bool prove)
    {
        var elf = c.Elf();
        var result = ShapeOf(c, profile, ElfImage.Load(elf));
        if (prove)
        {
            AddProof(c, profile, elf, result.Figures);
        }

        return result;
    }

    private static ExpectedCase ShapeOf(GuestCase c, Profile profile, ElfImage image)
    {
        using var trace = Recorder.Record(image, c.Input, ExecutionOptions.Default, BufferPool.Shared, default);
        var rows = WitnessBuilder.RowCounts(image, trace, profile);
        var shape = ProofShape.Create(Rv32Circuit.System, profile, WitnessBuilder.LogHeights(profile, rows), RunStatement.TuplesOf(trace.Journal.Length), out var reason)
            ?? throw new InvalidOperationException(reason);
        var cells = shape.Present.Sum(t => (long)(t.MainColumns + t.AuxiliaryColumns) << shape.LogHeight(t.Id));
        var used = shape.Present.Sum(t => (long)(t.MainColumns + t.AuxiliaryColumns) * rows[t.Id]);
        return new(
            new()
            {
                ["cycles"] = trace.Cycles,
                ["main columns"] = shape.Present.Sum(t => t.MainColumns),
                ["auxiliary columns"] = shape.Present.Sum(t => t.AuxiliaryColumns),
                ["preprocessed columns"] = shape.Present.Sum(t => t.FixedColumns),
                ["constraints"] = shape.Present.Sum(t => t.ConstraintCount),
                ["cells"] = cells,
                ["cells in use"] = used,
                ["cells a cycle"] = Math.Round((double)cells / trace.Cycles, 2),
                ["cells in use a cycle"] = Math.Round((double)used / trace.Cycles, 2),
                ["queries"] = shape.Parameters.Queries,
                ["folds"] = shape.Parameters.Folds,
                ["predicted native bytes"] = MemoryEstimate.PeakBytes(shape, threads: 1),
            },
            new(shape.Present.ToDictionary(t => t.Name, t => $"{rows[t.Id]} of {1L << shape.LogHeight(t.Id)}"), StringComparer.Ordinal));
    }

    // One thread: with more, the peak depends on who rents first.
    private static void AddProof(GuestCase c, Profile profile, byte[] elf, SortedDictionary<string, double> figures)
    {
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Profile = profile, Threads = 1, Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)] });
        var receipt = prover.Prove(program, c.Input, out var statistics);
        var managed = long.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            prover.Prove(program, c.Input);
            managed = Math.Min(managed, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        figures[ReceiptBytes] = receipt.Length;
        figures[NativeBytes] = statistics.PeakBytes;
        figures[ManagedBytes] = managed;
    }
}
