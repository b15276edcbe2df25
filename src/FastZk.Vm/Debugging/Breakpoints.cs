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

    // The one mark of a step, and what it hides; -1 for none.
    private int _behind = -1;
    private Instruction _hidden;

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
    public bool IsMark(int index) => index == _behind || _marked.ContainsKey(index);

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
            _marked.Add(index, code[index]);
            code[index] = Mark;
        }
    }

    /// <summary>Marks the place behind an instruction, and no other.</summary>
    public void MarkBehind(int index)
    {
        Unmark();
        if (index < image.Code.Length)
        {
            _behind = index + 1;
            _hidden = code[_behind];
            code[_behind] = Mark;
        }
    }

    /// <summary>Puts all instructions back.</summary>
    public void Unmark()
    {
        if (_behind >= 0)
        {
            code[_behind] = _hidden;
            _behind = -1;
        }

        if (_allMarked)
        {
            foreach (var (index, instruction) in _marked)
            {
                code[index] = instruction;
            }

            _marked.Clear();
            _allMarked = false;
        }
    }

    private int IndexOf(uint address) => (int)((address - image.CodeBase) >> 2);
}
