using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastZk.Vm.Trace;

/// <summary>The time of the last access to each memory word; 0 for none. Sparse like the guest's memory.</summary>
/// <remarks>
/// Invariant of the unsafe code: _table has 2^20 entries, each null or the address of 1024 words owned by this object, so
/// _table[word &gt;&gt; 10][word &amp; 1023] is in bounds for every word index below 2^30.
/// </remarks>
internal sealed unsafe class AccessClock : IDisposable
{
    private const int Pages = 1 << 20, WordsPerPage = 1024;

    private static readonly SpareTable Tables = new(Pages);

    private readonly NativeList<uint> _touched = new();
    private uint** _table = (uint**)Tables.Rent();

    /// <summary>Words touched so far; whoever writes to <see cref="Table"/> keeps it true.</summary>
    public int TouchedWords { get; set; }

    /// <summary>For the recorder's inner loop: 2^20 pages of 1024 times, null for absent ones. Dies with this object.</summary>
    public uint** Table => _table;

    /// <summary>Sets the time of an access and returns the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Touch(uint word, uint time)
    {
        var page = PageForWrite(word);
        var before = page[word & 1023];
        page[word & 1023] = time;
        TouchedWords += before == 0 ? 1 : 0;
        return before;
    }

    /// <summary>The page that holds a word, allocated if absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* PageForWrite(uint word)
    {
        var page = _table[word >> 10];
        return page != null ? page : Allocate(word >> 10);
    }

    /// <summary>Page numbers (word / 1024) that hold a touched word, ascending; valid until the next word is touched.</summary>
    public ReadOnlySpan<uint> GetTouchedPages()
    {
        _touched.Span.Sort();
        return _touched.Span;
    }

    /// <summary>The 1024 times of a page; empty when it has no touched word.</summary>
    public ReadOnlySpan<uint> GetPage(uint page) => _table[page] == null ? default : new(_table[page], WordsPerPage);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint* Allocate(uint number)
    {
        _touched.Reserve();
        var page = (uint*)NativeMemory.AllocZeroed(WordsPerPage, sizeof(uint));
        _touched.Add(number);
        _table[number] = page;
        return page;
    }

    /// <summary>Frees the pages; the access pattern depends on private data, so they are wiped.</summary>
    public void Dispose()
    {
        if (_table == null)
        {
            return;
        }

        foreach (var p in _touched.Span)
        {
            NativeMemory.Clear(_table[p], WordsPerPage * sizeof(uint));
            NativeMemory.Free(_table[p]);
            _table[p] = null;
        }

        Tables.Return((nint*)_table, _touched.Count);
        _touched.Dispose();
        _table = null;
    }
}
