using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastZk.Messenger.Wire;

/// <summary>Who opened the connection.</summary>
internal enum Role : byte
{
    /// <summary>The side that connected; it proves first.</summary>
    Initiator = 1,

    /// <summary>The side that listened.</summary>
    Responder = 2,
}

/// <summary>
/// The only message in the clear, 104 bytes: "FZKM", version (2, little-endian), role (1), zero (1), nonce (32), ephemeral key (64: x and y of a point of P-256, big-endian).
/// </summary>
internal sealed class Hello
{
    public const int Size = 104;
    public const ushort Version = 1;
    public const int NonceSize = 32;
    public const int KeySize = 64;

    private const int NonceAt = 8;
    private const int KeyAt = NonceAt + NonceSize;

    private readonly byte[] _bytes;

    private Hello(byte[] bytes) => _bytes = bytes;

    private static ReadOnlySpan<byte> Magic => "FZKM"u8;

    /// <summary>The bytes on the wire.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    public ReadOnlySpan<byte> Nonce => _bytes.AsSpan(NonceAt, NonceSize);

    /// <summary>x and y of the sender's ephemeral key.</summary>
    public ReadOnlySpan<byte> Key => _bytes.AsSpan(KeyAt, KeySize);

    /// <summary>A hello with a fresh nonce and the public part of the key.</summary>
    public static Hello Create(Role role, ECDiffieHellman ephemeral)
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), Version);
        bytes[6] = (byte)role;
        RandomNumberGenerator.Fill(bytes.AsSpan(NonceAt, NonceSize));
        var point = ephemeral.ExportParameters(includePrivateParameters: false).Q;
        point.X!.CopyTo(bytes, KeyAt);
        point.Y!.CopyTo(bytes, KeyAt + KeySize / 2);
        return new(bytes);
    }

    /// <summary>Reads a peer's hello. The point is checked where it is used, in <see cref="SessionKeys"/>.</summary>
    /// <param name="bytes">104 bytes, copied.</param>
    /// <param name="role">the role that the peer must have.</param>
    /// <param name="hello">the hello, or null.</param>
    /// <returns>None, or what is wrong.</returns>
    public static SessionFault TryParse(ReadOnlySpan<byte> bytes, Role role, out Hello? hello)
    {
        hello = null;
        if (bytes.Length != Size || !bytes.StartsWith(Magic))
        {
            return SessionFault.BadHello;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) != Version)
        {
            return SessionFault.WrongVersion;
        }

        if (bytes[6] != (byte)role || bytes[7] != 0)
        {
            return SessionFault.BadHello;
        }

        hello = new(bytes.ToArray());
        return SessionFault.None;
    }
}
