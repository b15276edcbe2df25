using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FastZk.Messenger.Wire;

/// <summary>What a sealed message is; its first byte.</summary>
internal enum MessageType : byte
{
    /// <summary>The sender's identity, 32 bytes. Not yet proven.</summary>
    Claim = 1,

    /// <summary>A piece of the sender's receipt, more follow.</summary>
    ProofPart = 2,

    /// <summary>The last piece of the sender's receipt.</summary>
    ProofEnd = 3,

    /// <summary>The initiator has accepted the responder's proof. Empty.</summary>
    Accept = 4,

    /// <summary>A text, UTF-8.</summary>
    Text = 5,

    /// <summary>The sender sends nothing more. Empty.</summary>
    Bye = 6,
}

/// <summary>A message that was opened.</summary>
/// <param name="Type">its first byte, as it came.</param>
/// <param name="Body">the bytes behind it; they stay until the next one is read.</param>
internal readonly record struct Message(MessageType Type, ReadOnlyMemory<byte> Body);

/// <summary>
/// Frames sealed with AES-256-GCM: length n of the sealed message (4, little-endian), n bytes, tag (16). The nonce is 4 zero bytes and the frame's number in its
/// direction (8, little-endian, from 0), the length is authenticated along. So a frame opens at its own place in its own direction of its own connection, or not at all.
/// One reader and one writer at a time.
/// </summary>
internal sealed class SealedChannel(Connection connection, AesGcm send, AesGcm receive) : IDisposable
{
    /// <summary>Most bytes of a message, its type included.</summary>
    public const int MaxMessageSize = 1 << 14;

    /// <summary>Most bytes behind the type.</summary>
    public const int MaxBodySize = MaxMessageSize - 1;

    public const int HeaderSize = 4;
    public const int TagSize = 16;

    /// <summary>Frames that one key seals: 2^28 of at most 2^10 blocks leave GCM's bound for 2^38 blocks, below 2^-50.</summary>
    public const ulong MaxFrames = 1UL << 28;

    private const int NonceSize = 12;

    private readonly byte[] _outgoing = new byte[HeaderSize + MaxMessageSize + TagSize];
    private readonly byte[] _incoming = new byte[HeaderSize + MaxMessageSize + TagSize];
    private readonly byte[] _sealing = new byte[MaxMessageSize];
    private readonly byte[] _opened = new byte[MaxMessageSize];

    /// <summary>Number of the next frame in each direction.</summary>
    internal ulong Sent { get; set; }

    /// <inheritdoc cref="Sent"/>
    internal ulong Received { get; set; }

    /// <summary>Seals and sends a message.</summary>
    public async Task WriteAsync(MessageType type, ReadOnlyMemory<byte> body, TimeSpan limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, MaxBodySize);
        await connection.WriteAsync(Seal(type, body.Span), limit, $"a message ({type})", cancellation);
    }

    /// <summary>Waits for the next message and opens it.</summary>
    /// <param name="wait">until its first byte.</param>
    /// <param name="rest">from there to its last.</param>
    /// <param name="what">what is awaited, for the message of a fault.</param>
    /// <param name="cancellation">the caller's own.</param>
    public async Task<Message> ReadAsync(TimeSpan wait, TimeSpan rest, string what, CancellationToken cancellation)
    {
        await connection.ReadAsync(_incoming.AsMemory(0, 1), wait, what, cancellation);
        await connection.ReadAsync(_incoming.AsMemory(1, HeaderSize - 1), rest, what, cancellation);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_incoming);
        if (length > MaxMessageSize)
        {
            throw new SessionException(SessionFault.FrameTooLarge, $"a frame of {length} bytes, at most {MaxMessageSize} are allowed, waiting for {what}");
        }

        if (length == 0)
        {
            throw new SessionException(SessionFault.BadMessage, $"an empty frame, waiting for {what}");
        }

        await connection.ReadAsync(_incoming.AsMemory(HeaderSize, (int)length + TagSize), rest, what, cancellation);
        if (!Open((int)length))
        {
            throw new SessionException(SessionFault.NotAuthentic, $"a frame that the peer did not seal for this place, waiting for {what}");
        }

        return new((MessageType)_opened[0], _opened.AsMemory(1, (int)length - 1));
    }

    private ReadOnlyMemory<byte> Seal(MessageType type, ReadOnlySpan<byte> body)
    {
        var length = 1 + body.Length;
        _sealing[0] = (byte)type;
        body.CopyTo(_sealing.AsSpan(1));
        BinaryPrimitives.WriteInt32LittleEndian(_outgoing, length);
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, Sent++);
        send.Encrypt(nonce, _sealing.AsSpan(0, length), _outgoing.AsSpan(HeaderSize, length), _outgoing.AsSpan(HeaderSize + length, TagSize), _outgoing.AsSpan(0, HeaderSize));
        return _outgoing.AsMemory(0, HeaderSize + length + TagSize);
    }

    private bool Open(int length)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, Received++);
        try
        {
            receive.Decrypt(nonce, _incoming.AsSpan(HeaderSize, length), _incoming.AsSpan(HeaderSize + length, TagSize), _opened.AsSpan(0, length), _incoming.AsSpan(0, HeaderSize));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static void WriteNonce(Span<byte> nonce, ulong number)
    {
        if (number >= MaxFrames)
        {
            throw new SessionException(SessionFault.KeyExhausted, "as many frames as one key may seal; connect anew");
        }

        nonce.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[4..], number);
    }

    /// <summary>Ends the connection, and wipes what passed through last.</summary>
    public void Dispose()
    {
        connection.Dispose();
        send.Dispose();
        receive.Dispose();
        CryptographicOperations.ZeroMemory(_sealing);
        CryptographicOperations.ZeroMemory(_opened);
    }
}
