using System.Net;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Sessions;

namespace FastZk.Messenger.Tests;

/// <summary>A node with a key and a journal of its own, which listens on loopback.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public TestNode(Provers provers, NodeOptions? options = null)
    {
        Node = new(Key, provers.Ownership, Journal, options ?? Patient());
        Address = Node.Listen(new(IPAddress.Loopback, 0));
    }

    public SecretKey Key { get; } = SecretKey.Generate();

    public Journal Journal { get; } = new();

    public Node Node { get; }

    public IPEndPoint Address { get; }

    /// <summary>Options under which time never runs out by itself.</summary>
    public static NodeOptions Patient(ManualClock? clock = null) => new() { Clock = clock ?? new ManualClock() };

    /// <summary>Opens a session with another node; the ends at both sides.</summary>
    public async Task<(Session Own, Session Theirs)> OpenAsync(TestNode other)
    {
        _ = Node.ConnectAsync(other.Address, other.Key.Identity);
        return (await Journal.NextOpened(), await other.Journal.NextOpened());
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Key.Dispose();
    }
}
