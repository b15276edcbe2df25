using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>Looks for many patterns at every byte of a large stream at once: a bit table on eight bytes' hash, then a dictionary, then the whole pattern.</summary>
internal sealed class MemorySearch
{
    /// <summary>Memory is read in pieces of this size.</summary>
    public const int ChunkBytes = 4 << 20;

    private const int TableLog = 22;

    private readonly Dictionary<ulong, List<Pattern>> _byHead = [];
    private readonly HashSet<uint> _words;
    private readonly ulong[] _heads = new ulong[1 << TableLog - 6], _wordBits = new ulong[1 << TableLog - 6];
    private readonly int _longest;

    /// <param name="patterns">what is looked for at every byte.</param>
    /// <param name="words">what is counted at multiples of four bytes.</param>
    public MemorySearch(IEnumerable<Pattern> patterns, IEnumerable<uint> words)
    {
        foreach (var p in patterns)
        {
            var head = BitConverter.ToUInt64(p.Bytes);
            CollectionsMarshal.GetValueRefOrAddDefault(_byHead, head, out _) ??= [];
            _byHead[head].Add(p);
            Set(_heads, Hash(head));
            _longest = Math.Max(_longest, p.Bytes.Length);
        }

        _words = [.. words];
        foreach (var w in _words)
        {
            Set(_wordBits, Hash(w));
        }
    }

    /// <summary>Patterns found, each place once a pattern.</summary>
    public List<Find> Finds { get; } = [];

    /// <summary>Distinct single words found.</summary>
    public HashSet<uint> Words { get; } = [];

    /// <summary>Bytes looked at.</summary>
    public long Searched { get; private set; }

    /// <summary>Searches a stream from where it is to its end, or to <paramref name="length"/> bytes; offsets count from <paramref name="origin"/>.</summary>
    public void Add(Stream stream, long origin, long length = long.MaxValue)
    {
        var buffer = new byte[ChunkBytes + _longest + 8];
        var kept = 0;
        while (length > 0)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(kept, (int)Math.Min(ChunkBytes, length)), (int)Math.Min(ChunkBytes, length), throwOnEndOfStream: false);
            if (read == 0)
            {
                break;
            }

            length -= read;
            Searched += read;
            var end = kept + read;
            // What could begin here and end in the next chunk is kept for it, unless this was the last.
            var last = length == 0 || read < ChunkBytes ? end - 7 : end - _longest & ~7;
            Scan(buffer.AsSpan(0, end), Math.Max(0, last), origin);
            last = Math.Max(0, last);
            origin += last;
            kept = end - last;
            buffer.AsSpan(last, kept).CopyTo(buffer);
        }
    }

    // Eight bytes can be read at each of the starts.
    private void Scan(ReadOnlySpan<byte> bytes, int starts, long origin)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(starts, Math.Max(0, bytes.Length - 7));
        ref var first = ref MemoryMarshal.GetReference(bytes);
        for (var i = 0; i < starts; i++)
        {
            // Invariant: i + 8 <= bytes.Length, by the check above.
            var head = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i));
            if (head == 0)
            {
                continue;
            }

            if (IsSet(_heads, Hash(head)) && _byHead.TryGetValue(head, out var candidates))
            {
                foreach (var p in candidates)
                {
                    if (bytes[i..].StartsWith(p.Bytes))
                    {
                        Finds.Add(new(p.Form, origin + i));
                    }
                }
            }

            if ((i & 3) == 0 && IsSet(_wordBits, Hash((uint)head)) && _words.Contains((uint)head))
            {
                Words.Add((uint)head);
            }
        }
    }

    private static int Hash(ulong x) => (int)(x * 0x9E37_79B9_7F4A_7C15 >> 64 - TableLog);

    private static void Set(ulong[] bits, int i) => bits[i >> 6] |= 1UL << (i & 63);

    private static bool IsSet(ulong[] bits, int i) => (bits[i >> 6] >> (i & 63) & 1) != 0;
}
