namespace FastZk.Memory;

/// <summary>
/// A bump allocator on one pooled buffer: allocations are aligned to 64 bytes and given back all at once by <see cref="Reset"/>.
/// Not thread-safe.
/// </summary>
public sealed unsafe class Arena : IDisposable
{
    private readonly NativeBuffer _buffer;

    /// <summary>Rents <paramref name="capacityBytes"/> bytes, wiped on disposal if <paramref name="secret"/>.</summary>
    /// <exception cref="MemoryLimitException">The pool's limit is reached.</exception>
    public Arena(BufferPool pool, long capacityBytes, bool secret = true)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _buffer = pool.Rent(capacityBytes, secret: secret);
    }

    /// <summary>Bytes this arena can give out.</summary>
    public long CapacityBytes => _buffer.Length;

    /// <summary>Bytes given out since the last reset, padding included.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>Gives out <paramref name="bytes"/> bytes with undefined contents, valid until <see cref="Reset"/> or disposal.</summary>
    /// <exception cref="MemoryLimitException">The arena is full.</exception>
    public byte* Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        byte* start = _buffer.Pointer + UsedBytes;
        if (bytes > CapacityBytes - UsedBytes) throw new MemoryLimitException(bytes, UsedBytes, CapacityBytes);
        // The padding may pass the end; the clamp keeps UsedBytes a valid offset.
        UsedBytes = Math.Min(CapacityBytes, (UsedBytes + bytes + 63) & -64);
        return start;
    }

    /// <summary>Gives out <paramref name="count"/> elements with undefined contents, aligned to 64 bytes.</summary>
    /// <exception cref="MemoryLimitException">The arena is full.</exception>
    public Span<T> Allocate<T>(int count) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Span<T>(Allocate((long)count * sizeof(T)), count);
    }

    /// <summary>Takes everything back. Memory given out before must no longer be used; it is not cleared.</summary>
    public void Reset() => UsedBytes = 0;

    /// <summary>Wipes (if secret) and returns the memory.</summary>
    public void Dispose() => _buffer.Dispose();
}
