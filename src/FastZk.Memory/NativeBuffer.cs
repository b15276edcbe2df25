using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FastZk.Memory;

/// <summary>
/// One rented native block. Whoever rents it owns it and disposes it once; disposal wipes it (if secret) and returns it to its pool.
/// The pointer is stable: the memory is not moved by the garbage collector.
/// </summary>
/// <remarks>Access is not synchronised with disposal: no thread may still use the memory when its owner disposes it.</remarks>
public sealed unsafe class NativeBuffer : IDisposable
{
    private readonly BufferPool _pool;
    private readonly int _sizeClass;
    private readonly bool _secret;
    // Null once returned. Invariant while not null: at least Length bytes behind it belong to this object alone.
    private nint _pointer;

    internal NativeBuffer(BufferPool pool, byte* pointer, long length, int sizeClass, bool secret)
    {
        _pool = pool;
        _pointer = (nint)pointer;
        _sizeClass = sizeClass;
        _secret = secret;
        Length = length;
    }

    /// <summary>Usable bytes, as asked for when renting.</summary>
    public long Length { get; }

    /// <summary>Whether the buffer is wiped when it is returned.</summary>
    public bool IsSecret => _secret;

    /// <summary>Whether the buffer has been returned.</summary>
    public bool IsDisposed => _pointer == 0;

    /// <summary>First byte, aligned to 64 (to 2 MiB for blocks of that size). Valid until disposal.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been returned.</exception>
    public byte* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            nint pointer = _pointer;
            if (pointer == 0) ThrowDisposed();
            return (byte*)pointer;
        }
    }

    /// <summary>The whole buffer as a span; a remainder smaller than one <typeparamref name="T"/> is left out.</summary>
    /// <exception cref="InvalidOperationException">More than <see cref="int.MaxValue"/> elements: use <see cref="Slice{T}"/>.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        long count = Length / sizeof(T);
        if (count > int.MaxValue) throw new InvalidOperationException($"{count:N0} elements do not fit a span; take slices.");
        return new Span<T>(Pointer, (int)count);
    }

    /// <summary><paramref name="count"/> elements from element <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slice is not inside the buffer.</exception>
    public Span<T> Slice<T>(long start, int count) where T : unmanaged
    {
        long total = Length / sizeof(T);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, total - count);
        return new Span<T>((T*)Pointer + start, count);
    }

    /// <summary>Returns the block to its pool. A second call throws in Debug builds and does nothing in Release builds.</summary>
    public void Dispose()
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer == 0)
        {
            ThrowReturnedTwice();
            return;
        }
        GC.SuppressFinalize(this);
        _pool.Return((byte*)pointer, Length, _sizeClass, _secret);
    }

#if DEBUG
    /// <summary>Counts buffers that nobody returned. The block stays allocated: pointers to it may still be in use.</summary>
    ~NativeBuffer()
    {
        if (_pointer != 0) BufferPool.CountLeak();
    }
#endif

    [Conditional("DEBUG")]
    private static void ThrowReturnedTwice() => throw new InvalidOperationException("The buffer was returned twice.");

    private static void ThrowDisposed() => throw new ObjectDisposedException(nameof(NativeBuffer));
}
