namespace FastZk.Vm.Trace;

/// <summary>Where the next record of a class goes. Both are null before the first chunk is opened.</summary>
internal unsafe struct RecordPlace
{
    /// <summary>First column of the next row.</summary>
    public uint* Next;

    /// <summary>Behind the last row of the chunk.</summary>
    public uint* End;
}
