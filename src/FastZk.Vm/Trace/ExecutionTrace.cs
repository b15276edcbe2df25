using FastZk.Memory;

namespace FastZk.Vm.Trace;

/// <summary>
/// The recorded execution of one guest: a list of records for each instruction class, the words that ecalls moved, the re-touched registers, and the
/// memory boundary. Holds private data; wiped on disposal.
/// </summary>
public sealed class ExecutionTrace : IDisposable
{
    private readonly RecordList[] _classes;

    internal ExecutionTrace(BufferPool pool)
    {
        _classes = new RecordList[InstructionClasses.Count];
        for (var c = 0; c < _classes.Length; c++)
        {
            _classes[c] = new RecordList(pool, TraceLayout.ColumnsOf((InstructionClass)c));
        }

        JournalWords = new RecordList(pool, TraceLayout.IoColumns);
        InputWords = new RecordList(pool, TraceLayout.IoColumns);
        Sha256Calls = new RecordList(pool, TraceLayout.Sha256CallColumns);
        Sha256Blocks = new RecordList(pool, TraceLayout.Sha256BlockColumns);
        Multiply256Calls = new RecordList(pool, TraceLayout.Multiply256Columns);
        Levels = new RecordList(pool, TraceLayout.LevelColumns);
        KeccakCalls = new RecordList(pool, TraceLayout.KeccakCallColumns);
        KeccakPermutations = new RecordList(pool, TraceLayout.KeccakPermutationColumns);
        Bumps = new RecordList(pool, TraceLayout.BumpColumns);
        Boundary = new RecordList(pool, TraceLayout.BoundaryColumns);
    }

    /// <summary>Records of one class, in execution order.</summary>
    public RecordList this[InstructionClass c] => _classes[(int)c];

    /// <summary>Memory words written to the journal (<see cref="IoColumn"/>).</summary>
    public RecordList JournalWords { get; }

    /// <summary>Memory words filled from the input (<see cref="IoColumn"/>).</summary>
    public RecordList InputWords { get; }

    /// <summary>Calls of sha256_compress (<see cref="Sha256CallColumn"/>).</summary>
    public RecordList Sha256Calls { get; }

    /// <summary>Blocks that these hashed, in order (<see cref="Sha256BlockColumn"/>).</summary>
    public RecordList Sha256Blocks { get; }

    /// <summary>Calls of modmul256 and mulwide256 (<see cref="Multiply256Column"/>).</summary>
    public RecordList Multiply256Calls { get; }

    /// <summary>Numbers touched again for them (<see cref="LevelColumn"/>).</summary>
    public RecordList Levels { get; }

    /// <summary>Calls of keccak_absorb and keccak_f1600 (<see cref="KeccakCallColumn"/>).</summary>
    public RecordList KeccakCalls { get; }

    /// <summary>Their permutations, in order (<see cref="KeccakPermutationColumn"/>).</summary>
    public RecordList KeccakPermutations { get; }

    /// <summary>Registers touched again (<see cref="BumpColumn"/>).</summary>
    public RecordList Bumps { get; }

    /// <summary>First and last values of all registers, image words and touched words, by ascending key (<see cref="BoundaryColumn"/>).</summary>
    public RecordList Boundary { get; }

    /// <summary>Instructions executed, the final ecall included.</summary>
    public long Cycles { get; internal set; }

    /// <summary>a0 of the final exit.</summary>
    public uint ExitCode { get; internal set; }

    /// <summary>The public journal.</summary>
    public byte[] Journal { get; internal set; } = [];

    public void Dispose()
    {
        foreach (var c in _classes)
        {
            c.Dispose();
        }

        JournalWords.Dispose();
        InputWords.Dispose();
        Sha256Calls.Dispose();
        Sha256Blocks.Dispose();
        Multiply256Calls.Dispose();
        Levels.Dispose();
        KeccakCalls.Dispose();
        KeccakPermutations.Dispose();
        Bumps.Dispose();
        Boundary.Dispose();
    }
}
