using FastZk.Messenger.Sessions;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>Honest nodes.</summary>
public sealed class ConversationTests
{
    private static readonly Provers Proofs = Provers.Shared;

    [Fact]
    public async Task TwoNodesProveThemselvesAndTalk()
    {
        await using var alice = new TestNode(Proofs);
        await using var bob = new TestNode(Proofs);
        var (own, theirs) = await alice.OpenAsync(bob);
        Assert.Equal((bob.Key.Identity, alice.Key.Identity), (own.Peer, theirs.Peer));

        string[] texts = ["hello", "", "Grüße, 世界 🙂\u001b[31m\0", new('x', SealedChannel.MaxBodySize)];
        foreach (var text in texts)
        {
            Assert.True(own.Send(text));
            Assert.Equal((theirs, text), await bob.Journal.NextText());
            Assert.True(theirs.Send(text));
            Assert.Equal((own, text), await alice.Journal.NextText());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => own.Send(new string('x', SealedChannel.MaxBodySize + 1)));

        // What was queued before the goodbye arrives before it.
        own.Send("last words");
        own.Close();
        Assert.Equal((theirs, "last words"), await bob.Journal.NextText());
        Assert.Equal((own, default(SessionEnd)), await EndOf(alice));
        Assert.Equal((theirs, default(SessionEnd)), await EndOf(bob));
        Assert.False(own.Send("too late"));
        Assert.Empty(alice.Node.Sessions);
        alice.Journal.AssertEmpty();
        bob.Journal.AssertEmpty();
    }

    [Fact]
    public async Task ManyPeersShareOneProverAndOneNode()
    {
        await using var hub = new TestNode(Proofs);
        var peers = Enumerable.Range(0, 5).Select(_ => new TestNode(Proofs)).ToArray();
        foreach (var peer in peers)
        {
            _ = peer.Node.ConnectAsync(hub.Address, hub.Key.Identity);
        }

        foreach (var _ in peers)
        {
            await hub.Journal.NextOpened();
        }

        Assert.Equal(peers.Select(p => p.Key.Identity).ToHashSet(), hub.Node.Sessions.Select(s => s.Peer).ToHashSet());
        hub.Node.Broadcast("to all");
        foreach (var peer in peers)
        {
            var (session, text) = await peer.Journal.NextText();
            Assert.Equal(("to all", hub.Key.Identity), (text, session.Peer));
        }

        hub.Node.Close();
        foreach (var peer in peers)
        {
            Assert.True((await peer.Journal.NextEnd()).End.IsOrderly);
            Assert.True((await hub.Journal.NextEnd()).End.IsOrderly);
            await peer.DisposeAsync();
        }
    }

    [Fact]
    public async Task TwoCallsAtOnceAreTwoSessions()
    {
        await using var alice = new TestNode(Proofs);
        await using var bob = new TestNode(Proofs);
        _ = alice.Node.ConnectAsync(bob.Address, null);
        _ = bob.Node.ConnectAsync(alice.Address, null);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(bob.Key.Identity, (await alice.Journal.NextOpened()).Peer);
            Assert.Equal(alice.Key.Identity, (await bob.Journal.NextOpened()).Peer);
        }
    }

    [Fact]
    public async Task WhoeverElseAnswersLearnsNothing()
    {
        await using var alice = new TestNode(Proofs);
        await using var bob = new TestNode(Proofs);
        await using var carol = new TestNode(Proofs);
        var end = await alice.Node.ConnectAsync(bob.Address, carol.Key.Identity);
        Assert.Equal(SessionFault.WrongPeer, end.Fault);
        // Not even who called: that was not said before the answer was checked.
        Assert.Equal(SessionFault.ClosedEarly, (await bob.Journal.NextEnd()).End.Fault);
    }

    [Fact]
    public async Task OnlyTheAdmittedAreHeard()
    {
        await using var alice = new TestNode(Proofs);
        await using var mallory = new TestNode(Proofs);
        await using var bob = new TestNode(Proofs, TestNode.Patient() with { Admitted = new HashSet<Keys.Identity> { alice.Key.Identity } });
        _ = mallory.Node.ConnectAsync(bob.Address, bob.Key.Identity);
        Assert.Equal(SessionFault.NotAdmitted, (await bob.Journal.NextEnd()).End.Fault);
        Assert.NotEqual(SessionFault.None, (await mallory.Journal.NextEnd()).End.Fault);
        var (_, theirs) = await alice.OpenAsync(bob);
        Assert.Equal(alice.Key.Identity, theirs.Peer);
    }

    [Fact]
    public async Task ANodeDoesNotTalkWithItself()
    {
        await using var alice = new TestNode(Proofs);
        Assert.Equal(SessionFault.Reflected, (await alice.Node.ConnectAsync(alice.Address, null)).Fault);
    }

    [Fact]
    public async Task NobodyThereIsAFault()
    {
        await using var alice = new TestNode(Proofs);
        var gone = new TestNode(Proofs);
        await gone.DisposeAsync();
        Assert.Equal(SessionFault.Unreachable, (await alice.Node.ConnectAsync(gone.Address, null)).Fault);
    }

    [Fact]
    public async Task DisposingEndsEverySession()
    {
        await using var alice = new TestNode(Proofs);
        await using var bob = new TestNode(Proofs);
        await alice.OpenAsync(bob);
        await alice.Node.DisposeAsync();
        Assert.Equal(SessionFault.Stopped, (await alice.Journal.NextEnd()).End.Fault);
        Assert.True((await bob.Journal.NextEnd()).End.Fault is SessionFault.ClosedEarly or SessionFault.ConnectionLost);
    }

    private static async Task<(Session?, SessionEnd)> EndOf(TestNode node)
    {
        var (_, session, end) = await node.Journal.NextEnd();
        return (session, end);
    }
}
