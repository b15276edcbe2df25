using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FastZk.Field;
using FastZk.Hash;

namespace FastZk.Stark.Commit;

/// <summary>What a stream of random words is for; with table and column it makes the stream id, so no stream serves two purposes.</summary>
internal enum RandomPurpose : byte
{
    MainRows = 1,
    DummyColumn = 2,
    AuxiliaryRows = 3,
    PieceMask = 4,
    RandomCodeword = 5,
    SaltMain = 6,
    SaltAuxiliary = 7,
    SaltQuotient = 8,
}

/// <summary>All randomness of one proof attempt: 32 fresh bytes, expanded by ChaCha20 (docs/protocol.md, "Zero knowledge").</summary>
internal sealed class Randomness : IDisposable
{
    private readonly byte[] _key;
    private Fp5[] _constants = [], _factors = [];

    /// <param name="seed">32 bytes, copied.</param>
    public Randomness(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != 32)
        {
            throw new ArgumentException("The seed has 32 bytes.", nameof(seed));
        }

        // Pinned, so that the collector leaves no copies behind.
        _key = GC.AllocateArray<byte>(32, pinned: true);
        seed.CopyTo(_key);
    }

    private static ulong Id(RandomPurpose purpose, int table, int column) => (ulong)purpose << 48 | (ulong)(uint)table << 32 | (uint)column;

    /// <summary>A stream of its own for every (purpose, table, column).</summary>
    public RandomStream Stream(RandomPurpose purpose, int table, int column) => new(_key, Id(purpose, table, column));

    /// <summary>Makes a stream that <see cref="Stream"/> began another one, from its beginning.</summary>
    public static void Restart(RandomStream stream, RandomPurpose purpose, int table, int column) => stream.Restart(Id(purpose, table, column));

    /// <summary>Salts of the rows of one height of one tree.</summary>
    public SaltSource Salts(RandomPurpose tree, int logHeight) => new(_key, Id(tree, logHeight, 0));

    /// <summary>
    /// Room for the mask constants of so many tables, of their sums and of their products, zeros at first; wiped with the rest. Whoever has them and the receipt
    /// knows the tables' sums and products.
    /// </summary>
    public (Fp5[] Sums, Fp5[] Products) Constants(int tables) =>
        (_constants, _factors) = (GC.AllocateArray<Fp5>(tables, pinned: true), GC.AllocateArray<Fp5>(tables, pinned: true));

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_constants.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_factors.AsSpan()));
    }
}
