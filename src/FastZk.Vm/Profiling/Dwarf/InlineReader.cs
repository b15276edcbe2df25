namespace FastZk.Vm.Profiling.Dwarf;

/// <summary>Finds, for every instruction, the calls that the compiler inlined there.</summary>
internal sealed class InlineReader
{
    private const int MaxDepth = 256, MaxEntries = 1 << 25;
    private const long MaxMarked = 1 << 27;

    private readonly DwarfSections _sections;
    private readonly DwarfUnits _units;
    private readonly AddressRanges _addresses;
    private readonly uint _codeBase;
    private readonly Dictionary<(int Parent, string Name), int> _numbers = [];
    private readonly List<(int Parent, string Name)> _stacks = [(0, "")];
    private readonly List<(uint Start, uint End)> _ranges = [];
    private int _entries;
    private long _marked;

    public InlineReader(DwarfSections sections, DwarfUnits units, uint codeBase, int codeLength)
    {
        (_sections, _units, _codeBase) = (sections, units, codeBase);
        _addresses = new(sections, units);
        At = new int[codeLength];
        foreach (var unit in units.All)
        {
            Broken |= !TryRead(unit);
        }
    }

    /// <summary>Number of the stack of inlined calls, by instruction index; 0 for none.</summary>
    public int[] At { get; }

    /// <summary>Stacks by number: the stack without its innermost call, and that call.</summary>
    public IReadOnlyList<(int Parent, string Name)> Stacks => _stacks;

    /// <summary>Whether something was not to be read.</summary>
    public bool Broken { get; private set; }

    private bool TryRead(DwarfUnit unit)
    {
        var cursor = new DwarfCursor(_sections.Information.Span[..(int)unit.End], unit.Entries);
        // The stack of inlined calls that holds inside each open entry.
        var open = new Stack<int>();
        do
        {
            if (cursor.AtEnd)
            {
                return open.Count == 0; // some compilers leave out the last marks; nothing is lost
            }

            if (++_entries > MaxEntries || !DwarfEntry.TryRead(ref cursor, unit, out var entry))
            {
                return false;
            }

            if (entry.Tag == 0)
            {
                if (open.Count == 0)
                {
                    return true;
                }

                open.Pop();
                continue;
            }

            var stack = open.Count > 0 ? open.Peek() : 0;
            if (entry.Tag == DwarfEntry.TagInlined && !TryMark(unit, entry, ref stack))
            {
                return false;
            }

            if (entry.HasChildren)
            {
                if (open.Count == MaxDepth)
                {
                    return false;
                }

                open.Push(stack);
            }
        }
        while (open.Count > 0);

        return true;
    }

    // Entries inside come later and overwrite their part.
    private bool TryMark(DwarfUnit unit, in DwarfEntry entry, ref int stack)
    {
        var name = DwarfUnits.Target(unit, entry.AbstractOrigin) is { } origin ? _units.NameAt(origin) : null;
        stack = NumberOf(stack, name ?? "[inlined]");
        _ranges.Clear();
        if (!_addresses.TryAdd(unit, entry, _ranges))
        {
            return false;
        }

        foreach (var (start, end) in _ranges)
        {
            if (end <= start || end <= _codeBase)
            {
                continue;
            }

            var first = start <= _codeBase ? 0 : (start - _codeBase) >> 2;
            var behind = Math.Min((end - _codeBase + 3) >> 2, (uint)At.Length);
            if (first >= behind)
            {
                continue;
            }

            _marked += behind - first;
            if (_marked > MaxMarked)
            {
                return false;
            }

            At.AsSpan((int)first, (int)(behind - first)).Fill(stack);
        }

        return true;
    }

    private int NumberOf(int parent, string name)
    {
        if (!_numbers.TryGetValue((parent, name), out var number))
        {
            _numbers[(parent, name)] = number = _stacks.Count;
            _stacks.Add((parent, name));
        }

        return number;
    }
}
