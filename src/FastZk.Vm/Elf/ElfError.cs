namespace FastZk.Vm;

/// <summary>Why a file was refused as a guest program.</summary>
public enum ElfError
{
    /// <summary>The file has no bytes.</summary>
    EmptyFile,
    /// <summary>The file does not begin with the ELF magic number.</summary>
    NotElf,
    /// <summary>The file is shorter than its own headers or program header table.</summary>
    Truncated,
    /// <summary>A 64-bit (or unknown class) ELF.</summary>
    WrongClass,
    /// <summary>A big-endian (or unknown data encoding) ELF.</summary>
    WrongByteOrder,
    /// <summary>An ELF version other than 1, or header sizes that are none of ELF32's.</summary>
    MalformedHeader,
    /// <summary>An ELF for another processor.</summary>
    WrongMachine,
    /// <summary>An object file, shared object or position-independent executable.</summary>
    NotExecutable,
    /// <summary>The program asks for a dynamic linker.</summary>
    DynamicallyLinked,
    /// <summary>Built for a floating-point calling convention.</summary>
    FloatAbi,
    /// <summary>e_flags announce an ABI other than ILP32 (RV32E or unknown bits).</summary>
    UnsupportedFlags,
    /// <summary>No PT_LOAD segment with content.</summary>
    NoSegments,
    /// <summary>A segment's bytes lie (partly) behind the end of the file.</summary>
    SegmentOutsideFile,
    /// <summary>A segment has more bytes in the file than in memory.</summary>
    FileSizeAboveMemorySize,
    /// <summary>A segment ends above <see cref="AddressSpace.MemoryLimit"/>.</summary>
    SegmentOutOfRange,
    /// <summary>Two segments share an address.</summary>
    OverlappingSegments,
    /// <summary>Code at or above <see cref="AddressSpace.TextLimit"/>.</summary>
    TextTooHigh,
    /// <summary>Code words further apart than <see cref="AddressSpace.MaxCodeSpan"/>, or more than <see cref="AddressSpace.MaxCodeGaps"/> between them.</summary>
    CodeSpanTooLarge,
    /// <summary>More image words than <see cref="AddressSpace.MaxMemoryWords"/>.</summary>
    ImageTooLarge,
    /// <summary>The entry point is no multiple of 4.</summary>
    EntryMisaligned,
    /// <summary>The entry point lies in no executable segment.</summary>
    EntryOutsideText,
    /// <summary>The word at the entry point is a compressed instruction.</summary>
    CompressedCode,
    /// <summary>The word at the entry point is no RV32IM instruction.</summary>
    EntryNotAnInstruction,
}
