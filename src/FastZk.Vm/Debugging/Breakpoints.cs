namespace FastZk.Vm.Debugging;

/// <summary>
/// Marks in a machine's own copy of the code: an EBREAK in place of an instruction makes the interpreter stop there, at full speed elsewhere. Memory shows
/// nothing of it.
/// </summary>
internal sealed class Breakpoints(ElfImage image, PreparedCode code)
{
    private static readonly Instruction Mark = new(Opcode.Ebreak, 0, 0, 0, 0);

    private readonly HashSet<int> _set = [];
    private readonly Dictionary<int, Instruction> _marked = [];
    private bool _allMarked;

    /// <summary>Sets a breakpoint; false where no instruction can be.</summary>
    public bool TryAdd(uint address) => image.IsExecutable(address) && (_set.Add(IndexOf(address)) || true);

    /// <summary>Removes a breakpoint, if it is there.</summary>
    public void Remove(uint address)
    {
        if (image.IsExecutable(address))
        {
            _set.Remove(IndexOf(address));
        }
    }

    /// <summary>Whether there is a breakpoint at an index.</summary>
    public bool Contains(int index) => _set.Contains(index);

    /// <summary>Whether the EBREAK at an index is a mark.</summary>
    public bool IsMark(int index) => _marked.ContainsKey(index);

    /// <summary>Marks all breakpoints; breakpoints change only while nothing is marked.</summary>
    public void MarkAll()
    {
        if (_allMarked)
        {
            return;
        }

        Unmark();
        _allMarked = true;
        foreach (var index in _set)
        {
            MarkAt(index);
        }
    }

    /// <summary>Marks the place behind an instruction, and no other.</summary>
    public void MarkBehind(int index)
    {
        Unmark();
        if (index < image.Code.Length)
        {
            MarkAt(index + 1);
        }
    }

    /// <summary>Puts all instructions back.</summary>
    public void Unmark()
    {
        foreach (var (index, instruction) in _marked)
        {
            code[index] = instruction;
        }

        _marked.Clear();
        _allMarked = false;
    }

    private void MarkAt(int index)
    {
        _marked.Add(index, code[index]);
        code[index] = Mark;
    }

    private int IndexOf(uint address) => (int)((address - image.CodeBase) >> 2);
}
