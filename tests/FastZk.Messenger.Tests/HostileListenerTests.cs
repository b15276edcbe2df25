using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>What hostile listeners do to a node that calls.</summary>
public sealed class HostileListenerTests : IAsyncLifetime
{
    private static readonly Provers Proofs = Provers.Shared;
    private readonly TestNode _alice = new(Proofs);
    private readonly SecretKey _mallory = SecretKey.Generate();

    public Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task BeforeAnythingIsSealed()
    {
        await Fails(SessionFault.BadHello, p => p.SendAsync(new byte[104]));
        await Fails(SessionFault.ClosedEarly, p => { p.Dispose(); return Task.CompletedTask; }, SessionFault.ConnectionLost);
        // Alice's own hello, or her own nonce or key in a hello of the right role.
        await Fails(SessionFault.BadHello, async p => { await p.ReadHelloAsync(); await p.SendAsync(p.Theirs.Bytes); });
        await Fails(SessionFault.Reflected, async p => { await p.ReadHelloAsync(); await p.SendAsync(AsResponder(p.Theirs, 8)); });
        await Fails(SessionFault.Reflected, async p => { await p.ReadHelloAsync(); await p.SendAsync(AsResponder(p.Theirs, 40)); });
    }

    [Fact]
    public async Task AfterTheHello()
    {
        await Fails(SessionFault.Reflected, async p => { await p.HelloAsync(); await p.ClaimAsync(_alice.Key.Identity); });
        await Fails(SessionFault.NotAuthentic, async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 33, 0, 0, 0 }); await p.SendAsync(new byte[49]); });
        await Fails(SessionFault.FrameTooLarge, async p => { await p.HelloAsync(); await p.SendAsync(new byte[] { 0, 0, 0, 1 }); });
        // A text instead of a proof: nobody is heard before.
        await Fails(SessionFault.BadMessage, async p => { await p.HelloAsync(); await p.ClaimAsync(_mallory.Identity); await p.ReadReceiptAsync(); await p.WriteAsync(MessageType.Text, "hi"u8.ToArray()); });
    }

    [Fact]
    public async Task ReceiptsThatProveSomethingElse()
    {
        await Presents(SessionFault.WrongChallenge, c => Proofs.Ownership64(_mallory, c.ChallengeOf(Role.Initiator)));
        await Presents(SessionFault.WrongProgram, _ => Proofs.Receipt("fibonacci", [10, 0, 0, 0]));
        using var other = SecretKey.Generate();
        await Presents(SessionFault.WrongIdentity, c => Proofs.Ownership64(other, c.ChallengeOf(Role.Responder)));
    }

    [Fact]
    public async Task AlicesOwnProofSentBackProvesNothing() => await Fails(SessionFault.WrongIdentity, async p =>
    {
        await p.HelloAsync();
        await p.ClaimAsync(_mallory.Identity);
        await p.SendReceiptAsync(await p.ReadReceiptAsync());
    });

    private static byte[] AsResponder(Hello hello, int sameFrom)
    {
        using var ephemeral = SessionKeys.NewEphemeral();
        var bytes = Hello.Create(Role.Responder, ephemeral).Bytes.ToArray();
        hello.Bytes.Span[sameFrom..(sameFrom == 8 ? 40 : 104)].CopyTo(bytes.AsSpan(sameFrom));
        return bytes;
    }

    private Task Presents(SessionFault fault, Func<HandshakeContext, byte[]> receipt) => Fails(fault, async p =>
    {
        await p.HelloAsync();
        await p.ClaimAsync(_mallory.Identity);
        await p.ReadReceiptAsync();
        await p.SendReceiptAsync(receipt(p.Context(Proofs.Ownership.Program, _mallory.Identity)));
    });

    private async Task Fails(SessionFault fault, Func<RawPeer, Task> attack, params SessionFault[] orElse)
    {
        var (address, listening) = RawPeer.Listen();
        var call = _alice.Node.ConnectAsync(address, null);
        using var peer = await listening;
        try
        {
            await attack(peer);
        }
        catch (SessionException e) when (e.End.Fault is SessionFault.ConnectionLost or SessionFault.ClosedEarly)
        {
            // Alice had seen enough before the attack was through.
        }

        var end = await call.WaitAsync(TimeSpan.FromSeconds(120));
        Assert.True(end.Fault == fault || orElse.Contains(end.Fault), $"{end.Fault} ({end.Detail}) instead of {fault}");
        Assert.Empty(_alice.Node.Sessions);
    }

    public async Task DisposeAsync()
    {
        await _alice.DisposeAsync();
        _mallory.Dispose();
    }
}
