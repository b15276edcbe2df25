using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>A peer that goes through the handshake step by step, as far and as honestly as a test wants.</summary>
internal sealed class RawPeer(Socket socket, Role role) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ECDiffieHellman _ephemeral = SessionKeys.NewEphemeral();

    public Socket Socket => socket;

    public EndPoint LocalAddress { get; } = socket.LocalEndPoint!;

    public Connection Connection { get; } = new(socket, TimeProvider.System);

    public Hello Own { get; private set; } = null!;

    public Hello Theirs { get; private set; } = null!;

    public SealedChannel Channel { get; private set; } = null!;

    public Identity Peer { get; private set; }

    public static async Task<RawPeer> CallAsync(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return new(socket, Role.Initiator);
    }

    /// <summary>Listens, and takes one call.</summary>
    public static (IPEndPoint Address, Task<RawPeer> Peer) Listen()
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return ((IPEndPoint)listener.LocalEndPoint!, Take());

        async Task<RawPeer> Take()
        {
            using (listener)
            {
                return new(await listener.AcceptAsync(), Role.Responder);
            }
        }
    }

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => Connection.WriteAsync(bytes, Patience, "bytes", default);

    /// <summary>Writes an honest hello, or the one given, and reads the peer's.</summary>
    public async Task HelloAsync(Hello? other = null)
    {
        Own = other ?? Hello.Create(role, _ephemeral);
        await SendAsync(Own.Bytes);
        await ReadHelloAsync();
        Derive();
    }

    public async Task ReadHelloAsync()
    {
        var bytes = new byte[Hello.Size];
        await Connection.ReadAsync(bytes, Patience, "hello", default);
        Assert.Equal(SessionFault.None, Hello.TryParse(bytes, role == Role.Initiator ? Role.Responder : Role.Initiator, out var hello));
        Theirs = hello!;
    }

    /// <summary>Answers a hello that was read already.</summary>
    public async Task AnswerHelloAsync(Hello own)
    {
        Own = own;
        await SendAsync(Own.Bytes);
        Derive();
    }

    /// <summary>A hello of this peer's key with somebody else's nonce.</summary>
    public Hello HelloWithNonce(ReadOnlySpan<byte> nonce)
    {
        var bytes = Hello.Create(role, _ephemeral).Bytes.ToArray();
        nonce.CopyTo(bytes.AsSpan(8));
        Hello.TryParse(bytes, role, out var hello);
        return hello!;
    }

    private void Derive()
    {
        var (send, receive) = SessionKeys.Derive(role, _ephemeral, role == Role.Initiator ? Own : Theirs, role == Role.Initiator ? Theirs : Own)!.Value;
        Channel = new(Connection, send, receive);
    }

    public Task WriteAsync(MessageType type, ReadOnlyMemory<byte> body = default) => Channel.WriteAsync(type, body, Patience, default);

    public Task<Message> ReadAsync() => Channel.ReadAsync(Patience, Patience, "message", default);

    /// <summary>Exchanges claims, as the initiator or the responder.</summary>
    public async Task ClaimAsync(Identity own)
    {
        if (role == Role.Responder)
        {
            await WriteAsync(MessageType.Claim, own.ToArray());
        }

        var claim = await ReadAsync();
        Assert.Equal(MessageType.Claim, claim.Type);
        Peer = new(claim.Body.Span);
        if (role == Role.Initiator)
        {
            await WriteAsync(MessageType.Claim, own.ToArray());
        }
    }

    public HandshakeContext Context(ImageId program, Identity own) => role == Role.Initiator
        ? new(program, Own, Theirs, own, Peer)
        : new(program, Theirs, Own, Peer, own);

    public async Task SendReceiptAsync(ReadOnlyMemory<byte> receipt)
    {
        for (; receipt.Length > SealedChannel.MaxBodySize; receipt = receipt[SealedChannel.MaxBodySize..])
        {
            await WriteAsync(MessageType.ProofPart, receipt[..SealedChannel.MaxBodySize]);
        }

        await WriteAsync(MessageType.ProofEnd, receipt);
    }

    public async Task<byte[]> ReadReceiptAsync()
    {
        var receipt = new List<byte>();
        while (true)
        {
            var piece = await ReadAsync();
            Assert.True(piece.Type is MessageType.ProofPart or MessageType.ProofEnd);
            receipt.AddRange(piece.Body.ToArray());
            if (piece.Type == MessageType.ProofEnd)
            {
                return [.. receipt];
            }
        }
    }

    /// <summary>All of an honest handshake.</summary>
    public async Task AuthenticateAsync(Provers provers, SecretKey key)
    {
        await HelloAsync();
        await ClaimAsync(key.Identity);
        var context = Context(provers.Ownership.Program, key.Identity);
        var proof = await provers.Ownership.ProveAsync(key, context.ChallengeOf(role), default);
        if (role == Role.Initiator)
        {
            await SendReceiptAsync(proof);
            await ReadReceiptAsync();
            await WriteAsync(MessageType.Accept);
        }
        else
        {
            await ReadReceiptAsync();
            await SendReceiptAsync(proof);
            Assert.Equal(MessageType.Accept, (await ReadAsync()).Type);
        }
    }

    public void Dispose()
    {
        Channel?.Dispose();
        Connection.Dispose();
        _ephemeral.Dispose();
    }
}
