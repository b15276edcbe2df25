using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastZk.Vm;

/// <summary>The guest's 2^32 bytes of memory. Absent pages read as zero; the first write to one allocates it.</summary>
/// <remarks>
/// Invariant of all unsafe code here: <c>_table</c> has 2^20 entries, each null or the address of 4096 bytes owned by
/// this object, so <c>_table[address &gt;&gt; 12][address &amp; 0xFFF]</c> is in bounds for every 32-bit address, and an aligned
/// half or word never crosses a page. Words are little-endian as the host is. Guest memory holds private input:
/// pages are zeroed before they are freed. Not safe for concurrent use.
/// </remarks>
public sealed unsafe class GuestMemory : IDisposable
{
    /// <summary>Bytes in a page.</summary>
    public const int PageBytes = 4096;

    /// <summary>The number of the page that <see cref="AddressSpace.MemoryLimit"/> divides.</summary>
    internal const int LastPage = PageCount - 1;

    /// <summary>Where the table for stores begins in <see cref="PageOffsets"/>, in entries.</summary>
    internal const int StoreOffsets = OffsetCount;

    private const int PageCount = 1 << 20, FirstSlab = 8, LargestSlab = 64, OffsetCount = 1 << 22;

    private static readonly SpareTable Tables = new(PageCount + 2 * OffsetCount);

    private readonly NativeList<(nint Start, int Pages)> _slabs = new();
    private readonly NativeList<uint> _touched = new();
    private readonly NativeList<uint> _sharing = new();
    // The page table and, behind it, PageOffsets.
    private byte** _table = (byte**)Tables.Rent();
    private byte* _zeroPage;
    private uint _firstGuarded, _guardedPages;
    private int _pagesLeftInSlab;

    /// <summary>Frees memory that was never disposed of.</summary>
    ~GuestMemory() => Release();

    /// <summary>Number of pages that were written to.</summary>
    public int TouchedPageCount => _touched.Count;

    /// <summary>For the interpreter's inner loop: 2^20 page pointers, null for absent pages. Dies with this object.</summary>
    internal byte** PageTable => _table;

    /// <summary>
    /// For translated code: entry n holds the host address of page n minus n * 4096, so that adding the guest address
    /// gives the host address; zero where the slow path must look. An absent page may have that of a page of zeros here.
    /// A second table, for stores, follows at <see cref="StoreOffsets"/>: there the guarded pages are zero too. Dies with
    /// this object.
    /// </summary>
    /// <remarks>
    /// Each has 2^22 entries, of which only the first 2^20 - 1 are ever filled: an address rotated right by log2(size)
    /// and shifted to a page number lands in the upper ones exactly if it is misaligned, and the last page is left out
    /// because it straddles <see cref="AddressSpace.MemoryLimit"/>. One test for zero thus covers alignment, range and
    /// presence. The unused parts are virtual memory only.
    /// </remarks>
    internal nint* PageOffsets => (nint*)_table + PageCount;

    /// <summary>A new memory that holds the initial words of a program.</summary>
    public static GuestMemory ForProgram(ElfImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var memory = new GuestMemory();
        var values = image.ImageValues;
        var addresses = image.ImageAddresses;
        for (var i = 0; i < addresses.Length; i++)
        {
            memory.StoreWord(addresses[i], values[i]);
        }

        return memory;
    }

    /// <summary>Loads a word. Bits 0 and 1 of the address are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint LoadWord(uint address)
    {
        var page = _table[address >> 12];
        return page == null ? 0 : *(uint*)(page + (address & 0xFFC));
    }

    /// <summary>Loads a half word, zero-extended. Bit 0 of the address is ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort LoadHalf(uint address)
    {
        var page = _table[address >> 12];
        return page == null ? (ushort)0 : *(ushort*)(page + (address & 0xFFE));
    }

    /// <summary>Loads a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte LoadByte(uint address)
    {
        var page = _table[address >> 12];
        return page == null ? (byte)0 : page[address & 0xFFF];
    }

    /// <summary>Stores a word. Bits 0 and 1 of the address are ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWord(uint address, uint value) => *(uint*)(PageForWrite(address) + (address & 0xFFC)) = value;

    /// <summary>Stores a half word. Bit 0 of the address is ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreHalf(uint address, ushort value) => *(ushort*)(PageForWrite(address) + (address & 0xFFE)) = value;

    /// <summary>Stores a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreByte(uint address, byte value) => PageForWrite(address)[address & 0xFFF] = value;

    /// <summary>Copies bytes out of guest memory, from any address; the range must not pass 2^32.</summary>
    public void Read(uint address, Span<byte> destination)
    {
        CheckRange(address, destination.Length);
        while (!destination.IsEmpty)
        {
            var count = Math.Min(destination.Length, PageBytes - (int)(address & 0xFFF));
            var page = _table[address >> 12];
            if (page == null)
            {
                destination[..count].Clear();
            }
            else
            {
                new ReadOnlySpan<byte>(page + (address & 0xFFF), count).CopyTo(destination);
            }

            destination = destination[count..];
            address += (uint)count;
        }
    }

    /// <summary>Copies bytes into guest memory, to any address; the range must not pass 2^32.</summary>
    public void Write(uint address, ReadOnlySpan<byte> source)
    {
        CheckRange(address, source.Length);
        while (!source.IsEmpty)
        {
            var count = Math.Min(source.Length, PageBytes - (int)(address & 0xFFF));
            source[..count].CopyTo(new Span<byte>(PageForWrite(address) + (address & 0xFFF), count));
            source = source[count..];
            address += (uint)count;
        }
    }

    /// <summary>The numbers (address / 4096) of all pages that were written to, ascending.</summary>
    public uint[] GetTouchedPages()
    {
        var pages = _touched.Span.ToArray();
        Array.Sort(pages);
        return pages;
    }

    /// <summary>The content of a page as 1024 words; empty if it was never written to. Valid until disposal.</summary>
    /// <param name="page">The page number, 0..2^20 - 1.</param>
    public ReadOnlySpan<uint> GetPageWords(uint page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, (uint)PageCount);
        var start = _table[page];
        return start == null ? default : new(start, PageBytes / sizeof(uint));
    }

    /// <summary>Zeroes and frees all pages. The object must not be used afterwards.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>From now on, and in place of what was guarded before, stores to these pages are left to the slow path.</summary>
    /// <param name="address">First byte.</param>
    /// <param name="length">Bytes, 0 for none.</param>
    internal void GuardStores(uint address, uint length)
    {
        _firstGuarded = address >> 12;
        _guardedPages = length == 0 ? 0 : ((address + length - 1) >> 12) - _firstGuarded + 1;
        foreach (var number in _touched.Span)
        {
            SetOffset(number);
        }
    }

    /// <summary>Lets translated code load zeros from an absent page, for which it had to ask the slow path so far.</summary>
    internal void ShareZeroPage(uint address)
    {
        var number = address >> 12;
        if (number == LastPage || _table[number] != null || PageOffsets[number] != 0)
        {
            return;
        }

        if (_zeroPage == null)
        {
            _zeroPage = (byte*)NativeMemory.AllocZeroed(PageBytes);
        }

        _sharing.Add(number);
        PageOffsets[number] = (nint)_zeroPage - (nint)((long)number << 12);
    }

    /// <summary>The page that holds an address, allocated if absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* PageForWrite(uint address)
    {
        var page = _table[address >> 12];
        return page != null ? page : AllocatePage(address >> 12);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* AllocatePage(uint number)
    {
        if (_pagesLeftInSlab == 0)
        {
            // Slabs spare an allocator call for most pages; capacity is reserved first so that no slab can be lost.
            _slabs.Reserve();
            var pages = _slabs.Count == 0 ? FirstSlab : Math.Min(2 * _slabs.Span[^1].Pages, LargestSlab);
            var slab = NativeMemory.AlignedAlloc((nuint)(pages * PageBytes), PageBytes);
            NativeMemory.Clear(slab, (nuint)(pages * PageBytes));
            _slabs.Add(((nint)slab, pages));
            _pagesLeftInSlab = pages;
        }

        var (start, count) = _slabs.Span[^1];
        var page = (byte*)start + (count - _pagesLeftInSlab) * PageBytes;
        _touched.Add(number);
        _pagesLeftInSlab--;
        _table[number] = page;
        SetOffset(number);
        return page;
    }

    private void SetOffset(uint number)
    {
        if (number != LastPage)
        {
            var offset = (nint)_table[number] - (nint)((long)number << 12);
            PageOffsets[number] = offset;
            PageOffsets[StoreOffsets + number] = number - _firstGuarded < _guardedPages ? 0 : offset;
        }
    }

    private void ClearEntries(ReadOnlySpan<uint> numbers)
    {
        foreach (var number in numbers)
        {
            _table[number] = null;
            PageOffsets[number] = 0;
            PageOffsets[StoreOffsets + number] = 0;
        }
    }

    private static void CheckRange(uint address, int length)
    {
        if (address + (ulong)length > 1UL << 32)
        {
            throw new ArgumentOutOfRangeException(nameof(length), "The range passes 2^32.");
        }
    }

    private void Release()
    {
        if (_table == null)
        {
            return;
        }

        foreach (var (start, pages) in _slabs.Span)
        {
            NativeMemory.Clear((void*)start, (nuint)(pages * PageBytes));
            NativeMemory.AlignedFree((void*)start);
        }

        ClearEntries(_touched.Span);
        ClearEntries(_sharing.Span);
        Tables.Return((nint*)_table, _touched.Count + _sharing.Count);
        _touched.Dispose();
        _sharing.Dispose();
        NativeMemory.Free(_zeroPage);
        _table = null;
        _zeroPage = null;
        _slabs.Dispose();
    }
}
