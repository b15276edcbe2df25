using System.Net.Sockets;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>Peers that take their time, on a clock that passes only where a test lets it.</summary>
public sealed class TimeLimitTests : IAsyncLifetime
{
    private static readonly Provers Proofs = Provers.Shared;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();
    private readonly SecretKey _mallory = SecretKey.Generate();
    private readonly TestNode _bob;

    public TimeLimitTests() => _bob = new(Proofs, TestNode.Patient(_clock));

    public Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ACallerThatSaysNothing() => await TimesOut(_ => Task.CompletedTask, "hello");

    [Fact]
    public async Task ACallerThatSaysItByteByByte()
    {
        // One byte a second: each arrives in time, all together do not.
        using var peer = await RawPeer.CallAsync(_bob.Address);
        var end = _bob.Journal.NextEnd();
        using var ephemeral = SessionKeys.NewEphemeral();
        var hello = Hello.Create(Role.Initiator, ephemeral).Bytes;
        for (var i = 0; i < Hello.Size && !end.IsCompleted; i++)
        {
            try
            {
                await peer.SendAsync(hello.Slice(i, 1));
            }
            catch (SessionException)
            {
                break;
            }

            await _clock.PassUntil(Task.WhenAny(end, Task.Delay(5)), Second);
        }

        Assert.Equal(SessionFault.Timeout, (await end).End.Fault);
    }

    [Fact]
    public async Task ACallerThatStopsAtEachStep()
    {
        await TimesOut(p => p.HelloAsync(), "identity");
        await TimesOut(async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 33 }); }, "identity");
        await TimesOut(async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 33, 0, 0, 0, 7 }); }, "identity");
        await TimesOut(async p => { await p.HelloAsync(); await p.ClaimAsync(_mallory.Identity); }, "proof");
        await TimesOut(async p => { await p.HelloAsync(); await p.ClaimAsync(_mallory.Identity); await p.WriteAsync(MessageType.ProofPart, new byte[SealedChannel.MaxBodySize]); }, "proof");
        await TimesOut(async p =>
        {
            await p.HelloAsync();
            await p.ClaimAsync(_mallory.Identity);
            await p.SendReceiptAsync(Proofs.Ownership64(_mallory, p.Context(Proofs.Ownership.Program, _mallory.Identity).ChallengeOf(Role.Initiator)));
            await p.ReadReceiptAsync();
        }, "acceptance");
    }

    [Fact]
    public async Task AllStepsTogetherHaveALimit()
    {
        // Pieces of a receipt, each in time, for longer than a handshake may last.
        var limits = new TimeLimits { Handshake = TimeSpan.FromSeconds(20), Step = TimeSpan.FromHours(1), Proof = TimeSpan.FromHours(1) };
        await using var carol = new TestNode(Proofs, TestNode.Patient(_clock) with { Limits = limits });
        using var peer = await RawPeer.CallAsync(carol.Address);
        await peer.HelloAsync();
        await peer.ClaimAsync(_mallory.Identity);
        var end = carol.Journal.NextEnd();
        for (var i = 0; i < 40 && !end.IsCompleted; i++)
        {
            try
            {
                await peer.WriteAsync(MessageType.ProofPart, new byte[SealedChannel.MaxBodySize]);
            }
            catch (SessionException)
            {
                break;
            }

            await _clock.PassUntil(Task.WhenAny(end, Task.Delay(20)), Second);
        }

        Assert.Equal(SessionFault.Timeout, (await end).End.Fault);
        Assert.Contains("the handshake", (await end).End.Detail);
    }

    [Fact]
    public async Task AnOpenSessionThatFallsSilent()
    {
        using var peer = await OpenAsync();
        var (_, session, end) = await _clock.PassUntil(_bob.Journal.NextEnd(), TimeSpan.FromMinutes(1));
        Assert.Equal(SessionFault.Timeout, end.Fault);
        Assert.Equal(_mallory.Identity, session!.Peer);
    }

    [Fact]
    public async Task AGoodbyeThatIsNotAnswered()
    {
        using var peer = await OpenAsync();
        _bob.Node.Close();
        var (_, _, end) = await _clock.PassUntil(_bob.Journal.NextEnd(), Second);
        Assert.Equal(SessionFault.Timeout, end.Fault);
        Assert.Contains("goodbye", end.Detail);
    }

    [Fact]
    public async Task APeerThatDoesNotTakeWhatIsWritten()
    {
        var (address, listening) = RawPeer.Listen();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        using var peer = await listening;
        using var connection = new Connection(socket, _clock);
        // More than the sockets' buffers take.
        var writing = FaultOf(connection.WriteAsync(new byte[256 << 20], 10 * Second, "bytes", default));
        Assert.Equal(SessionFault.Timeout, await _clock.PassUntil(writing, Second));
    }

    [Fact]
    public async Task AListenerThatSaysNothing()
    {
        var (address, listening) = RawPeer.Listen();
        var call = _bob.Node.ConnectAsync(address, null);
        using var peer = await listening;
        Assert.Equal(SessionFault.Timeout, (await _clock.PassUntil(call, Second)).Fault);
    }

    [Fact]
    public void TheDefaultsFitTogether()
    {
        var limits = new TimeLimits();
        Assert.True(limits.Step < limits.Proof && limits.Proof < limits.Handshake && limits.Handshake < limits.Idle);
    }

    private static async Task<SessionFault> FaultOf(Task task) => (await Assert.ThrowsAsync<SessionException>(() => task)).End.Fault;

    private async Task<RawPeer> OpenAsync()
    {
        var peer = await RawPeer.CallAsync(_bob.Address);
        await peer.AuthenticateAsync(Proofs, _mallory);
        await _bob.Journal.NextOpened();
        return peer;
    }

    private async Task TimesOut(Func<RawPeer, Task> until, string what)
    {
        using var peer = await RawPeer.CallAsync(_bob.Address);
        await until(peer);
        var (_, session, end) = await _clock.PassUntil(_bob.Journal.NextEnd(), 5 * Second);
        Assert.Equal((null, SessionFault.Timeout), (session, end.Fault));
        Assert.Contains(what, end.Detail);
    }

    public async Task DisposeAsync()
    {
        await _bob.DisposeAsync();
        _mallory.Dispose();
    }
}
