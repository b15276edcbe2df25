using System.Net;
using System.Net.Sockets;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>Mallory in the middle, who answers Alice and calls Bob: as herself, as each to the other, or as a mere cable.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private static readonly Provers Proofs = Provers.Shared;
    private readonly TestNode _alice = new(Proofs);
    private readonly TestNode _bob = new(Proofs);
    private readonly SecretKey _mallory = SecretKey.Generate();

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Alice means to talk with Mallory, who would be Alice to Bob.</summary>
    [Fact]
    public async Task AProofMeantForMalloryIsNoneForBob()
    {
        var (address, listening) = RawPeer.Listen();
        var call = _alice.Node.ConnectAsync(address, _mallory.Identity);
        using var toAlice = await listening;
        using var toBob = await RawPeer.CallAsync(_bob.Address);
        await toAlice.HelloAsync();
        await toAlice.ClaimAsync(_mallory.Identity);
        var proof = await toAlice.ReadReceiptAsync();
        await toBob.HelloAsync();
        await toBob.ClaimAsync(_alice.Key.Identity);
        await toBob.SendReceiptAsync(proof);
        await BobSays(SessionFault.WrongChallenge);
        toAlice.Dispose();
        Assert.False((await call).IsOrderly);
    }

    /// <summary>Alice means to talk with Bob. Mallory has a key of her own with each, and hands on what both say.</summary>
    [Fact]
    public async Task AProofOverOtherKeysIsNone()
    {
        var (address, listening) = RawPeer.Listen();
        var call = _alice.Node.ConnectAsync(address, _bob.Key.Identity);
        using var toAlice = await listening;
        using var toBob = await RawPeer.CallAsync(_bob.Address);
        await toAlice.HelloAsync();
        await toBob.HelloAsync();
        await toAlice.ClaimAsync(_bob.Key.Identity);
        await toBob.ClaimAsync(toAlice.Peer);
        await toBob.SendReceiptAsync(await toAlice.ReadReceiptAsync());
        await BobSays(SessionFault.WrongChallenge);
        toAlice.Dispose();
        Assert.False((await call).IsOrderly);
    }

    /// <summary>The same with the nonces of both handed on: the keys alone make another context.</summary>
    [Fact]
    public async Task NorWithTheSameNonces()
    {
        var (address, listening) = RawPeer.Listen();
        var call = _alice.Node.ConnectAsync(address, _bob.Key.Identity);
        using var toAlice = await listening;
        using var toBob = await RawPeer.CallAsync(_bob.Address);
        await toAlice.ReadHelloAsync();
        await toBob.HelloAsync(toBob.HelloWithNonce(toAlice.Theirs.Nonce));
        await toAlice.AnswerHelloAsync(toAlice.HelloWithNonce(toBob.Theirs.Nonce));
        await toAlice.ClaimAsync(_bob.Key.Identity);
        await toBob.ClaimAsync(toAlice.Peer);
        await toBob.SendReceiptAsync(await toAlice.ReadReceiptAsync());
        await BobSays(SessionFault.WrongChallenge);
        toAlice.Dispose();
        Assert.False((await call).IsOrderly);
    }

    /// <summary>What remains: a cable. It sees lengths and times, and neither reads nor alters.</summary>
    [Fact]
    public async Task ACableReadsNothing()
    {
        using var cable = new Cable(_bob.Address);
        var call = _alice.Node.ConnectAsync(cable.Address, _bob.Key.Identity);
        var own = await _alice.Journal.NextOpened();
        Assert.Equal(_alice.Key.Identity, (await _bob.Journal.NextOpened()).Peer);
        own.Send("between the two of us, and long enough to be searched for");
        Assert.StartsWith("between", (await _bob.Journal.NextText()).Text);
        own.Close();
        Assert.True((await call).IsOrderly);
        Assert.True((await _bob.Journal.NextEnd()).End.IsOrderly);
        var seen = await cable.SeenAsync();
        Assert.True(seen.Length > 500_000);
        Assert.True(seen.AsSpan().IndexOf("between the two"u8) < 0);
        // Not even who they are.
        Assert.True(seen.AsSpan().IndexOf(_alice.Key.Identity.ToArray()) < 0);
        Assert.True(seen.AsSpan().IndexOf(_bob.Key.Identity.ToArray()) < 0);
        var secret = new byte[SecretKey.Size];
        _alice.Key.CopyTo(secret);
        Assert.True(seen.AsSpan().IndexOf(secret.AsSpan(0, 8)) < 0);
    }

    [Theory]
    [InlineData(20)] // Alice's nonce: both derive other keys
    [InlineData(50)] // her ephemeral key
    [InlineData(104 + 2)] // the length of her claim
    [InlineData(104 + 10)] // her claim
    [InlineData(104 + 53 + 5000)] // her receipt
    public async Task ACableThatAltersABitIsNoticed(int at)
    {
        using var cable = new Cable(_bob.Address) { FlipAt = at };
        var call = _alice.Node.ConnectAsync(cable.Address, _bob.Key.Identity);
        var (_, end) = await _bob.Journal.NextRefusal();
        Assert.True(end.Fault is SessionFault.NotAuthentic or SessionFault.BadKey or SessionFault.FrameTooLarge or SessionFault.ClosedEarly, $"{end.Fault}");
        Assert.False((await call).IsOrderly);
        Assert.Empty(_alice.Node.Sessions);
    }

    private async Task BobSays(SessionFault fault) => Assert.Equal(fault, (await _bob.Journal.NextRefusal()).End.Fault);

    public async Task DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        _mallory.Dispose();
    }

    /// <summary>Hands on bytes between one caller and a node, and keeps those of the caller.</summary>
    private sealed class Cable : IDisposable
    {
        private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
        private readonly MemoryStream _seen = new();
        private readonly Task _work;

        public Cable(IPEndPoint target)
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            Address = (IPEndPoint)_listener.LocalEndPoint!;
            _work = Task.Run(() => WorkAsync(target));
        }

        public IPEndPoint Address { get; }

        /// <summary>A byte of the caller's whose lowest bit is flipped.</summary>
        public int FlipAt { get; init; } = -1;

        /// <summary>All bytes in both directions, when both are done.</summary>
        public async Task<byte[]> SeenAsync()
        {
            await _work.WaitAsync(TimeSpan.FromSeconds(60));
            return _seen.ToArray();
        }

        private async Task WorkAsync(IPEndPoint target)
        {
            using var caller = await _listener.AcceptAsync();
            using var node = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await node.ConnectAsync(target);
            await Task.WhenAll(PumpAsync(caller, node, FlipAt), PumpAsync(node, caller, -1));
        }

        private async Task PumpAsync(Socket from, Socket to, int flipAt)
        {
            var buffer = new byte[1 << 16];
            long done = 0;
            try
            {
                while (await from.ReceiveAsync(buffer) is var count and > 0)
                {
                    if (flipAt >= done && flipAt < done + count)
                    {
                        buffer[flipAt - done] ^= 1;
                    }

                    done += count;
                    lock (_seen)
                    {
                        _seen.Write(buffer, 0, count);
                    }

                    await to.SendAsync(buffer.AsMemory(0, count));
                }

                to.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // One of them hung up: so does the cable.
                from.Close();
                to.Close();
            }
            catch (ObjectDisposedException)
            {
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
