using FastZk.Vm.Trace;

namespace FastZk.Vm.Profiling;

/// <summary>How often each instruction of a program was executed.</summary>
public sealed class ExecutionCounts
{
    private readonly ElfImage _image;
    private readonly long[] _counts;

    /// <param name="image">The program.</param>
    /// <param name="steps">What the number of executions changes by at each instruction, against the one before; one entry more than code.</param>
    internal ExecutionCounts(ElfImage image, ReadOnlySpan<long> steps)
    {
        _image = image;
        _counts = new long[image.Code.Length];
        long count = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] = count += steps[i];
        }
    }

    /// <summary>Executions of the instruction at an index of <see cref="ElfImage.Code"/>.</summary>
    public long this[int instruction] => _counts[instruction];

    /// <summary>Executions by opcode.</summary>
    public long[] ByOpcode()
    {
        var counts = new long[(int)Opcode.Ebreak + 1];
        for (var i = 0; i < _counts.Length; i++)
        {
            counts[(int)_image.Code[i].Opcode] += _counts[i];
        }

        return counts;
    }

    /// <summary>Executions by class of the circuit.</summary>
    public long[] ByClass()
    {
        var counts = new long[InstructionClasses.Count];
        foreach (var (opcode, count) in ByOpcode().Index())
        {
            if (InstructionClasses.Of((Opcode)opcode) is { } c)
            {
                counts[(int)c] += count;
            }
        }

        return counts;
    }
}
