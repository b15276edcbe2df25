namespace FastZk.Stark.Check;

/// <summary>A hash table from (bus, tuple) to a signed count: open addressing, tuples one after the other in one array.</summary>
internal sealed class TupleCounter
{
    private readonly List<Entry> _entries = [];
    private int[] _table = new int[1 << 12]; // index of an entry + 1, 0 when free
    private uint[] _words = new uint[1 << 14];
    private int _used;

    /// <summary>Count of one tuple. Senders and Receivers are sets of source numbers 0..63.</summary>
    internal struct Entry
    {
        public int Bus, Start, Length;
        public uint Hash;
        public long Net;
        public ulong Senders, Receivers;
    }

    public int Count => _entries.Count;

    public Entry this[int i] => _entries[i];

    public ReadOnlySpan<uint> Message(int i) => _words.AsSpan(_entries[i].Start, _entries[i].Length);

    public void Add(int bus, ReadOnlySpan<uint> message, long count, int source, bool isSend)
    {
        if (2 * _entries.Count >= _table.Length)
        {
            Grow();
        }

        var hash = Hash(bus, message);
        var mask = _table.Length - 1;
        var at = (int)hash & mask;
        var entries = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries);
        for (; _table[at] != 0; at = (at + 1) & mask)
        {
            ref var e = ref entries[_table[at] - 1];
            if (e.Hash == hash && e.Bus == bus && message.SequenceEqual(_words.AsSpan(e.Start, e.Length)))
            {
                Count1(ref e, count, source, isSend);
                return;
            }
        }

        if (_used + message.Length > _words.Length)
        {
            Array.Resize(ref _words, Math.Max(2 * _words.Length, _used + message.Length));
        }

        message.CopyTo(_words.AsSpan(_used));
        var added = new Entry { Bus = bus, Start = _used, Length = message.Length, Hash = hash };
        _used += message.Length;
        Count1(ref added, count, source, isSend);
        _entries.Add(added);
        _table[at] = _entries.Count;
    }

    private static void Count1(ref Entry e, long count, int source, bool isSend)
    {
        e.Net += count;
        if (isSend)
        {
            e.Senders |= 1UL << source;
        }
        else
        {
            e.Receivers |= 1UL << source;
        }
    }

    private static uint Hash(int bus, ReadOnlySpan<uint> message)
    {
        var h = (ulong)(uint)bus * 0x9E3779B97F4A7C15 + (uint)message.Length;
        foreach (var w in message)
        {
            h = (h ^ w) * 0xD6E8FEB86659FD93;
            h ^= h >> 32;
        }

        return (uint)h;
    }

    private void Grow()
    {
        var table = new int[2 * _table.Length];
        for (var i = 0; i < _entries.Count; i++)
        {
            var at = (int)_entries[i].Hash & (table.Length - 1);
            while (table[at] != 0)
            {
                at = (at + 1) & (table.Length - 1);
            }

            table[at] = i + 1;
        }

        _table = table;
    }
}
