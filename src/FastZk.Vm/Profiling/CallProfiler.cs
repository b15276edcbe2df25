using System.Runtime.CompilerServices;

namespace FastZk.Vm.Profiling;

/// <summary>Charges every stretch of a run to its call stack.</summary>
internal sealed class CallProfiler : IRunObserver
{
    private readonly ElfImage _image;
    private readonly Machine _machine;
    private readonly ProfilerOptions _options;
    private readonly CodeSegments _segments;
    private readonly ShadowStack _stack;
    private readonly JumpKind[] _kinds;

    // Cells of all instructions before an index; what the executions of instructions change by at an index.
    private readonly long[] _cells;
    private readonly long[] _steps;
    private bool _warned;

    public CallProfiler(ElfImage image, Machine machine, ProfilerOptions options)
    {
        (_image, _machine, _options) = (image, machine, options);
        Functions = new(image);
        _segments = new(Functions, image.Code.Length, options.Debug);
        Tree = new(_segments.NumberOf(CallTree.RestName), options.MaxStacks);
        _stack = new(Tree, _segments, Functions);
        _kinds = [.. image.Code.Select(i => CallRules.KindOf(i))];
        _cells = new long[image.Code.Length + 1];
        _steps = new long[image.Code.Length + 1];
        for (var i = 0; i < image.Code.Length; i++)
        {
            _cells[i + 1] = _cells[i] + options.Weights.Of(image.Code[i].Opcode);
        }

        _stack.Start(machine.NextIndex);
    }

    public FunctionMap Functions { get; }

    public CallTree Tree { get; }

    public IReadOnlyList<string> Names => _segments.Names;

    public GuestCounters Counters { get; } = new();

    public bool StackWasCut => _stack.WasCut;

    public ExecutionCounts Counts() => new(_image, _steps);

    public void Before()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Executed(int first, int count, int next)
    {
        if (count == 0)
        {
            return;
        }

        var end = first + count;
        _steps[first]++;
        _steps[end]--;
        Charge(first, end);
        var kind = _kinds[end - 1];
        // Neither a call to the next instruction nor a jump out of the program, which faults.
        if ((next != end || kind != JumpKind.Plain) && next < _kinds.Length)
        {
            _stack.Jump(kind, end - 1, next, _machine.Registers[2]);
        }
    }

    public void Called(int index, in EcallEvent call)
    {
        Counters.Add(call, _image);
        Executed(index, 1, index + 1);
        var moved = call.Number switch
        {
            EcallNumber.Read => CellWeights.Words(call.A1, call.Result) * _options.Weights.InputWord,
            EcallNumber.Write when call.A0 == EcallNumber.JournalDescriptor => CellWeights.Words(call.A1, call.A2) * _options.Weights.JournalWord,
            _ => 0,
        };
        Tree.Charge(_stack.NodeFor(_segments.At(index)), 0, moved);
    }

    public void StoresToText(int index, uint address)
    {
        Counters.TextStores++;
        if (!_warned)
        {
            _warned = true;
            _options.Execution.TextStoreWarning?.Invoke(_image.CodeBase + 4 * (uint)index, address);
        }
    }

    public bool IsMark(int index) => false;

    public bool Faulted(GuestFaultException fault) => false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Charge(int first, int end)
    {
        while (first < end)
        {
            var number = _segments.At(first);
            var stop = Math.Min(end, _segments[number].End);
            Tree.Charge(_stack.NodeFor(number), stop - first, _cells[stop] - _cells[first]);
            first = stop;
        }
    }
}
