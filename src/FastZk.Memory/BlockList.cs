using System.Diagnostics.CodeAnalysis;

namespace FastZk.Memory;

/// <summary>
/// A growing list of pooled blocks of one size. Their addresses lie in pooled memory too: however long it gets, the garbage collector sees one small object. Owns
/// the blocks, which are wiped when they are returned. Not thread-safe while it grows.
/// </summary>
public sealed unsafe class BlockList : IDisposable
{
    private const int FirstCapacity = 64;

    private readonly BufferPool _pool;
    // Invariant: the first Count entries are blocks of at least BlockBytes bytes that belong to this object alone.
    private NativeBuffer? _entries;

    /// <summary>An empty list.</summary>
    /// <param name="pool">Where the blocks come from and return to.</param>
    /// <param name="blockBytes">Usable bytes of a block, positive.</param>
    public BlockList(BufferPool pool, long blockBytes)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockBytes);
        _pool = pool;
        BlockBytes = blockBytes;
    }

    /// <summary>Usable bytes of a block.</summary>
    public long BlockBytes { get; }

    /// <summary>Number of blocks.</summary>
    public int Count { get; private set; }

    /// <summary>First byte of a block, valid until disposal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public byte* this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) ThrowIndex(index);
            return (byte*)((Entry*)_entries!.Pointer)[index].Block;
        }
    }

    /// <summary>Appends a block, whose contents are undefined, and returns its first byte.</summary>
    /// <exception cref="MemoryLimitException">The pool's limit is reached; the list is as before.</exception>
    public byte* Add()
    {
        Reserve();
        byte* block = _pool.RentBlock(BlockBytes, out int sizeClass);
        ((Entry*)_entries!.Pointer)[Count++] = new((nint)block, sizeClass);
        return block;
    }

    /// <summary>Wipes and returns the blocks; the list is empty then.</summary>
    public void Dispose()
    {
        for (int i = 0; i < Count; i++)
        {
            Entry entry = ((Entry*)_entries!.Pointer)[i];
            _pool.Return((byte*)entry.Block, BlockBytes, entry.SizeClass, secret: true);
        }
        Count = 0;
        _entries?.Dispose();
        _entries = null;
    }

    // Room for one more entry.
    private void Reserve()
    {
        if (_entries is not null && (Count + 1L) * sizeof(Entry) <= _entries.Length) return;
        NativeBuffer larger = _pool.Rent(Math.Max(FirstCapacity, 2L * Count) * sizeof(Entry), secret: false);
        if (_entries is not null)
        {
            _entries.Slice<Entry>(0, Count).CopyTo(larger.AsSpan<Entry>());
            _entries.Dispose();
        }
        _entries = larger;
    }

    [DoesNotReturn]
    private void ThrowIndex(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {Count} blocks.");

    private readonly record struct Entry(nint Block, int SizeClass);
}
