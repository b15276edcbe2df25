using System.Runtime.InteropServices;

namespace FastZk.Vm;

/// <summary>Keeps one table of zeros between two runs: large tables of which little is used are dear to clear. Safe for concurrent use.</summary>
/// <param name="entries">Entries of a table, each of pointer size.</param>
internal sealed unsafe class SpareTable(nuint entries)
{
    // A table that was used more widely is not kept: much of it would be real memory now.
    private const int MostUsed = 1 << 14;

    private nint _spare;

    /// <summary>A table of zeros: the spare one or a new one.</summary>
    public nint* Rent()
    {
        var spare = (nint*)Interlocked.Exchange(ref _spare, 0);
        return spare != null ? spare : (nint*)NativeMemory.AllocZeroed(entries, (nuint)sizeof(nint));
    }

    /// <summary>Takes a table back.</summary>
    /// <param name="table">The table; whoever rented it has set all that he wrote to zero again.</param>
    /// <param name="used">How many entries that were, about.</param>
    public void Return(nint* table, int used)
    {
        if (used > MostUsed || Interlocked.CompareExchange(ref _spare, (nint)table, 0) != 0)
        {
            NativeMemory.Free(table);
        }
    }
}
