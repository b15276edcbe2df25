using System.Net;
using System.Net.Sockets;
using System.Text;
using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>What hostile callers do to a node that listens: each ends its own connection with one fault, and a conversation beside it goes on.</summary>
public sealed class HostileCallerTests : IAsyncLifetime
{
    private static readonly Provers Proofs = Provers.Shared;
    private readonly TestNode _alice = new(Proofs);
    private readonly TestNode _bob = new(Proofs);
    private readonly SecretKey _mallory = SecretKey.Generate();

    public async Task InitializeAsync() => await _alice.OpenAsync(_bob);

    [Fact]
    public async Task BytesThatAreNoHello()
    {
        var random = new Random(1);
        var garbage = new byte[4096];
        random.NextBytes(garbage);
        await Fails(SessionFault.BadHello, p => p.SendAsync(garbage));
        await Fails(SessionFault.BadHello, p => p.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: none\r\nAccept: */*\r\nX: " + new string('x', 100) + "\r\n\r\n")));
        await Fails(SessionFault.WrongVersion, p => p.SendAsync(Edited(b => b[4] = 2)));
        await Fails(SessionFault.BadHello, p => p.SendAsync(Edited(b => b[6] = (byte)Role.Responder)));
        await Fails(SessionFault.BadHello, p => p.SendAsync(Edited(b => b[6] = 0)));
        await Fails(SessionFault.BadHello, p => p.SendAsync(Edited(b => b[7] = 1)));
        // Points off the curve, coordinates beyond the field, and (0, 0), which some write for the point at infinity.
        await Fails(SessionFault.BadKey, p => p.SendAsync(Edited(b => b[103] ^= 1)));
        await Fails(SessionFault.BadKey, p => p.SendAsync(Edited(b => b.AsSpan(40).Fill(0xFF))));
        await Fails(SessionFault.BadKey, p => p.SendAsync(Edited(b => b.AsSpan(40).Clear())));
    }

    [Fact]
    public async Task FramesThatNobodySealed()
    {
        await Fails(SessionFault.FrameTooLarge, async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }); });
        await Fails(SessionFault.FrameTooLarge, async p => { await p.HelloAsync(); await p.SendAsync(BitConverter.GetBytes(SealedChannel.MaxMessageSize + 1)); });
        await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.SendAsync(new byte[4]); });
        await Fails(SessionFault.NotAuthentic, async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 33, 0, 0, 0 }); await p.SendAsync(new byte[33 + 16]); });
        // Bob's own frame sent back: it is sealed for the other direction.
        await Fails(SessionFault.NotAuthentic, async p =>
        {
            await p.HelloAsync();
            var frame = new byte[4 + 33 + 16];
            await p.Connection.ReadAsync(frame, TimeSpan.FromSeconds(60), "frame", default);
            await p.SendAsync(frame);
        });
        // The true first frame in the second place.
        await Fails(SessionFault.NotAuthentic, async p => { await p.HelloAsync(); p.Channel.Sent = 1; await p.ClaimAsync(_mallory.Identity); });
    }

    [Fact]
    public async Task MessagesOutOfPlace()
    {
        foreach (var type in new[] { MessageType.Text, MessageType.Accept, MessageType.Bye, MessageType.ProofEnd, (MessageType)0, (MessageType)255 })
        {
            await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.WriteAsync(type, new byte[32]); });
            await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.ClaimAsync(_mallory.Identity); await p.WriteAsync(type == MessageType.ProofEnd ? MessageType.Claim : type, new byte[32]); });
        }

        await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.WriteAsync(MessageType.Claim, new byte[31]); });
        await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.WriteAsync(MessageType.Claim, new byte[33]); });
        // Pieces that are not full would make a receipt of any number of frames.
        await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.ClaimAsync(_mallory.Identity); await p.WriteAsync(MessageType.ProofPart); });
        await Fails(SessionFault.Reflected, async p => { await p.HelloAsync(); await p.ClaimAsync(_bob.Key.Identity); });
    }

    [Fact]
    public async Task ReceiptsThatProveSomethingElse()
    {
        await Presents(SessionFault.BadReceipt, _ => []);
        await Presents(SessionFault.BadReceipt, _ => new byte[100_000]);
        await Presents(SessionFault.ReceiptTooLarge, _ => new byte[OwnershipVerifier.MaxReceiptBytes + 1]);
        await Presents(SessionFault.ReceiptTooLarge, _ => new byte[4 * OwnershipVerifier.MaxReceiptBytes]);
        await Presents(SessionFault.WrongProgram, _ => Proofs.Receipt("fibonacci", [9, 0, 0, 0]));
        await Presents(SessionFault.ReceiptTooLarge, c => Proofs.Ownership64(_mallory, c, fast: true));
        // The profile stands in the head, and is looked at before the rest.
        await Presents(SessionFault.WrongProfile, c => Proofs.Ownership64(_mallory, c, fast: true)[..OwnershipVerifier.MaxReceiptBytes]);
        await Presents(SessionFault.WrongExitCode, _ => Proofs.Receipt("key_ownership", new byte[63]));
        await Presents(SessionFault.WrongChallenge, _ => Proofs.Ownership64(_mallory, new byte[32]));
        using var other = SecretKey.Generate();
        await Presents(SessionFault.WrongIdentity, c => Proofs.Ownership64(other, c));
        await Presents(SessionFault.ProofRejected, c => { var r = Proofs.Ownership64(_mallory, c); r[r.Length / 2] ^= 1; return r; });
        await Presents(SessionFault.ProofRejected, c => Proofs.Ownership64(_mallory, c)[..5000]);
        await Presents(SessionFault.BadReceipt, c => Proofs.Ownership64(_mallory, c)[..60]);
    }

    [Fact]
    public async Task WhoHasNotProvenItselfGetsNoProof() => await Fails(SessionFault.WrongChallenge, async p =>
    {
        await p.HelloAsync();
        await p.ClaimAsync(_mallory.Identity);
        await p.SendReceiptAsync(Proofs.Ownership64(_mallory, new byte[32]));
        // Nothing but the end comes after Bob's claim.
        var e = await Assert.ThrowsAsync<SessionException>(p.ReadAsync);
        Assert.Equal(SessionFault.ClosedEarly, e.End.Fault);
    });

    [Fact]
    public async Task AReplayedReceiptAnswersAnotherChallenge()
    {
        byte[] receipt;
        using (var first = await RawPeer.CallAsync(_bob.Address))
        {
            await first.HelloAsync();
            await first.ClaimAsync(_mallory.Identity);
            receipt = Proofs.Ownership64(_mallory, first.Context(Proofs.Ownership.Program, _mallory.Identity).ChallengeOf(Role.Initiator));
            await first.SendReceiptAsync(receipt);
            await first.ReadReceiptAsync();
            await first.WriteAsync(MessageType.Accept);
            Assert.Equal(_mallory.Identity, (await OpenedBeside()).Peer);
            await first.WriteAsync(MessageType.Bye);
            Assert.True((await _bob.Journal.NextEnd()).End.IsOrderly);
        }

        await Presents(SessionFault.WrongChallenge, _ => receipt);
        // Nor does Bob's own proof, sent back, prove anything for who received it.
        using var honest = SecretKey.Generate();
        var second = await RawPeer.CallAsync(_bob.Address);
        await second.HelloAsync();
        await second.ClaimAsync(honest.Identity);
        await second.SendReceiptAsync(Proofs.Ownership64(honest, second.Context(Proofs.Ownership.Program, honest.Identity).ChallengeOf(Role.Initiator)));
        var bobs = await second.ReadReceiptAsync();
        await Presents(SessionFault.WrongIdentity, _ => bobs);
        second.Dispose();
        Assert.Equal(SessionFault.ClosedEarly, (await _bob.Journal.NextEnd()).End.Fault);
    }

    [Fact]
    public async Task ConnectionsThatEndInTheMiddle()
    {
        await Fails(SessionFault.ClosedEarly, _ => Task.CompletedTask, leave: true);
        await Fails(SessionFault.ClosedEarly, p => p.SendAsync(Edited(_ => { }).AsMemory(0, 50)), leave: true);
        await Fails(SessionFault.ClosedEarly, async p => { await p.HelloAsync(); p.Socket.Shutdown(SocketShutdown.Send); });
        await Fails(SessionFault.ClosedEarly, async p => { await p.HelloAsync(); await p.ClaimAsync(_mallory.Identity); p.Socket.Shutdown(SocketShutdown.Send); });
        await Fails(SessionFault.ClosedEarly, async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 33, 0, 0, 0, 1, 2 }); p.Socket.Shutdown(SocketShutdown.Send); });
        await Fails(SessionFault.ConnectionLost, async p =>
        {
            await p.HelloAsync();
            await p.ReadAsync();
            p.Socket.LingerState = new(true, 0); // a reset
            p.Socket.Close();
        });
        // In an open session, too, the end of the bytes is no goodbye: it could be somebody else who cut the line.
        await OpenFails(SessionFault.ClosedEarly, p => { p.Socket.Shutdown(SocketShutdown.Send); return Task.CompletedTask; });
    }

    [Fact]
    public async Task MessagesThatNoOpenSessionHas()
    {
        await OpenFails(SessionFault.BadMessage, p => p.WriteAsync(MessageType.Claim, new byte[32]));
        await OpenFails(SessionFault.BadMessage, p => p.WriteAsync(MessageType.Bye, new byte[1]));
        await OpenFails(SessionFault.BadMessage, p => p.WriteAsync(MessageType.Text, new byte[] { 0xC0, 0x80 }));
        await OpenFails(SessionFault.BadMessage, p => p.WriteAsync(MessageType.Text, new byte[] { 0xED, 0xA0, 0x80 }));
        await OpenFails(SessionFault.NotAuthentic, async p => { await p.WriteAsync(MessageType.Text, "once"u8.ToArray()); p.Channel.Sent--; await p.WriteAsync(MessageType.Text, "twice"u8.ToArray()); }, "once");
        await OpenFails(SessionFault.NotAuthentic, async p => { p.Channel.Sent++; await p.WriteAsync(MessageType.Text, "one is missing"u8.ToArray()); });
    }

    [Fact]
    public async Task APeerThatDoesNotReadLosesItsSession()
    {
        using var peer = await RawPeer.CallAsync(_bob.Address);
        await peer.AuthenticateAsync(Proofs, _mallory);
        var session = await OpenedBeside();
        // The sockets' buffers take some megabytes, then the queue fills; Bob never waits.
        var text = new string('x', SealedChannel.MaxBodySize);
        while (session.Send(text))
        {
            await Task.Yield();
        }

        Assert.Equal(SessionFault.Stalled, (await _bob.Journal.NextEnd()).End.Fault);
    }

    [Fact]
    public async Task ManyConnectionsAreTurnedAway()
    {
        await using var small = new TestNode(Proofs, TestNode.Patient() with { MaxHandshakes = 3, MaxConnections = 5 });
        var (own, _) = await _alice.OpenAsync(small);
        var silent = new List<RawPeer>();
        for (var i = 0; i < 3; i++)
        {
            silent.Add(await RawPeer.CallAsync(small.Address));
            await silent[i].HelloAsync(); // answered: it has its place
        }

        for (var i = 0; i < 20; i++)
        {
            using var one = await RawPeer.CallAsync(small.Address);
            Assert.Equal(SessionFault.Busy, (await small.Journal.NextEnd()).End.Fault);
        }

        own.Send("still here");
        Assert.Equal("still here", (await small.Journal.NextText()).Text);
        foreach (var peer in silent)
        {
            peer.Dispose();
            Assert.True((await small.Journal.NextEnd()).End.Fault is SessionFault.ClosedEarly or SessionFault.ConnectionLost);
        }

        // There is room again.
        Assert.Equal(_bob.Key.Identity, (await _bob.OpenAsync(small)).Theirs.Peer);
    }

    private static byte[] Edited(Action<byte[]> edit)
    {
        using var ephemeral = SessionKeys.NewEphemeral();
        var bytes = Hello.Create(Role.Initiator, ephemeral).Bytes.ToArray();
        edit(bytes);
        return bytes;
    }

    private async Task Presents(SessionFault fault, Func<byte[], byte[]> receipt) => await Fails(fault, async p =>
    {
        await p.HelloAsync();
        await p.ClaimAsync(_mallory.Identity);
        var challenge = p.Context(Proofs.Ownership.Program, _mallory.Identity).ChallengeOf(Role.Initiator);
        await p.SendReceiptAsync(receipt(challenge));
    });

    private async Task OpenFails(SessionFault fault, Func<RawPeer, Task> attack, string? text = null)
    {
        using var peer = await RawPeer.CallAsync(_bob.Address);
        await peer.AuthenticateAsync(Proofs, _mallory);
        await OpenedBeside();
        await attack(peer);
        if (text is not null)
        {
            Assert.Equal(text, (await _bob.Journal.NextText()).Text);
        }

        var (remote, _, end) = await _bob.Journal.NextEnd();
        await AssertEnd(peer, fault, remote, end);
    }

    // The attack meets this fault and nothing else; what the node does afterwards is none of its business.
    private async Task Fails(SessionFault fault, Func<RawPeer, Task> attack, bool leave = false)
    {
        using var peer = await RawPeer.CallAsync(_bob.Address);
        try
        {
            await attack(peer);
        }
        catch (SessionException e) when (e.End.Fault is SessionFault.ConnectionLost or SessionFault.ClosedEarly)
        {
            // Bob had seen enough before the attack was through.
        }

        if (leave)
        {
            peer.Dispose();
        }

        var (remote, end) = await _bob.Journal.NextRefusal();
        await AssertEnd(peer, fault, remote, end);
    }

    private async Task AssertEnd(RawPeer peer, SessionFault fault, EndPoint? remote, SessionEnd end)
    {
        Assert.True(end.Fault == fault, $"{end.Fault} ({end.Detail}) instead of {fault}");
        Assert.Equal(peer.LocalAddress, remote);
        await AssertUndisturbed();
    }

    private async Task AssertUndisturbed()
    {
        var text = Guid.NewGuid().ToString();
        _alice.Node.Broadcast(text);
        Assert.Equal((_alice.Key.Identity, text), await From(_bob));
        foreach (var session in _bob.Node.Sessions.Where(s => s.Peer == _alice.Key.Identity))
        {
            session.Send(text);
        }

        Assert.Equal((_bob.Key.Identity, text), await From(_alice));
    }

    private static async Task<(Identity, string)> From(TestNode node)
    {
        var (session, text) = await node.Journal.NextText();
        return (session.Peer, text);
    }

    private Task<Sessions.Session> OpenedBeside() => _bob.Journal.NextOpened();

    public async Task DisposeAsync()
    {
        await AssertUndisturbed();
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        _mallory.Dispose();
    }
}
