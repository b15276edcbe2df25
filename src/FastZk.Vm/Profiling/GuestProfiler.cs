namespace FastZk.Vm.Profiling;

/// <summary>Runs guests and keeps account of every instruction, by call stack. Exact: nothing is sampled.</summary>
public static class GuestProfiler
{
    /// <summary>Runs a program from its entry to exit.</summary>
    /// <param name="image">The program.</param>
    /// <param name="input">The private input. A profile depends on it: it is as private.</param>
    /// <param name="options">Limits, weights, debug information.</param>
    /// <param name="cancellationToken">Ends the run, like the one in the options.</param>
    /// <exception cref="GuestFaultException">The guest faulted or exceeded a limit.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static GuestProfile Run(ElfImage image, ReadOnlySpan<byte> input, ProfilerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxStacks, 1);
        using var machine = Machine.Interpreting(image, options.Execution, cancellationToken);
        var profiler = new CallProfiler(image, machine, options);
        var result = machine.Observe(input, profiler);
        profiler.Counters.PagesWritten = machine.Memory.TouchedPageCount;
        var notes = new List<string>();
        if (profiler.Tree.Rest > 0)
        {
            notes.Add($"more than {options.MaxStacks} different call stacks: the rest stands below \"{CallTree.RestName}\"");
        }

        if (profiler.StackWasCut)
        {
            notes.Add($"calls nested deeper than {ShadowStack.MaxDepth}: the innermost ones stand in for each other");
        }

        var counts = profiler.Counts();
        return new()
        {
            Result = result,
            Tree = profiler.Tree,
            Names = profiler.Names,
            Functions = profiler.Functions,
            Counts = counts,
            Counters = profiler.Counters,
            Unaligned = UnalignedWords.Count(image, counts),
            Notes = notes,
        };
    }
}
