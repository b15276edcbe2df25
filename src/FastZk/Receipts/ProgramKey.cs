using System.Buffers.Binary;
using System.Security.Cryptography;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk;

/// <summary>
/// The verifying key of a program: versions, entry, and for each profile the heights and the root of its preprocessed tables. A receipt carries it; a
/// verifier uses it only after it has hashed to the ImageId that its caller demands.
/// </summary>
internal sealed class ProgramKey
{
    /// <summary>Version of the key's encoding.</summary>
    public const ushort FormatVersion = 1;

    private const int EntryBytes = 1 + 1 + 1 + 32;

    /// <summary>Bytes of an encoded key.</summary>
    public static int Size => 2 + 2 + 4 + EntryBytes * Profile.All.Count;

    private readonly (byte LogProgram, byte LogImage, Digest Root)[] _profiles;

    private ProgramKey(byte[] bytes, uint entry, (byte, byte, Digest)[] profiles)
    {
        Bytes = bytes;
        Entry = entry;
        _profiles = profiles;
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData([.. "FastZk.ImageId.v1"u8, .. bytes], hash);
        ImageId = new(hash);
    }

    /// <summary>The encoding, <see cref="Size"/> bytes.</summary>
    public byte[] Bytes { get; }

    public uint Entry { get; }

    public ImageId ImageId { get; }

    /// <summary>Heights and root for a profile.</summary>
    public (byte LogProgram, byte LogImage, Digest Root) Of(Profile profile) => _profiles[profile.Id - 1];

    /// <summary>Makes a key; one entry a profile, in the order of their ids.</summary>
    public static ProgramKey Create(uint entry, ReadOnlySpan<(byte LogProgram, byte LogImage, Digest Root)> profiles)
    {
        using var writer = new ProofWriter();
        writer.Bytes(BitConverter.GetBytes(FormatVersion));
        writer.Bytes(BitConverter.GetBytes(Circuits.Rv32Circuit.Version));
        writer.UInt32(entry);
        for (var i = 0; i < profiles.Length; i++)
        {
            writer.Byte(Profile.All[i].Id);
            writer.Byte(profiles[i].LogProgram);
            writer.Byte(profiles[i].LogImage);
            writer.Digest(profiles[i].Root);
        }

        return new(writer.ToArray(), entry, profiles.ToArray());
    }

    /// <summary>Decodes a key; null and a reason when it is not one of this version.</summary>
    public static ProgramKey? TryDecode(ReadOnlySpan<byte> bytes, out string? reason)
    {
        reason = "the program key is cut short";
        if (bytes.Length != Size)
        {
            return null;
        }

        // One copy is parsed and hashed: bytes that change meanwhile cannot be one key to the parser and another to the hash.
        var copy = bytes.ToArray();
        bytes = copy;
        var format = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        var circuit = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        if (format != FormatVersion || circuit != Circuits.Rv32Circuit.Version)
        {
            reason = $"the program key is of format {format}, circuit {circuit}; this verifier knows format {FormatVersion}, circuit {Circuits.Rv32Circuit.Version}";
            return null;
        }

        var profiles = new (byte, byte, Digest)[Profile.All.Count];
        for (var i = 0; i < profiles.Length; i++)
        {
            var part = bytes.Slice(8 + i * EntryBytes, EntryBytes);
            if (part[0] != Profile.All[i].Id)
            {
                reason = "the program key names an unknown profile";
                return null;
            }

            profiles[i] = (part[1], part[2], Digest.FromBytes(part[3..]));
        }

        reason = null;
        return new(copy, BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), profiles);
    }
}
