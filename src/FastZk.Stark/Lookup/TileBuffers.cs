using System.Runtime.CompilerServices;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Lookup;

/// <summary>
/// One worker's slots for running a <see cref="TileProgram"/>, or one of several at a time: pointers to the inputs at the current tile, and buffers for outputs,
/// temporaries and next-row inputs.
/// </summary>
internal sealed unsafe class TileBuffers : IDisposable
{
    private readonly NativeBuffer _buffer;
    private TileProgram _program = null!;
    private uint** _slots;
    private uint** _outputs;

    /// <summary>Rents room for any one of the programs, and is ready for the first.</summary>
    public TileBuffers(BufferPool pool, params ReadOnlySpan<TileProgram> programs)
    {
        long bytes = 0;
        foreach (var p in programs)
        {
            bytes = Math.Max(bytes, Bytes(p));
        }

        _buffer = pool.Rent(bytes);
        Use(programs[0]);
    }

    /// <summary>Bytes that a program's slots take.</summary>
    public static long Bytes(TileProgram program) => PointerBytes(program) + OwnSlots(program) * (long)StarkConstants.Tile * sizeof(uint) + 64;

    // In front of the slots that are not pointed to.
    private static long PointerBytes(TileProgram program) => ((program.SlotCount + program.OutputCount) * (long)sizeof(nint) + 63) & ~63L;

    // Next-row inputs, outputs and temporaries lie in this object; main and fixed inputs are pointed to.
    private static int OwnSlots(TileProgram program) => program.NextCount + program.OutputCount + program.TemporaryCount;

    /// <summary>Prepares for one of the programs that there is room for; what the slots held is lost.</summary>
    public void Use(TileProgram program)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Bytes(program), _buffer.Length);
        _program = program;
        _slots = (uint**)_buffer.Pointer;
        _outputs = _slots + program.SlotCount;
        var words = (uint*)(_buffer.Pointer + PointerBytes(program));
        for (var i = 0; i < OwnSlots(program); i++)
        {
            _slots[program.MainCount + program.FixedCount + i] = words + (long)i * StarkConstants.Tile;
        }
    }

    public uint** Slots => _slots;

    /// <summary>Buffer of next-row input i.</summary>
    public uint* Next(int i) => _slots[_program.MainCount + _program.FixedCount + i];

    /// <summary>Pointers of the outputs from index i on, valid until the next <see cref="Seek"/>.</summary>
    public uint** Outputs(int i) => _outputs + i;

    /// <summary>Points the main and fixed inputs to row <paramref name="row"/> of the base pointers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Seek(uint** columns, long row)
    {
        var count = _program.MainCount + _program.FixedCount;
        for (var c = 0; c < count; c++)
        {
            _slots[c] = columns[c] + row;
        }

        var outputs = _program.OutputSlots;
        for (var o = 0; o < outputs.Length; o++)
        {
            _outputs[o] = _slots[outputs[o]];
        }
    }

    public void Dispose() => _buffer.Dispose();
}
