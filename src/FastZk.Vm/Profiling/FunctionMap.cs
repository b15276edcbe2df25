namespace FastZk.Vm.Profiling;

/// <summary>A stretch of code with a name.</summary>
/// <param name="Name">Demangled; "0x00010000" where the ELF names nothing.</param>
/// <param name="First">Index of its first instruction in <see cref="ElfImage.Code"/>.</param>
/// <param name="Count">Instructions, at least 1.</param>
public sealed record GuestFunction(string Name, int First, int Count);

/// <summary>Which function each instruction belongs to. Every instruction belongs to exactly one.</summary>
/// <remarks>
/// Symbols of type function with a size come first; of two that overlap the one with the lower address has the common part. Other symbols begin a function
/// where no such one lies. What is left, all of a stripped program, is cut at the entry and at the targets of direct calls.
/// </remarks>
public sealed class FunctionMap
{
    private readonly int[] _functionOf;
    private readonly List<GuestFunction> _functions = [];

    /// <summary>Maps a program.</summary>
    public FunctionMap(ElfImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _functionOf = new int[image.Code.Length];
        var starts = Starts(image);
        var sized = Sized(image);
        for (int i = 0, next = 0; i < _functionOf.Length;)
        {
            var first = i;
            if (next < sized.Count && sized[next].First == i)
            {
                i = sized[next].End;
                Add(sized[next++].Name, first, i);
                continue;
            }

            var limit = next < sized.Count ? sized[next].First : _functionOf.Length;
            do
            {
                i++;
            }
            while (i < limit && !starts.ContainsKey(i));

            Add(starts.GetValueOrDefault(first) is { } name ? Demangler.Demangle(name) : $"0x{image.CodeBase + 4 * (uint)first:x8}", first, i);
        }
    }

    /// <summary>By ascending address.</summary>
    public IReadOnlyList<GuestFunction> Functions => _functions;

    /// <summary>Index in <see cref="Functions"/>, by instruction index.</summary>
    public int this[int instruction] => _functionOf[instruction];

    // Disjoint and ascending.
    private List<(int First, int End, string Name)> Sized(ElfImage image)
    {
        var sized = new List<(int, int End, string)>();
        foreach (var s in image.Symbols)
        {
            var first = Index(image, s.Address);
            if (s.Rank == 0 && s.Size >= 4 && (sized.Count == 0 || first >= sized[^1].End))
            {
                sized.Add((first, (int)Math.Min(first + (long)(s.Size >> 2), _functionOf.Length), Demangler.Demangle(s.Name)));
            }
        }

        return sized;
    }

    // Where functions may begin, with their names; null for a place without one.
    private static Dictionary<int, string?> Starts(ElfImage image)
    {
        var starts = new Dictionary<int, string?> { [Index(image, image.Entry)] = null };
        for (var i = 0; i < image.Code.Length; i++)
        {
            ref readonly var jump = ref image.Code[i];
            var target = i + (jump.Immediate >> 2);
            if (jump.Opcode == Opcode.Jal && CallRules.IsLink(jump.Rd) && (uint)target < (uint)image.Code.Length)
            {
                starts[target] = null;
            }
        }

        foreach (var s in image.Symbols)
        {
            starts[Index(image, s.Address)] = s.Name;
        }

        return starts;
    }

    private void Add(string name, int first, int end)
    {
        _functionOf.AsSpan(first, end - first).Fill(_functions.Count);
        _functions.Add(new(name, first, end - first));
    }

    private static int Index(ElfImage image, uint address) => (int)((address - image.CodeBase) >> 2);
}
