using System.Buffers.Binary;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>The loadable segments of an ELF64 core file: which addresses lie where in the file.</summary>
internal sealed class CoreFile
{
    private const int Load = 1;

    private readonly List<(long Offset, ulong Address, long Bytes)> _segments = [];

    public CoreFile(Stream file)
    {
        var head = new byte[64];
        file.ReadExactly(head);
        var at = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(32));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(54));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(56));
        var entry = new byte[size];
        for (var i = 0; i < count; i++)
        {
            file.Position = at + (long)i * size;
            file.ReadExactly(entry);
            if (BinaryPrimitives.ReadInt32LittleEndian(entry) == Load)
            {
                _segments.Add((BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(8)), BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(16)),
                    BinaryPrimitives.ReadInt64LittleEndian(entry.AsSpan(32))));
            }
        }
    }

    /// <summary>Segments with contents: offset in the file, address, bytes.</summary>
    public IEnumerable<(long Offset, ulong Address, long Bytes)> Segments => _segments.Where(s => s.Bytes > 0);
}
