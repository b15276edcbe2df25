namespace FastZk.Vm.Profiling;

/// <summary>A run of instructions of one function and one stack of inlined calls.</summary>
/// <param name="First">Index of the first instruction.</param>
/// <param name="End">Index behind the last.</param>
/// <param name="Function">Number of the function that the symbols name.</param>
/// <param name="Inlines">Numbers of the functions inlined there, outermost first.</param>
internal sealed record CodeSegment(int First, int End, int Function, int[] Inlines);

/// <summary>Cuts the code into segments, and numbers the names of functions: those of <see cref="FunctionMap"/> keep theirs.</summary>
internal sealed class CodeSegments
{
    private readonly List<string> _names;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<CodeSegment> _segments = [];
    private readonly int[] _segmentOf;

    public CodeSegments(FunctionMap functions, int codeLength, DebugInfo? debug)
    {
        _names = [.. functions.Functions.Select(f => f.Name)];
        for (var i = 0; i < _names.Count; i++)
        {
            _numbers.TryAdd(_names[i], i);
        }

        _segmentOf = new int[codeLength];
        var stacks = new Dictionary<int, int[]> { [0] = [] };
        for (var i = 0; i < codeLength; i++)
        {
            var inline = debug?.InlineAt(i) ?? 0;
            if (i > 0 && functions[i] == functions[i - 1] && inline == (debug?.InlineAt(i - 1) ?? 0))
            {
                _segmentOf[i] = _segments.Count - 1;
                continue;
            }

            if (!stacks.TryGetValue(inline, out var stack))
            {
                stacks[inline] = stack = [.. debug!.InlineStack(inline).Select(NumberOf)];
            }

            _segmentOf[i] = _segments.Count;
            _segments.Add(new(i, i + 1, functions[i], stack));
        }

        for (var i = 0; i < _segments.Count; i++)
        {
            _segments[i] = _segments[i] with { End = i + 1 < _segments.Count ? _segments[i + 1].First : codeLength };
        }
    }

    /// <summary>Names by number.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a name.</summary>
    public int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            _numbers[name] = number = _names.Count;
            _names.Add(name);
        }

        return number;
    }

    /// <summary>Number of the segment that holds an instruction.</summary>
    public int At(int instruction) => _segmentOf[instruction];

    /// <summary>A segment by its number.</summary>
    public CodeSegment this[int number] => _segments[number];
}
