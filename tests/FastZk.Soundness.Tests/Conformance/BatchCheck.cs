using FastZk.Memory;
using FastZk.Soundness.Tests.Conformance.Accelerators;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.Conformance;

/// <summary>Runs batches under qemu and by all of our implementations, and finds the programs at which they differ.</summary>
/// <param name="qemu">the emulator, or null to compare our implementations with each other only.</param>
/// <param name="pool">memory of recorded traces.</param>
/// <param name="create">what makes programs; the generator, except in tests of this class.</param>
internal sealed class BatchCheck(Qemu? qemu, BufferPool pool, ProgramSource? create = null)
{
    /// <summary>The difference that each program of a batch makes, or null; one entry a program.</summary>
    public string?[] Run(IReadOnlyList<ulong> seeds, int repeats = 1)
    {
        var found = new Dictionary<ulong, string>();
        var left = seeds.ToList();
        while (left.Count > 0)
        {
            var batch = new ProgramBatch(left, repeats, create);
            if (Difference(batch, left.Count) is null)
            {
                break;
            }

            // The shortest beginning that differs ends with the program to blame; those behind it are run again without it.
            var (good, bad) = (0, left.Count);
            while (bad - good > 1)
            {
                var middle = (good + bad) / 2;
                if (Difference(batch, middle) is null)
                {
                    good = middle;
                }
                else
                {
                    bad = middle;
                }
            }

            found.Add(left[bad - 1], Difference(batch, bad) ?? "differs from time to time");
            left.RemoveRange(0, bad);
        }

        return [.. seeds.Select(s => found.GetValueOrDefault(s))];
    }

    // Of the first programs of a batch.
    private string? Difference(ProgramBatch batch, int count)
    {
        var (image, input) = (ElfImage.Load(batch.Build(count, [])), batch.Input);
        var calls = CallWatch.Run(image, input);
        if (calls.Difference is not null)
        {
            return calls.Difference;
        }

        RunEnd? first = null;
        foreach (var (name, end) in RunEnd.OfAll(image, input, pool))
        {
            first ??= end;
            if (end.Fault.Length > 0)
            {
                return $"{name}: {end.Fault}";
            }

            if (first.Difference(end) is { } difference)
            {
                return $"interpreter and {name}: {difference}";
            }
        }

        if (qemu is null)
        {
            return null;
        }

        var (exitCode, journal) = qemu.Run(batch.Build(count, calls.Results), input);
        return exitCode != (int)(first!.ExitCode & 0xFF)
            ? $"exit code {first.ExitCode}, under qemu {exitCode}"
            : RunEnd.DifferenceOfJournals(first.Journal, journal) is { } different ? $"FastZk and qemu: {different}" : null;
    }
}
