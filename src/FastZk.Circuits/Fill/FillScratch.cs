using FastZk.Memory;
using FastZk.Stark.Lookup;

namespace FastZk.Circuits.Fill;

/// <summary>What one worker needs to fill rows and to count their lookups: made when it first asks, kept until all tables are filled, wiped then.</summary>
internal sealed class FillScratch(BufferPool pool) : IDisposable
{
    private TileBuffers? _tiles;
    private Sha256CompressFill? _sha256;
    private KeccakPermuteFill? _keccak;

    public Sha256CompressFill Sha256 => _sha256 ??= new(pool);

    public KeccakPermuteFill Keccak => _keccak ??= new(pool);

    /// <summary>Buffers for the lookups of a table; one table at a time.</summary>
    public TileBuffers Tiles(LookupPlan plan)
    {
        _tiles ??= new(pool, LookupPlan.Programs);
        _tiles.Use(plan.Program);
        return _tiles;
    }

    public void Dispose()
    {
        _tiles?.Dispose();
        _sha256?.Dispose();
        _keccak?.Dispose();
    }
}
