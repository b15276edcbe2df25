using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FastZk.Vm;

/// <summary>A growing list in native memory, wiped when it is given back: which pages a run touches may depend on private data.</summary>
/// <remarks>Invariant: _start is null or the address of _capacity entries owned by this object, of which the first Count are in use.</remarks>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private const int FirstCapacity = 64;

    private T* _start;
    private int _capacity;

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>The entries, valid until the next one is added.</summary>
    public Span<T> Span => new(_start, Count);

    /// <summary>Makes room for one more, so that the next <see cref="Add"/> cannot fail.</summary>
    public void Reserve()
    {
        if (Count < _capacity)
        {
            return;
        }

        var capacity = Math.Max(FirstCapacity, 2 * _capacity);
        var larger = (T*)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(T));
        Span.CopyTo(new(larger, Count));
        Free();
        _start = larger;
        _capacity = capacity;
    }

    /// <summary>Appends an entry.</summary>
    public void Add(T entry)
    {
        Reserve();
        _start[Count++] = entry;
    }

    public void Dispose()
    {
        Free();
        _start = null;
        (_capacity, Count) = (0, 0);
    }

    private void Free()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(Span));
        NativeMemory.Free(_start);
    }
}
