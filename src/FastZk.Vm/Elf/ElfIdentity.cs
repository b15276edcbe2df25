using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FastZk.Vm;

/// <summary>Names a program by what the loader makes of it, whatever the file around it looks like.</summary>
/// <remarks>
/// Section headers, symbols, debug data, segment order and the way segments are split do not enter. Hashed, all
/// numbers as little-endian 32-bit words: the tag, entry, the code ranges (their number; address and word count of
/// each), the runs of consecutive image words (their number; address, word count and the words of each).
/// </remarks>
internal static class ElfIdentity
{
    /// <summary>SHA-256 of the canonical form, 32 bytes.</summary>
    public static byte[] Compute(uint entry, ReadOnlySpan<CodeRange> code, ReadOnlySpan<uint> addresses, ReadOnlySpan<uint> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("FastZk.ElfId.v1"u8);
        Append(hash, entry);
        Append(hash, (uint)code.Length);
        foreach (var range in code)
        {
            Append(hash, range.Address);
            Append(hash, (uint)range.WordCount);
        }

        Append(hash, (uint)CountRuns(addresses));
        for (int start = 0, end; start < addresses.Length; start = end)
        {
            end = EndOfRun(addresses, start);
            Append(hash, addresses[start]);
            Append(hash, (uint)(end - start));
            AppendWords(hash, values[start..end]);
        }

        return hash.GetHashAndReset();
    }

    private static int CountRuns(ReadOnlySpan<uint> addresses)
    {
        var runs = 0;
        for (var start = 0; start < addresses.Length; start = EndOfRun(addresses, start))
        {
            runs++;
        }

        return runs;
    }

    private static int EndOfRun(ReadOnlySpan<uint> addresses, int start)
    {
        var end = start + 1;
        while (end < addresses.Length && addresses[end] == addresses[end - 1] + 4)
        {
            end++;
        }

        return end;
    }

    private static void AppendWords(IncrementalHash hash, ReadOnlySpan<uint> words)
    {
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(words));
            return;
        }

        foreach (var word in words)
        {
            Append(hash, word);
        }
    }

    private static void Append(IncrementalHash hash, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
