using System.Buffers.Binary;
using System.Text;

namespace FastZk.Vm.Tests.Support;

/// <summary>Writes small ELF32 files for RISC-V, valid unless a test bends a field.</summary>
public sealed class ElfBuilder
{
    public const uint ReadExecute = 5, ReadWrite = 6, Read = 4;
    public const uint DefaultCodeAddress = 0x10000;

    private readonly List<Segment> _segments = [];
    private readonly List<(string Name, uint Address, uint Size)> _symbols = [];

    private sealed record Segment(uint Address, byte[] Bytes, uint MemorySize, uint Flags, uint Type);

    public uint Entry { get; set; }
    public uint Flags { get; set; }
    public ushort Type { get; set; } = 2;
    public ushort Machine { get; set; } = 243;
    public byte Class { get; set; } = 1;
    public byte ByteOrder { get; set; } = 1;

    /// <summary>Places segments in the file as an operating system's loader needs them: offset = address mod 4096.</summary>
    public bool PageAligned { get; set; }

    /// <summary>An ELF of one code segment that starts at its first word.</summary>
    public static byte[] FromCode(params uint[] code) => WithCode(code).Build();

    /// <summary>A builder with one code segment, entry at its first word.</summary>
    public static ElfBuilder WithCode(uint[] code, uint address = DefaultCodeAddress) =>
        new ElfBuilder { Entry = address }.AddCode(address, code);

    public ElfBuilder AddCode(uint address, params uint[] code) => AddSegment(address, ToBytes(code), ReadExecute);

    /// <summary>Adds a PT_LOAD segment (or another type); memory size is that of the bytes if not given.</summary>
    public ElfBuilder AddSegment(uint address, byte[] bytes, uint flags, uint? memorySize = null, uint type = 1)
    {
        _segments.Add(new(address, bytes, memorySize ?? (uint)bytes.Length, flags, type));
        return this;
    }

    public ElfBuilder AddSymbol(string name, uint address, uint size)
    {
        _symbols.Add((name, address, size));
        return this;
    }

    public byte[] Build()
    {
        var elf = new List<byte>(new byte[52 + 32 * _segments.Count]);
        WriteHeader(elf);
        for (var i = 0; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            if (PageAligned)
            {
                elf.AddRange(new byte[(segment.Address - (uint)elf.Count) % 4096]);
            }

            uint[] entry = [segment.Type, (uint)elf.Count, segment.Address, segment.Address, (uint)segment.Bytes.Length, segment.MemorySize, segment.Flags, 4];
            Put(elf, 52 + 32 * i, ToBytes(entry));
            elf.AddRange(segment.Bytes);
        }

        if (_symbols.Count > 0)
        {
            AppendSymbols(elf);
        }

        return [.. elf];
    }

    public static byte[] ToBytes(params uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }

    private void WriteHeader(List<byte> elf)
    {
        Put(elf, 0, [0x7F, (byte)'E', (byte)'L', (byte)'F', Class, ByteOrder, 1]);
        Put(elf, 16, ToBytes((uint)Machine << 16 | Type, 1, Entry, 52, 0, Flags));
        Put(elf, 40, ToBytes(52 | 32u << 16, (uint)_segments.Count | 40u << 16, 0));
    }

    // Three sections: the null one, .symtab and .strtab; their header table comes last.
    private void AppendSymbols(List<byte> elf)
    {
        var names = new List<byte> { 0 };
        var table = new List<byte>(new byte[16]);
        foreach (var (name, address, size) in _symbols)
        {
            table.AddRange(ToBytes((uint)names.Count, address, size, 0x0001_0012));
            names.AddRange(Encoding.Latin1.GetBytes(name));
            names.Add(0);
        }

        var tableOffset = (uint)elf.Count;
        elf.AddRange(table);
        var namesOffset = (uint)elf.Count;
        elf.AddRange(names);
        var headers = (uint)elf.Count;
        elf.AddRange(new byte[40]);
        elf.AddRange(ToBytes(0, 2, 0, 0, tableOffset, (uint)table.Count, 2, 1, 4, 16));
        elf.AddRange(ToBytes(0, 3, 0, 0, namesOffset, (uint)names.Count, 0, 0, 1, 0));
        Put(elf, 32, ToBytes(headers));
        Put(elf, 48, [3, 0]);
    }

    private static void Put(List<byte> target, int offset, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            target[offset + i] = bytes[i];
        }
    }
}
