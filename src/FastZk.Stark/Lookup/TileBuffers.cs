using System.Runtime.CompilerServices;
using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Lookup;

/// <summary>
/// One worker's slots for running a <see cref="TileProgram"/>: pointers to the inputs at the current tile, and buffers for outputs, temporaries
/// and next-row inputs.
/// </summary>
internal sealed unsafe class TileBuffers : IDisposable
{
    private readonly NativeBuffer _buffer;
    private readonly TileProgram _program;
    private readonly uint** _slots;
    private readonly uint** _outputs;

    public TileBuffers(BufferPool pool, TileProgram program)
    {
        _program = program;
        var pointers = ((program.SlotCount + program.OutputCount) * (long)sizeof(nint) + 63) & ~63L;
        _buffer = pool.Rent(pointers + OwnSlots * (long)StarkConstants.Tile * sizeof(uint) + 64);
        _slots = (uint**)_buffer.Pointer;
        _outputs = _slots + program.SlotCount;
        var words = (uint*)(_buffer.Pointer + pointers);
        for (var i = 0; i < OwnSlots; i++)
        {
            _slots[program.MainCount + program.FixedCount + i] = words + (long)i * StarkConstants.Tile;
        }
    }

    // Next-row inputs, outputs and temporaries lie in this object; main and fixed inputs are pointed to.
    private int OwnSlots => _program.NextCount + _program.OutputCount + _program.TemporaryCount;

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
