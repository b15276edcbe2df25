using System.Runtime.InteropServices;

namespace FastZk.Memory;

/// <summary>
/// A thread-safe, lock-free pool of native blocks in geometric size classes. Rent and return are O(1). Blocks of 2 MiB and more are
/// aligned to 2 MiB and advised for huge pages, smaller ones are aligned to 64 bytes. Secret buffers are wiped when they are returned.
/// </summary>
public sealed unsafe class BufferPool : IDisposable
{
    // Four sixteenths of an octave: a cached block may be about a quarter larger than asked for.
    private const int MaxSpareClasses = 4;

    private readonly FreeStacks _free = new(SizeClass.Count);
    private readonly bool _hugePages;
    private long _held;
    private long _inUse;
    private long _peak;
    private long _slack;
    private int _disposed;
    private static long s_leaked;

    /// <summary>Creates a pool.</summary>
    /// <param name="limitBytes">Bound on bytes in use plus bytes cached; positive.</param>
    /// <param name="hugePages">Whether to advise large blocks for huge pages (Linux only).</param>
    public BufferPool(long limitBytes = long.MaxValue, bool hugePages = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limitBytes);
        LimitBytes = limitBytes;
        _hugePages = hugePages;
    }

    /// <summary>The process-wide pool without a limit.</summary>
    public static BufferPool Shared { get; } = new();

    /// <summary>Buffers that were finalised without being returned, over all pools. Counted in Debug builds only.</summary>
    public static long LeakedBuffers => Volatile.Read(ref s_leaked);

    /// <summary>Bound on the native memory this pool holds, in bytes.</summary>
    public long LimitBytes { get; }

    /// <summary>
    /// Bound on what rented blocks are larger, in sum, than the classes of what was asked for: beyond it a request is served by its own class only. Whoever
    /// knows what he will need in size classes, and that it just fits the limit, sets it to the difference. No bound at first.
    /// </summary>
    public long MaxSlackBytes { get; set; } = long.MaxValue;

    /// <summary>Bytes of all blocks that are rented now, rounded up to their size classes.</summary>
    public long BytesInUse => Volatile.Read(ref _inUse);

    /// <summary>The largest value <see cref="BytesInUse"/> has had.</summary>
    public long PeakBytes => Volatile.Read(ref _peak);

    /// <summary>Bytes of blocks that wait for reuse.</summary>
    public long BytesCached => Math.Max(0, Volatile.Read(ref _held) - Volatile.Read(ref _inUse));

    /// <summary>Bytes that a request of <paramref name="bytes"/> takes from the limit.</summary>
    public static long BlockBytes(long bytes) => SizeClass.Bytes(SizeClass.Of(bytes));

    /// <summary>Rents a buffer of exactly <paramref name="bytes"/> usable bytes. Its contents are undefined unless <paramref name="zeroed"/>.</summary>
    /// <param name="bytes">Usable length, 0 or more.</param>
    /// <param name="zeroed">Whether the usable length is cleared first.</param>
    /// <param name="secret">Whether the usable length is cleared when the buffer is returned. Pass false for public data only.</param>
    /// <exception cref="MemoryLimitException">The pool's limit, or the machine's memory, is exhausted.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public NativeBuffer Rent(long bytes, bool zeroed = false, bool secret = true)
    {
        byte* block = RentBlock(bytes, out int sizeClass);
        if (zeroed) NativeMemory.Clear(block, (nuint)bytes);
        return new NativeBuffer(this, block, bytes, sizeClass, secret);
    }

    /// <summary>Frees all cached blocks. Rented buffers are not affected.</summary>
    public void Trim()
    {
        for (int c = 0; c < SizeClass.Count; c++)
        {
            nint block;
            while ((block = _free.Pop(c)) != 0) Free((byte*)block, SizeClass.Bytes(c));
        }
    }

    /// <summary>Frees all cached blocks; buffers still rented stay valid and are freed when they are returned.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, 1);
        Trim();
    }

    /// <summary>A block of at least <paramref name="bytes"/> bytes without an object around it; whoever takes it calls <see cref="Return"/> once.</summary>
    internal byte* RentBlock(long bytes, out int sizeClass)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        sizeClass = SizeClass.Of(bytes);
        if (sizeClass >= SizeClass.Count) throw new MemoryLimitException(bytes, BytesInUse, LimitBytes);
        byte* block = TakeCached(ref sizeClass);
        long capacity = SizeClass.Bytes(sizeClass);
        if (block is null) block = Allocate(capacity);
        RaisePeak(Interlocked.Add(ref _inUse, capacity));
        return block;
    }

    /// <summary>Takes a block back. The caller (<see cref="NativeBuffer"/>, <see cref="BlockList"/>) guarantees that it calls once for each rent.</summary>
    internal void Return(byte* block, long usedBytes, int sizeClass, bool secret)
    {
        if (secret) NativeMemory.Clear(block, (nuint)usedBytes);
        long capacity = SizeClass.Bytes(sizeClass);
        long slack = capacity - BlockBytes(usedBytes);
        if (slack != 0) Interlocked.Add(ref _slack, -slack);
        Interlocked.Add(ref _inUse, -capacity);
        if (Volatile.Read(ref _disposed) != 0 || !_free.Push(sizeClass, (nint)block))
        {
            Free(block, capacity);
            return;
        }
        // Dispose may have trimmed between the check and the push: then nobody else would free this block.
        if (Volatile.Read(ref _disposed) != 0) Trim();
    }

    internal static void CountLeak() => Interlocked.Increment(ref s_leaked);

    // A cached block of the class, or of one of the next larger ones: what phases of different needs leave behind is used before there is more.
    private byte* TakeCached(ref int sizeClass)
    {
        byte* block = (byte*)_free.Pop(sizeClass);
        if (block is not null) return block;
        int last = Math.Min(sizeClass + MaxSpareClasses, SizeClass.Count - 1);
        for (int c = sizeClass + 1; c <= last; c++)
        {
            // Counted first, so that concurrent renters do not pass the bound together; taken back when there is no such block.
            long slack = SizeClass.Bytes(c) - SizeClass.Bytes(sizeClass);
            if (Interlocked.Add(ref _slack, slack) <= MaxSlackBytes && (block = (byte*)_free.Pop(c)) is not null)
            {
                sizeClass = c;
                return block;
            }
            Interlocked.Add(ref _slack, -slack);
        }
        return null;
    }

    private byte* Allocate(long capacity)
    {
        if (!TryReserve(capacity))
        {
            // Cached blocks of other classes count against the limit; give them up before refusing.
            Trim();
            if (!TryReserve(capacity)) throw new MemoryLimitException(capacity, BytesInUse, LimitBytes);
        }
        bool large = capacity >= HugePages.Bytes;
        byte* block;
        try
        {
            block = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, large ? (nuint)HugePages.Bytes : 64);
        }
        catch (OutOfMemoryException)
        {
            Interlocked.Add(ref _held, -capacity);
            throw new MemoryLimitException(capacity, BytesInUse, LimitBytes);
        }
        if (large && _hugePages) HugePages.Advise(block, capacity);
        return block;
    }

    private bool TryReserve(long capacity)
    {
        while (true)
        {
            long held = Volatile.Read(ref _held);
            if (capacity > LimitBytes - held) return false;
            if (Interlocked.CompareExchange(ref _held, held + capacity, held) == held) return true;
        }
    }

    private void Free(byte* block, long capacity)
    {
        NativeMemory.AlignedFree(block);
        Interlocked.Add(ref _held, -capacity);
    }

    private void RaisePeak(long inUse)
    {
        long peak;
        while (inUse > (peak = Volatile.Read(ref _peak)) && Interlocked.CompareExchange(ref _peak, inUse, peak) != peak)
        {
        }
    }
}
