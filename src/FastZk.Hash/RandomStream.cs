using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FastZk.Hash;

/// <summary>
/// A deterministic stream of random words from a secret key: the ChaCha20 batches of one stream id in the interleaved order of
/// <see cref="ChaCha20.Blocks"/>. How a caller cuts its requests does not change the sequence, nor does the back-end.
/// Not thread-safe; parallel work takes one stream id for each part.
/// </summary>
public sealed unsafe class RandomStream : IDisposable
{
    /// <summary>The BabyBear prime 15·2^27 + 1.</summary>
    internal const uint Prime = 2013265921;

    private readonly HashBackend _backend;
    // 16 input words, then 256 words of keystream; native and private to this object until disposal.
    private uint* _memory;
    private ulong _counter;
    private int _position = ChaCha20.BatchWords;

    /// <summary>Starts stream <paramref name="streamId"/> of a key.</summary>
    /// <param name="key">32 bytes; copied, and wiped on disposal.</param>
    /// <param name="streamId">Any value. One (key, id) pair must serve one purpose only.</param>
    /// <param name="backend">Null for the best.</param>
    /// <exception cref="ArgumentException">The key has not 32 bytes.</exception>
    public RandomStream(ReadOnlySpan<byte> key, ulong streamId, HashBackend? backend = null)
    {
        if (key.Length != ChaCha20.KeyBytes) throw new ArgumentException("A key has 32 bytes.", nameof(key));
        _backend = HashBackends.Resolve(backend);
        _memory = (uint*)NativeMemory.AlignedAlloc((16 + ChaCha20.BatchWords) * sizeof(uint), 64);
        ChaCha20.Load(key, streamId, _memory);
    }

    /// <summary>The finaliser wipes the key of a stream nobody disposed.</summary>
    ~RandomStream() => Release();

    /// <summary>Goes to the beginning of another stream of the same key.</summary>
    /// <param name="streamId">As for the constructor.</param>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    public void Restart(ulong streamId)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        ChaCha20.SetStream(streamId, _memory);
        (_counter, _position) = (0, ChaCha20.BatchWords);
    }

    /// <summary>Fills with uniform 32-bit words.</summary>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    public void FillWords(Span<uint> destination)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        while (destination.Length > 0)
        {
            if (_position == ChaCha20.BatchWords) Refill();
            int take = Math.Min(destination.Length, ChaCha20.BatchWords - _position);
            new Span<uint>(_memory + 16 + _position, take).CopyTo(destination);
            _position += take;
            destination = destination[take..];
        }
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Fills with integers uniform in [0, 2013265921): each is drawn by itself, from the low 31 bits of a word, by rejection.
    /// (Uniform integers are uniform field elements in any fixed representation, Montgomery form included.)
    /// </summary>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillFieldElements(Span<uint> destination)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        fixed (uint* start = destination)
        {
            uint* to = start, end = start + destination.Length;
            while (to < end)
            {
                if (_position == ChaCha20.BatchWords) Refill();
                uint* from = _memory + 16 + _position;
                // Accepting everything must not pass the end: so many words may be taken without looking.
                long sure = Math.Min(end - to, ChaCha20.BatchWords - _position);
                for (long i = 0; i < sure; i++)
                {
                    uint word = from[i] & 0x7fffffff;
                    *to = word;
                    // No branch: one in 16 words is rejected, at unpredictable places.
                    to += (word - Prime) >> 31;
                }
                _position += (int)sure;
            }
        }
        GC.KeepAlive(this);
    }

    /// <summary>Wipes the key and the unused keystream.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Refill()
    {
        ChaCha20.Batch(_memory, _counter, _memory + 16, _backend);
        _counter += 16;
        _position = 0;
    }

    private void Release()
    {
        uint* memory = _memory;
        if (memory is null) return;
        _memory = null;
        CryptographicOperations.ZeroMemory(new Span<byte>(memory, (16 + ChaCha20.BatchWords) * sizeof(uint)));
        NativeMemory.AlignedFree(memory);
    }
}
