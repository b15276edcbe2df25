using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Stark.Lookup;

/// <summary>The tile buffers of all workers for some programs, and scratch words: made when a worker first asks, kept until the loop is over.</summary>
internal sealed unsafe class WorkerBuffers(BufferPool pool, TileProgram[] programs, long scratchWords, int workers) : IDisposable
{
    private readonly TileBuffers?[] _buffers = new TileBuffers?[workers * programs.Length];
    private readonly NativeBuffer?[] _scratch = new NativeBuffer?[workers];

    /// <summary>A worker's buffers for a program; only that worker may ask for them.</summary>
    public TileBuffers Tiles(int worker, int program) => _buffers[worker * programs.Length + program] ??= new(pool, programs[program]);

    /// <summary>A worker's scratch.</summary>
    public uint* Scratch(int worker) => (uint*)(_scratch[worker] ??= pool.Rent(scratchWords * sizeof(uint))).Pointer;

    public void Dispose()
    {
        foreach (var b in _buffers)
        {
            b?.Dispose();
        }

        foreach (var s in _scratch)
        {
            s?.Dispose();
        }
    }
}
