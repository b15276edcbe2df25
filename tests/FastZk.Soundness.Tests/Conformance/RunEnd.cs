using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>How a run ended: with an exit code, a journal and a number of cycles, or with a fault.</summary>
internal sealed record RunEnd(uint ExitCode, byte[] Journal, long Cycles, string Fault = "")
{
    // Large regions, and many small ones with all kinds of ways from one to the next.
    private static readonly int[] RegionCosts = [4000, 400, 4000, 400, 2000, 400, 1000, Region.MaxCost];

    private static readonly string[] TranslatedRuns = ["translation, watched run", "translation, run that begins it", "translation, run with all of it"];

    /// <summary>Runs by each of our implementations. Each runs the whole guest from its start.</summary>
    public static IEnumerable<(string Name, RunEnd End)> OfAll(ElfImage image, byte[] input, BufferPool pool)
    {
        var interpreted = Of(() => ByExecutor(image, input, TranslationPolicy.Never));
        yield return ("interpreter", interpreted);

        var watching = Watching(image, interpreted.Cycles);
        foreach (var run in TranslatedRuns)
        {
            yield return (run, Of(() => ByExecutor(image, input, watching)));
        }

        yield return ("reference", Of(() => ReferenceInterpreter.Run(image, input)));
        yield return ("recorder", Of(() =>
        {
            using var trace = Recorder.Record(image, input, ExecutionOptions.Default, pool, default);
            return new() { Cycles = trace.Cycles, ExitCode = trace.ExitCode, Journal = trace.Journal };
        }));
    }

    /// <summary>
    /// A policy by which the first run of so many cycles is watched whole, the second one is translated after an eighth of it, and the third one from its
    /// start on.
    /// </summary>
    public static TranslationPolicy Watching(ElfImage image, long cycles) => TranslationPolicy.Eager with
    {
        MaxProfiles = 1,
        ProfiledJumps = int.MaxValue,
        ProfiledCycles = (int)Math.Min(cycles + cycles / 8, int.MaxValue),
        MaxGrown = 0,
        MaxRegionCost = RegionCosts[image.Code.Length % RegionCosts.Length],
    };

    /// <summary>What differs, or null.</summary>
    public string? Difference(RunEnd other) =>
        Fault != other.Fault ? $"fault '{Fault}' against '{other.Fault}'"
        : ExitCode != other.ExitCode ? $"exit code {ExitCode} against {other.ExitCode}"
        : Cycles != other.Cycles ? $"{Cycles} cycles against {other.Cycles}"
        : DifferenceOfJournals(Journal, other.Journal);

    /// <summary>Where two journals differ, or null.</summary>
    public static string? DifferenceOfJournals(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var same = one.CommonPrefixLength(other);
        return same == one.Length && same == other.Length ? null : $"journals of {one.Length} and {other.Length} bytes differ from byte {same} on";
    }

    private static ExecutionResult ByExecutor(ElfImage image, byte[] input, TranslationPolicy policy)
    {
        using var machine = new Machine(image, ExecutionOptions.Default, CancellationToken.None, policy);
        return machine.Run(input);
    }

    private static RunEnd Of(Func<ExecutionResult> run)
    {
        try
        {
            var result = run();
            return new(result.ExitCode, result.Journal, result.Cycles);
        }
        catch (GuestFaultException e)
        {
            return new(0, [], 0, e.Message);
        }
    }
}
