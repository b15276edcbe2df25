namespace FastZk.Vm;

/// <summary>One PT_LOAD entry, checked against the file and the address space. Sizes and addresses in bytes.</summary>
/// <remarks>Holds: <c>FileOffset + FileSize &lt;= file length</c>, <c>FileSize &lt;= MemorySize</c>, <c>End &lt;= MemoryLimit</c>.</remarks>
internal readonly record struct ElfSegment(int Index, int FileOffset, uint Address, int FileSize, uint MemorySize, bool Executable)
{
    /// <summary>The first address behind the segment in memory.</summary>
    public uint End => Address + MemorySize;

    /// <summary>The first address behind the bytes that the file provides.</summary>
    public uint FileEnd => Address + (uint)FileSize;

    /// <summary>Index (address / 4) of the first word that lies wholly in the file bytes.</summary>
    public uint FirstWholeWord => (uint)(((ulong)Address + 3) >> 2);

    /// <summary>Index of the first word behind <see cref="FirstWholeWord"/> that does not lie wholly in the file bytes.</summary>
    public uint EndWholeWord => FileEnd >> 2;
}
