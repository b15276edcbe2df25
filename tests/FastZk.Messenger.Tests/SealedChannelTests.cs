using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>Frames, between two ends with known keys.</summary>
public sealed class SealedChannelTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private Connection _left = null!;
    private Connection _right = null!;
    private SealedChannel _sender = null!;
    private SealedChannel _receiver = null!;

    public async Task InitializeAsync()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var caller = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(listener.LocalEndPoint!);
        (_left, _right) = (new(caller, TimeProvider.System), new(await listener.AcceptAsync(), TimeProvider.System));
        _sender = new(_left, Key(), Key());
        _receiver = new(_right, Key(), Key());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(SealedChannel.MaxBodySize)]
    public async Task MessagesOfAllSizesArrive(int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        for (var i = 0; i < 3; i++)
        {
            await _sender.WriteAsync(MessageType.Text, body, Patience, default);
            var message = await _receiver.ReadAsync(Patience, Patience, "text", default);
            Assert.Equal(MessageType.Text, message.Type);
            Assert.Equal(body, message.Body.ToArray());
        }
    }

    [Fact]
    public async Task AFrameHasTheDocumentedBytes()
    {
        await _sender.WriteAsync(MessageType.Bye, default, Patience, default);
        await _sender.WriteAsync(MessageType.Text, "hi"u8.ToArray(), Patience, default);
        var frames = new byte[4 + 1 + 16 + 4 + 3 + 16];
        await _right.ReadAsync(frames, Patience, "frames", default);
        Assert.Equal([1, 0, 0, 0], frames[..4]);
        Assert.Equal([3, 0, 0, 0], frames[21..25]);
        using var key = Key();
        var opened = new byte[3];
        key.Decrypt([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], frames.AsSpan(25, 3), frames.AsSpan(28), opened, frames.AsSpan(21, 4));
        Assert.Equal([5, (byte)'h', (byte)'i'], opened);
    }

    [Fact]
    public async Task NoBitMayChange()
    {
        await _sender.WriteAsync(MessageType.Text, "hi"u8.ToArray(), Patience, default);
        var frame = new byte[4 + 3 + 16];
        await _right.ReadAsync(frame, Patience, "frame", default);
        for (var bit = 32; bit < 8 * frame.Length; bit++)
        {
            byte[] edited = [.. frame];
            edited[bit / 8] ^= (byte)(1 << bit % 8);
            await _left.WriteAsync(edited, Patience, "frame", default);
            _receiver.Received = 0;
            Assert.Equal(SessionFault.NotAuthentic, await Fault(_receiver));
        }

        await _left.WriteAsync(frame, Patience, "frame", default);
        _receiver.Received = 0;
        Assert.Equal("hi"u8.ToArray(), (await _receiver.ReadAsync(Patience, Patience, "text", default)).Body.ToArray());
        // The same once more.
        await _left.WriteAsync(frame, Patience, "frame", default);
        Assert.Equal(SessionFault.NotAuthentic, await Fault(_receiver));
    }

    [Fact]
    public async Task AKeySealsSoManyFramesAndNoMore()
    {
        _sender.Sent = _receiver.Received = SealedChannel.MaxFrames - 1;
        await _sender.WriteAsync(MessageType.Text, default, Patience, default);
        await _receiver.ReadAsync(Patience, Patience, "text", default);
        var e = await Assert.ThrowsAsync<SessionException>(() => _sender.WriteAsync(MessageType.Text, default, Patience, default));
        Assert.Equal(SessionFault.KeyExhausted, e.End.Fault);
    }

    private AesGcm Key() => new(_key, SealedChannel.TagSize);

    private static async Task<SessionFault> Fault(SealedChannel channel) =>
        (await Assert.ThrowsAsync<SessionException>(() => channel.ReadAsync(Patience, Patience, "text", default))).End.Fault;

    public Task DisposeAsync()
    {
        _sender.Dispose();
        _receiver.Dispose();
        return Task.CompletedTask;
    }
}
