using FastZk.Field;
using FastZk.Memory;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>
/// What a lying machine leaves behind: records as the recorder writes them, and what they cannot say: cells to be told otherwise, rows filled as another
/// instruction, rows added or taken away. Reused from case to case.
/// </summary>
internal sealed unsafe class Draft : IDisposable
{
    private readonly BufferPool _pool;
    private readonly Dictionary<RecordList, nint> _starts = [];

    public Draft(BufferPool pool)
    {
        _pool = pool;
        Trace = New();
        Spare = New();
    }

    /// <summary>The records of the run; lists of at most one chunk between two runs.</summary>
    public ExecutionTrace Trace { get; private set; }

    /// <summary>Room for one record of each class, for rows that are filled anew.</summary>
    public ExecutionTrace Spare { get; private set; }

    /// <summary>Cells that say something else than the records.</summary>
    public List<(int Table, int Row, string Column, Fp Value)> Edits { get; } = [];

    /// <summary>Rows filled as if another instruction stood there; with KeepProgram all that the Program bus sees is the honest row's.</summary>
    public List<(InstructionClass Class, int Row, Instruction Instruction, bool KeepProgram)> Foreign { get; } = [];

    /// <summary>Changes of whole rows, after all cells are told.</summary>
    public List<Action<ForgedRows>> RowEdits { get; } = [];

    /// <summary>Rows whose lie may be told better: all cells that other rows do not see are free.</summary>
    public List<(int Table, int Row)> Solve { get; } = [];

    public uint ExitCode { get; set; }
    public List<byte> Journal { get; } = [];

    /// <summary>Whether the false state led to where the machine could not go on.</summary>
    public bool Derailed { get; set; }

    public void Tell(int table, int row, string column, Fp value) => Edits.Add((table, row, column, value));

    public void Tell(int table, int row, string column, long value) => Tell(table, row, column, Fp.FromInt64(value));

    public void Tell(InstructionClass c, int row, string column, long value) => Tell((int)c, row, column, Fp.FromInt64(value));

    /// <summary>Tells both limbs of a word.</summary>
    public void TellWord(int table, int row, string prefix, uint value)
    {
        Tell(table, row, prefix + "0", value & 0xFFFF);
        Tell(table, row, prefix + "1", value >> 16);
    }

    /// <summary>Adds a row to a list.</summary>
    public int Append(RecordList list)
    {
        list.Append();
        return list.Count - 1;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Edits.Clear();
        Foreign.Clear();
        RowEdits.Clear();
        Solve.Clear();
        Journal.Clear();
        (ExitCode, Derailed) = (0, false);
        if (Lists(Trace).All(l => l.ChunkCount == 1))
        {
            foreach (var l in Lists(Trace))
            {
                Clear(l);
            }
        }
        else
        {
            Trace.Dispose();
            Trace = New();
        }
    }

    /// <summary>Empties a list of one chunk.</summary>
    public void Clear(RecordList list) => list.Close((uint*)_starts[list]);

    private static IEnumerable<RecordList> Lists(ExecutionTrace t) =>
    [
        .. Enum.GetValues<InstructionClass>().Select(c => t[c]), t.JournalWords, t.InputWords, t.Bumps, t.Boundary,
        t.Sha256Calls, t.Sha256Blocks, t.KeccakCalls, t.KeccakPermutations, t.Multiply256Calls, t.Levels,
    ];

    private ExecutionTrace New()
    {
        var trace = new ExecutionTrace(_pool);
        foreach (var l in Lists(trace))
        {
            // Invariant: the first row of a list is the start of its first chunk, which stays where it is.
            _starts[l] = (nint)l.Append();
            Clear(l);
        }

        return trace;
    }

    public void Dispose()
    {
        Trace.Dispose();
        Spare.Dispose();
    }
}
