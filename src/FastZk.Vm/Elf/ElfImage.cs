namespace FastZk.Vm;

/// <summary>A guest program, loaded: decoded code, initial memory words, names. Immutable and safe to share between threads.</summary>
/// <remarks>
/// The arrays are the program, handed out without copies: treat them as read-only. The file itself is not kept.
/// Code is decoded once, here: what the guest later stores to its text never changes what runs.
/// </remarks>
public sealed class ElfImage
{
    private readonly CodeRange[] _codeRanges;
    private readonly ElfSymbols _symbols;
    private PreparedCode? _prepared;

    private ElfImage(ReadOnlySpan<byte> elf)
    {
        var header = ElfHeader.Read(elf);
        var segments = ElfSegments.Read(elf, header);
        (ImageAddresses, ImageValues) = ImageWords.Build(elf, segments);
        _codeRanges = Vm.CodeWords.FindRanges(segments);
        Entry = header.Entry;
        CheckEntryIsCode();
        CodeBase = _codeRanges[0].Address;
        CodeEnd = _codeRanges[^1].End;
        (CodeWords, Code) = Vm.CodeWords.Decode(elf, segments, _codeRanges);
        CheckEntryDecodes();
        _symbols = ElfSymbols.Read(elf, header, CodeBase, CodeEnd);
        ElfId = ElfIdentity.Compute(Entry, _codeRanges, ImageAddresses, ImageValues);
    }

    /// <summary>Address of the first instruction: a multiple of 4 in the code, and it decodes.</summary>
    public uint Entry { get; }

    /// <summary>Address of the lowest code word, a multiple of 4.</summary>
    public uint CodeBase { get; }

    /// <summary>The first address behind the highest code word, at most <see cref="AddressSpace.TextLimit"/>.</summary>
    public uint CodeEnd { get; }

    /// <summary>
    /// Decoded code, indexed by (pc - <see cref="CodeBase"/>) / 4, up to <see cref="CodeEnd"/>. Words that do not decode
    /// or lie between executable segments are <see cref="Opcode.Illegal"/>.
    /// </summary>
    public Instruction[] Code { get; }

    /// <summary>The raw words of <see cref="Code"/>, same index; 0 between executable segments.</summary>
    public uint[] CodeWords { get; }

    /// <summary>Where executable words lie, ascending and apart. At least one range.</summary>
    public ReadOnlySpan<CodeRange> CodeRanges => _codeRanges;

    /// <summary>Number of words of initial memory, at most <see cref="AddressSpace.MaxMemoryWords"/>.</summary>
    public int ImageWordCount => ImageAddresses.Length;

    /// <summary>Byte addresses of all aligned words that file bytes of a segment touch, ascending, multiples of 4.</summary>
    public uint[] ImageAddresses { get; }

    /// <summary>The values of <see cref="ImageAddresses"/>; bytes that no segment provides are zero.</summary>
    public uint[] ImageValues { get; }

    /// <summary>SHA-256 of the canonical loaded content, 32 bytes: equal for equal programs, whatever the file around them.</summary>
    public byte[] ElfId { get; }

    /// <summary>Names of functions and labels, by ascending address.</summary>
    internal ReadOnlySpan<ElfSymbols.Symbol> Symbols => _symbols.All;

    /// <summary>The code as interpreter, translator and recorder want it; made on first use.</summary>
    internal PreparedCode Prepared => _prepared ?? Interlocked.CompareExchange(ref _prepared, new(this), null) ?? _prepared;

    /// <summary>Loads a program. Reads the span only during the call; its size may be anything up to 2 GiB.</summary>
    /// <param name="elf">The ELF file.</param>
    /// <exception cref="InvalidElfException">The file is no guest program; the only exception any bytes can cause.</exception>
    public static ElfImage Load(ReadOnlySpan<byte> elf) => new(elf);

    /// <inheritdoc cref="Load(ReadOnlySpan{byte})"/>
    public static ElfImage Load(ReadOnlyMemory<byte> elf) => new(elf.Span);

    /// <inheritdoc cref="Load(ReadOnlySpan{byte})"/>
    public static ElfImage Load(byte[] elf)
    {
        ArgumentNullException.ThrowIfNull(elf);
        return new(elf);
    }

    /// <summary>The function at an address as "name" or "name+0x12", or null where the ELF names none.</summary>
    public string? SymbolAt(uint pc) => _symbols.At(pc);

    /// <summary>Whether the word at an address lies in an executable segment (it may still not decode).</summary>
    /// <param name="address">A byte address; false if it is no multiple of 4.</param>
    public bool IsExecutable(uint address) => (address & 3) == 0 && Contains(_codeRanges, address);

    /// <summary>The raw instruction word at an address, or 0 if there is none.</summary>
    public uint CodeWordAt(uint address) => IsExecutable(address) ? CodeWords[(address - CodeBase) >> 2] : 0;

    private static bool Contains(CodeRange[] ranges, uint address)
    {
        foreach (var range in ranges)
        {
            if (address - range.Address < range.End - range.Address)
            {
                return true;
            }
        }

        return false;
    }

    private void CheckEntryIsCode()
    {
        if ((Entry & 3) != 0)
        {
            throw new InvalidElfException(
                ElfError.EntryMisaligned, $"The entry point 0x{Entry:x8} is no multiple of 4; build with -march=rv32im (no compressed code).");
        }

        if (!Contains(_codeRanges, Entry))
        {
            throw new InvalidElfException(
                ElfError.EntryOutsideText, $"The entry point 0x{Entry:x8} lies in no executable segment; set the entry symbol to code (-e _start).");
        }
    }

    private void CheckEntryDecodes()
    {
        var index = (Entry - CodeBase) >> 2;
        if (Code[index].Opcode != Opcode.Illegal)
        {
            return;
        }

        var word = CodeWords[index];
        throw (word & 3) != 3
            ? new InvalidElfException(
                ElfError.CompressedCode, $"The program starts with compressed code at 0x{Entry:x8} (0x{word & 0xFFFF:x4}); build with -march=rv32im -mabi=ilp32.")
            : new InvalidElfException(
                ElfError.EntryNotAnInstruction, $"The word 0x{word:x8} at the entry point 0x{Entry:x8} is no RV32IM instruction; build with -march=rv32im -mabi=ilp32.");
    }
}
