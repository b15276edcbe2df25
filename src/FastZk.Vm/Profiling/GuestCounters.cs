namespace FastZk.Vm.Profiling;

/// <summary>What a run did besides executing instructions.</summary>
public sealed class GuestCounters
{
    internal SortedDictionary<uint, long> EcallCounts { get; } = [];

    /// <summary>Ecalls carried out, by number.</summary>
    public IReadOnlyDictionary<uint, long> Ecalls => EcallCounts;

    /// <summary>Bytes of the private input that reads delivered.</summary>
    public long BytesRead { get; internal set; }

    /// <summary>Bytes written to the journal.</summary>
    public long BytesCommitted { get; internal set; }

    /// <summary>Bytes written to descriptors 1 and 2.</summary>
    public long BytesToConsole { get; internal set; }

    /// <summary>Memory words that reads filled, wholly or in part: rows of the circuit's input table.</summary>
    public long InputWords { get; internal set; }

    /// <summary>Memory words that went to the journal, wholly or in part: rows of the circuit's journal table.</summary>
    public long JournalWords { get; internal set; }

    /// <summary>Store instructions and reads that wrote to text.</summary>
    public long TextStores { get; internal set; }

    /// <summary>Pages of 4096 bytes that were written to, those of the program's image included.</summary>
    public int PagesWritten { get; internal set; }

    internal void Add(in EcallEvent call, ElfImage image)
    {
        EcallCounts[call.Number] = EcallCounts.GetValueOrDefault(call.Number) + 1;
        switch (call.Number)
        {
            case EcallNumber.Read:
                BytesRead += call.Result;
                InputWords += CellWeights.Words(call.A1, call.Result);
                TextStores += call.Result > 0 && call.A1 < image.CodeEnd && call.A1 + (ulong)call.Result > image.CodeBase ? 1 : 0;
                break;
            case EcallNumber.Write when call.A0 == EcallNumber.JournalDescriptor:
                BytesCommitted += call.A2;
                JournalWords += CellWeights.Words(call.A1, call.A2);
                break;
            case EcallNumber.Write:
                BytesToConsole += call.A2;
                break;
        }
    }
}
