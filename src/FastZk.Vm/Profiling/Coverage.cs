using FastZk.Vm.Trace;

namespace FastZk.Vm.Profiling;

/// <summary>How much of a function was executed.</summary>
/// <param name="Name">The function.</param>
/// <param name="Address">Byte address of its first instruction.</param>
/// <param name="Instructions">Words of it that are instructions.</param>
/// <param name="Executed">How many of them were executed at all.</param>
/// <param name="Cycles">Instructions executed in it.</param>
public sealed record FunctionCoverage(string Name, uint Address, int Instructions, int Executed, long Cycles);

/// <summary>How much of a source line was executed.</summary>
/// <param name="File">The file, as the compiler names it.</param>
/// <param name="Line">From 1 on.</param>
/// <param name="Instructions">Instructions made of it.</param>
/// <param name="Executed">How many of them were executed at all.</param>
/// <param name="Count">Executions of the one executed most.</param>
public sealed record LineCoverage(string File, int Line, int Instructions, int Executed, long Count);

/// <summary>What a run executed: by class, by opcode, by function, and by line where the guest has debug information.</summary>
public sealed class Coverage
{
    /// <param name="image">The program.</param>
    /// <param name="functions">Its functions.</param>
    /// <param name="counts">Executions of each instruction.</param>
    /// <param name="debug">Tells lines, or null.</param>
    public Coverage(ElfImage image, FunctionMap functions, ExecutionCounts counts, DebugInfo? debug)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(counts);
        Classes = [.. counts.ByClass().Index().Select(c => ((InstructionClass)c.Index, c.Item))];
        Opcodes = [.. counts.ByOpcode().Index().Select(o => ((Opcode)o.Index, o.Item)).Where(o => o.Item1 is not (Opcode.Illegal or Opcode.Ebreak))];
        Functions = [.. functions.Functions.Select(f => Of(image, counts, f)).Where(f => f.Instructions > 0)];
        Lines = debug is null ? null : [.. LinesOf(image, counts, debug)];
    }

    /// <summary>Executions by class of the circuit, all classes.</summary>
    public IReadOnlyList<(InstructionClass Class, long Count)> Classes { get; }

    /// <summary>Executions by opcode, all that can be executed.</summary>
    public IReadOnlyList<(Opcode Opcode, long Count)> Opcodes { get; }

    /// <summary>By ascending address; stretches without instructions are left out.</summary>
    public IReadOnlyList<FunctionCoverage> Functions { get; }

    /// <summary>By file and line; null without debug information.</summary>
    public IReadOnlyList<LineCoverage>? Lines { get; }

    private static FunctionCoverage Of(ElfImage image, ExecutionCounts counts, GuestFunction function)
    {
        var (instructions, executed, cycles) = (0, 0, 0L);
        for (var i = function.First; i < function.First + function.Count; i++)
        {
            instructions += image.Code[i].Opcode == Opcode.Illegal ? 0 : 1;
            executed += counts[i] > 0 ? 1 : 0;
            cycles += counts[i];
        }

        return new(function.Name, image.CodeBase + 4 * (uint)function.First, instructions, executed, cycles);
    }

    private static IEnumerable<LineCoverage> LinesOf(ElfImage image, ExecutionCounts counts, DebugInfo debug)
    {
        var lines = new Dictionary<(string, int), LineCoverage>();
        for (var i = 0; i < image.Code.Length; i++)
        {
            if (debug.LineAt(i) is not { } at)
            {
                continue;
            }

            var line = lines.GetValueOrDefault(at) ?? new(at.File, at.Line, 0, 0, 0);
            lines[at] = line with
            {
                Instructions = line.Instructions + 1,
                Executed = line.Executed + (counts[i] > 0 ? 1 : 0),
                Count = Math.Max(line.Count, counts[i]),
            };
        }

        return lines.Values.OrderBy(l => l.File, StringComparer.Ordinal).ThenBy(l => l.Line);
    }
}
