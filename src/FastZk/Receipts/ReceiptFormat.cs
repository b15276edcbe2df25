using FastZk.Circuits;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk;

/// <summary>
/// The wire form of a receipt: "FZKR", version, profile, table heights, program key, exit code, journal, proof; integers little-endian, no byte left
/// over. Parsing takes a stranger's bytes: it returns a reason and never throws.
/// </summary>
internal static class ReceiptFormat
{
    public const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "FZKR"u8;

    /// <summary>A receipt from its parts.</summary>
    public static byte[] Encode(ProofShape shape, ProgramKey key, uint exitCode, ReadOnlySpan<byte> journal, ReadOnlySpan<byte> proof)
    {
        using var writer = new ProofWriter();
        WriteHead(writer, shape, key, exitCode, journal);
        writer.Bytes(proof);
        return writer.ToArray();
    }

    /// <summary>Writes everything that stands before the proof.</summary>
    public static void WriteHead(ProofWriter writer, ProofShape shape, ProgramKey key, uint exitCode, ReadOnlySpan<byte> journal)
    {
        writer.Bytes(Magic);
        writer.Bytes(BitConverter.GetBytes(Version));
        writer.Byte(shape.Profile.Id);
        Span<byte> heights = stackalloc byte[ProofShape.PackedHeightBytes(shape.System)];
        shape.PackHeights(heights);
        writer.Bytes(heights);
        writer.Bytes(key.Bytes);
        writer.UInt32(exitCode);
        writer.UInt32((uint)journal.Length);
        writer.Bytes(journal);
    }

    /// <summary>Reads the head of a receipt and leaves the proof as a range of the bytes.</summary>
    public static ReceiptHead? TryDecode(ReadOnlySpan<byte> bytes, int maxJournalBytes, out string? reason)
    {
        var reader = new ProofReader(bytes);
        if (!reader.Bytes(4).SequenceEqual(Magic))
        {
            reason = "these bytes are no FastZk receipt";
            return null;
        }

        var version = (ushort)(reader.Byte() | reader.Byte() << 8);
        if (reader.Failed || version != Version)
        {
            reason = $"the receipt has format version {version}; this verifier knows version {Version}";
            return null;
        }

        var profile = Profile.OfId(reader.Byte());
        if (profile is null)
        {
            reason = "the receipt names an unknown profile";
            return null;
        }

        Span<sbyte> heights = stackalloc sbyte[Rv32Circuit.System.Tables.Length];
        var packed = reader.Bytes(ProofShape.PackedHeightBytes(Rv32Circuit.System));
        if (reader.Failed)
        {
            reason = "the receipt is cut short";
            return null;
        }

        if (!ProofShape.TryUnpackHeights(packed, heights))
        {
            reason = "the receipt gives a height to a table that does not exist";
            return null;
        }

        var key = ProgramKey.TryDecode(reader.Bytes(ProgramKey.Size), out reason);
        if (key is null)
        {
            return null;
        }

        var exitCode = reader.UInt32();
        var length = reader.UInt32();
        if (reader.Failed || length > (uint)maxJournalBytes)
        {
            reason = reader.Failed ? "the receipt is cut short" : $"the journal has {length} bytes; at most {maxJournalBytes} are accepted";
            return null;
        }

        var start = reader.Position;
        reader.Bytes((int)length);
        if (reader.Failed)
        {
            reason = "the receipt is cut short";
            return null;
        }

        reason = CheckFixedHeights(profile, heights, key);
        if (reason is not null)
        {
            return null;
        }

        var shape = ShapeCache.Get(profile, heights, RunStatement.TuplesOf((int)length), out reason);
        return shape is null ? null : new(shape, key, exitCode, start, (int)length, reader.Position);
    }

    // Heights of preprocessed tables are the verifying key's, never the receipt's own.
    private static string? CheckFixedHeights(Profile profile, ReadOnlySpan<sbyte> heights, ProgramKey key)
    {
        var (program, image, _) = key.Of(profile);
        var top = 0;
        foreach (var log in heights)
        {
            top = Math.Max(top, log);
        }

        foreach (var (table, log) in Circuits.Preprocessed.FixedTables.CircuitHeights(profile, top))
        {
            if (heights[table] != log)
            {
                return $"table {Rv32Circuit.System.Tables[table].Name} has not the height that the circuit gives it";
            }
        }

        return heights[Rv32Circuit.Program] != program || heights[Rv32Circuit.Image] != image
            ? "the program's tables have not the heights that the program key gives them"
            : null;
    }
}

/// <summary>The parsed head of a receipt.</summary>
/// <param name="Shape">profile and heights, checked.</param>
/// <param name="Key">the program key that the receipt carries; not to be trusted before its ImageId was compared.</param>
/// <param name="ExitCode">exit code claimed.</param>
/// <param name="JournalStart">offset of the journal.</param>
/// <param name="JournalLength">bytes of the journal.</param>
/// <param name="ProofStart">offset of the proof, which goes to the end.</param>
internal sealed record ReceiptHead(ProofShape Shape, ProgramKey Key, uint ExitCode, int JournalStart, int JournalLength, int ProofStart);
