using System.Buffers.Binary;

namespace FastZk.Vm;

/// <summary>The fields of the ELF32 header that the loader uses, after all checks that need no other table.</summary>
internal readonly record struct ElfHeader(
    uint Entry, uint ProgramHeaderOffset, int ProgramHeaderCount, uint SectionHeaderOffset, int SectionHeaderCount)
{
    public const int Size = 52;
    public const int ProgramHeaderSize = 32;
    public const int SectionHeaderSize = 40;

    private const string BuildAdvice = "build with -march=rv32im -mabi=ilp32";
    private const ushort MachineRiscV = 243;

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="InvalidElfException">The file is none for this machine.</exception>
    public static ElfHeader Read(ReadOnlySpan<byte> elf)
    {
        CheckIdentity(elf);
        if (elf.Length < Size)
        {
            throw new InvalidElfException(ElfError.Truncated, $"The ELF header is cut off: the file has {elf.Length} of {Size} bytes; copy it again.");
        }

        CheckKind(elf);
        CheckFlags(Word(elf, 36));
        var programHeaders = Half(elf, 44);
        if (programHeaders == 0)
        {
            throw new InvalidElfException(ElfError.NoSegments, "The ELF has no program headers, so nothing to load; link it to an executable.");
        }

        if (Half(elf, 42) != ProgramHeaderSize)
        {
            throw new InvalidElfException(ElfError.MalformedHeader, $"e_phentsize is {Half(elf, 42)}, not {ProgramHeaderSize}; the file is damaged.");
        }

        var offset = Word(elf, 28);
        if (offset + (ulong)programHeaders * ProgramHeaderSize > (ulong)elf.Length)
        {
            throw new InvalidElfException(
                ElfError.Truncated,
                $"The program header table (offset {offset}, {programHeaders} entries) passes the end of the file ({elf.Length} bytes); copy it again.");
        }

        // Section headers only serve symbols: a table that is not there or not readable is no error.
        var sections = Half(elf, 46) == SectionHeaderSize ? Half(elf, 48) : 0;
        return new(Word(elf, 24), offset, programHeaders, Word(elf, 32), sections);
    }

    private static void CheckIdentity(ReadOnlySpan<byte> elf)
    {
        if (elf.IsEmpty)
        {
            throw new InvalidElfException(ElfError.EmptyFile, "The file is empty; pass an RV32IM ELF executable.");
        }

        if (!elf.StartsWith("\u007fELF"u8))
        {
            throw new InvalidElfException(ElfError.NotElf, "The file is no ELF (no magic number at offset 0); pass an RV32IM ELF executable.");
        }

        if (elf.Length < 16)
        {
            throw new InvalidElfException(ElfError.Truncated, $"The ELF header is cut off: the file has {elf.Length} of {Size} bytes; copy it again.");
        }

        if (elf[4] != 1)
        {
            var found = elf[4] == 2 ? "a 64-bit ELF (RV64 or another 64-bit target)" : $"an ELF of unknown class {elf[4]}";
            throw new InvalidElfException(ElfError.WrongClass, $"The file is {found}; FastZk runs RV32: {BuildAdvice}.");
        }

        if (elf[5] != 1)
        {
            var found = elf[5] == 2 ? "big-endian" : $"of unknown byte order {elf[5]}";
            throw new InvalidElfException(ElfError.WrongByteOrder, $"The ELF is {found}; FastZk runs little-endian RV32: {BuildAdvice}.");
        }
    }

    private static void CheckKind(ReadOnlySpan<byte> elf)
    {
        if (elf[6] != 1 || Word(elf, 20) != 1)
        {
            throw new InvalidElfException(ElfError.MalformedHeader, "The ELF version is not 1; the file is damaged.");
        }

        var machine = Half(elf, 18);
        if (machine != MachineRiscV)
        {
            throw new InvalidElfException(
                ElfError.WrongMachine, $"The ELF is for machine {machine}, not RISC-V ({MachineRiscV}); {BuildAdvice}.");
        }

        var type = Half(elf, 16);
        if (type != 2)
        {
            var advice = type switch
            {
                1 => "is an object file; link it to an executable",
                3 => "is a shared object or position-independent; link with -static -no-pie",
                _ => $"has type {type}; link a static executable",
            };
            throw new InvalidElfException(ElfError.NotExecutable, $"The ELF {advice}.");
        }
    }

    private static void CheckFlags(uint flags)
    {
        const uint Compressed = 1, FloatAbiMask = 6, Embedded = 8, TotalStoreOrder = 16;
        if ((flags & FloatAbiMask) != 0)
        {
            throw new InvalidElfException(
                ElfError.FloatAbi, $"The ELF uses a floating-point calling convention (e_flags 0x{flags:x}); {BuildAdvice}.");
        }

        if ((flags & Embedded) != 0)
        {
            throw new InvalidElfException(
                ElfError.UnsupportedFlags, $"The ELF is built for RV32E (e_flags 0x{flags:x}); {BuildAdvice}.");
        }

        // The compressed flag is no error by itself: libraries set it, and words that are compressed do not decode.
        if ((flags & ~(Compressed | TotalStoreOrder)) != 0)
        {
            throw new InvalidElfException(
                ElfError.UnsupportedFlags, $"The ELF has unknown e_flags 0x{flags:x}; {BuildAdvice}.");
        }
    }

    private static ushort Half(ReadOnlySpan<byte> elf, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(elf[offset..]);

    private static uint Word(ReadOnlySpan<byte> elf, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(elf[offset..]);
}
