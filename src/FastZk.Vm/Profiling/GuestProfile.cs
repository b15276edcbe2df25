namespace FastZk.Vm.Profiling;

/// <summary>What one function cost, over all its calls.</summary>
/// <param name="Name">The function.</param>
/// <param name="Calls">How often it was entered; 0 where it is only inlined.</param>
/// <param name="SelfCycles">Instructions of its own.</param>
/// <param name="TotalCycles">With all that it called; a recursion counts once.</param>
/// <param name="SelfCells">Cells of its own instructions, and of the words that its ecalls moved.</param>
/// <param name="TotalCells">With all that it called; a recursion counts once.</param>
public sealed record FunctionCost(string Name, long Calls, long SelfCycles, long TotalCycles, long SelfCells, long TotalCells);

/// <summary>Where a run's instructions and cells went.</summary>
public sealed class GuestProfile
{
    /// <summary>What the run came to.</summary>
    public required ExecutionResult Result { get; init; }

    /// <summary>All call stacks with their costs. The sum of all cycles is the run's.</summary>
    public required CallTree Tree { get; init; }

    /// <summary>Names of the tree's functions, by their number.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The program's functions.</summary>
    public required FunctionMap Functions { get; init; }

    /// <summary>Executions of each instruction.</summary>
    public required ExecutionCounts Counts { get; init; }

    /// <summary>Input, output and other things that were counted.</summary>
    public required GuestCounters Counters { get; init; }

    /// <summary>Unaligned words that the guest went through in parts.</summary>
    public required UnalignedWords Unaligned { get; init; }

    /// <summary>What limits the profile, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Costs of all functions that were executed, dearest first by their own cells, then by name.</summary>
    public IReadOnlyList<FunctionCost> ByFunction()
    {
        var (totalCycles, totalCells) = Tree.Totals();
        var costs = Names.Select(n => new FunctionCost(n, 0, 0, 0, 0, 0)).ToArray();
        var open = new int[costs.Length];
        Tree.Walk(
            node =>
            {
                var n = Tree[node];
                var outermost = open[n.Function]++ == 0;
                ref var c = ref costs[n.Function];
                c = c with
                {
                    Calls = c.Calls + n.Calls,
                    SelfCycles = c.SelfCycles + n.Cycles,
                    SelfCells = c.SelfCells + n.Cells,
                    TotalCycles = c.TotalCycles + (outermost ? totalCycles[node] : 0),
                    TotalCells = c.TotalCells + (outermost ? totalCells[node] : 0),
                };
            },
            node => open[Tree[node].Function]--);
        return [.. costs.Where(c => c.TotalCycles > 0).OrderByDescending(c => c.SelfCells).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }
}
