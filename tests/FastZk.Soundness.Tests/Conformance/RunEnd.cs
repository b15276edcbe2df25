using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>How a run ended: with an exit code, a journal and a number of cycles, or with a fault.</summary>
internal sealed record RunEnd(uint ExitCode, byte[] Journal, long Cycles, string Fault = "")
{
    /// <summary>A policy that translates whatever is executed more than once, however many programs an ELF holds.</summary>
    private static readonly TranslationPolicy Translated = TranslationPolicy.Eager with { MaxProfiles = 64 };

    /// <summary>Runs by each of our implementations. Each runs the whole guest from its start.</summary>
    public static IEnumerable<(string Name, RunEnd End)> OfAll(ElfImage image, byte[] input, BufferPool pool)
    {
        var options = ExecutionOptions.Default;
        yield return ("interpreter", Of(() => ByExecutor(image, input, TranslationPolicy.Never)));
        yield return ("translation", Of(() => ByExecutor(image, input, Translated)));
        yield return ("reference", Of(() => ReferenceInterpreter.Run(image, input, options)));
        yield return ("recorder", Of(() =>
        {
            using var trace = Recorder.Record(image, input, options, pool, default);
            return new() { Cycles = trace.Cycles, ExitCode = trace.ExitCode, Journal = trace.Journal };
        }));
    }

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
