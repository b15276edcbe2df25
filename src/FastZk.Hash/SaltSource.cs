using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace FastZk.Hash;

/// <summary>
/// Eight salt words for every row of a committed matrix, computed from a secret key on demand, so that the prover need not store them.
/// Row r lies in group r / 32: its words are words 8·((r / 16) mod 2) .. + 7 of ChaCha20 block 16·(r / 32) + r mod 16. Sixteen lanes that
/// compute sixteen blocks so hold the salts of 32 consecutive rows, ready for the row hasher. Thread-safe until disposed.
/// </summary>
public sealed unsafe class SaltSource : IDisposable
{
    /// <summary>Words of a salt.</summary>
    public const int Words = 8;

    private readonly byte[] _key;
    private readonly ulong _streamId;

    /// <summary>Salts of one tree: <paramref name="key"/> (32 bytes, copied) and a stream id that serves no other purpose.</summary>
    /// <exception cref="ArgumentException">The key has not 32 bytes.</exception>
    public SaltSource(ReadOnlySpan<byte> key, ulong streamId)
    {
        if (key.Length != ChaCha20.KeyBytes) throw new ArgumentException("A key has 32 bytes.", nameof(key));
        // Pinned: the collector must not leave copies behind.
        _key = GC.AllocateArray<byte>(ChaCha20.KeyBytes, pinned: true);
        key.CopyTo(_key);
        _streamId = streamId;
    }

    /// <summary>The salt of one row.</summary>
    /// <param name="row">0 or more.</param>
    /// <param name="out8">8 words.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public void Salt(long row, Span<uint> out8)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        if (out8.Length != Words) throw new ArgumentException("A salt has 8 words.", nameof(out8));
        Span<uint> block = stackalloc uint[16];
        ChaCha20.Block(_key, _streamId, (ulong)((row >> 5) * 16 + (row & 15)), block);
        block.Slice(8 * (int)((row >> 4) & 1), 8).CopyTo(out8);
    }

    /// <summary>Salts of <paramref name="groups"/> groups of 32 rows: word w of row i goes to output[w·stride + i].</summary>
    /// <remarks>Invariant: <paramref name="output"/> has 7·stride + 32·groups words, stride is at least 32·groups.</remarks>
    [SkipLocalsInit]
    internal void FillGroups(long firstGroup, int groups, uint* output, long stride, HashBackend backend)
    {
        uint* input = stackalloc uint[16];
        uint* batch = stackalloc uint[ChaCha20.BatchWords];
        ChaCha20.Load(_key, _streamId, input);
        for (int g = 0; g < groups; g++)
        {
            ChaCha20.Batch(input, (ulong)(firstGroup + g) * 16, batch, backend);
            for (int j = 0; j < 16; j++)
            {
                uint* to = output + (j & 7) * stride + g * 32 + (j >> 3) * 16;
                new ReadOnlySpan<uint>(batch + 16 * j, 16).CopyTo(new Span<uint>(to, 16));
            }
        }
        new Span<uint>(input, 16).Clear();
        new Span<uint>(batch, ChaCha20.BatchWords).Clear();
    }

    /// <summary>Wipes the key. Salts must not be asked for afterwards.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
