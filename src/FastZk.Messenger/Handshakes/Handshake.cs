using System.Security.Cryptography;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Handshakes;

/// <summary>A connection on which both sides proved who they are.</summary>
internal sealed record Authenticated(SealedChannel Channel, Identity Peer);

/// <summary>
/// Both sides prove ownership of their keys to each other and to nobody else:
/// <code>
/// initiator                         responder
/// hello (clear)        ->
///                      &lt;-           hello (clear), claim
/// claim, proof         ->           checks the proof
/// checks the proof     &lt;-           proof
/// accept               ->
/// </code>
/// From the claim on everything is sealed. The responder proves only to who has proven itself, and nobody sends a text before its peer's proof was accepted.
/// </summary>
internal sealed class Handshake(Connection connection, SecretKey key, OwnershipProver prover, TimeLimits limits, TimeProvider clock)
{
    /// <summary>The side that connected.</summary>
    /// <param name="expected">who must answer; null: whoever does.</param>
    /// <param name="cancellation">ends the handshake.</param>
    /// <exception cref="SessionException">The peer did anything else than the protocol says.</exception>
    public Task<Authenticated> InitiateAsync(Identity? expected, CancellationToken cancellation) => InTime(Role.Initiator, async (ephemeral, token) =>
    {
        var own = Hello.Create(Role.Initiator, ephemeral);
        await connection.WriteAsync(own.Bytes, limits.Step, "our hello", token);
        var theirs = await ReadHelloAsync(Role.Responder, token);
        return await SealedAsync(Role.Initiator, ephemeral, own, theirs, async channel =>
        {
            var peer = await ReadClaimAsync(channel, token);
            if (expected is { } wanted && peer != wanted)
            {
                throw new SessionException(SessionFault.WrongPeer, $"{peer} answers, not {wanted}");
            }

            var context = new HandshakeContext(prover.Program, own, theirs, key.Identity, peer);
            await channel.WriteAsync(MessageType.Claim, key.Identity.ToArray(), limits.Step, token);
            await SendProofAsync(channel, context.ChallengeOf(Role.Initiator), token);
            await CheckProofAsync(channel, peer, context.ChallengeOf(Role.Responder), token);
            await channel.WriteAsync(MessageType.Accept, default, limits.Step, token);
            return peer;
        });
    }, cancellation);

    /// <summary>The side that listened.</summary>
    /// <param name="admits">whom to talk with.</param>
    /// <param name="cancellation">ends the handshake.</param>
    /// <exception cref="SessionException">The peer did anything else than the protocol says.</exception>
    public Task<Authenticated> RespondAsync(Predicate<Identity> admits, CancellationToken cancellation) => InTime(Role.Responder, async (ephemeral, token) =>
    {
        var theirs = await ReadHelloAsync(Role.Initiator, token);
        var own = Hello.Create(Role.Responder, ephemeral);
        return await SealedAsync(Role.Responder, ephemeral, own, theirs, async channel =>
        {
            await connection.WriteAsync(own.Bytes, limits.Step, "our hello", token);
            await channel.WriteAsync(MessageType.Claim, key.Identity.ToArray(), limits.Step, token);
            var peer = await ReadClaimAsync(channel, token);
            if (!admits(peer))
            {
                throw new SessionException(SessionFault.NotAdmitted, $"{peer} is not admitted");
            }

            var context = new HandshakeContext(prover.Program, theirs, own, peer, key.Identity);
            await CheckProofAsync(channel, peer, context.ChallengeOf(Role.Initiator), token);
            await SendProofAsync(channel, context.ChallengeOf(Role.Responder), token);
            var accept = await channel.ReadAsync(limits.Step, limits.Step, "the peer's acceptance", token);
            Expect(accept, MessageType.Accept, 0);
            return peer;
        });
    }, cancellation);

    // All steps together have a limit of their own.
    private async Task<Authenticated> InTime(Role role, Func<ECDiffieHellman, CancellationToken, Task<Authenticated>> steps, CancellationToken cancellation)
    {
        using var ephemeral = SessionKeys.NewEphemeral();
        using var timer = new CancellationTokenSource(limits.Handshake, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return await steps(ephemeral, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SessionException(SessionFault.Timeout, $"the handshake ({role}) took longer than {limits.Handshake.TotalSeconds:0.##} s");
        }
    }

    private async Task<Hello> ReadHelloAsync(Role role, CancellationToken cancellation)
    {
        var bytes = new byte[Hello.Size];
        await connection.ReadAsync(bytes, limits.Step, "the peer's hello", cancellation);
        return Hello.TryParse(bytes, role, out var hello) switch
        {
            SessionFault.None => hello!,
            SessionFault.WrongVersion => throw new SessionException(SessionFault.WrongVersion, $"the peer speaks another version than {Hello.Version}"),
            var fault => throw new SessionException(fault, "the first bytes are no hello of this protocol"),
        };
    }

    private static async Task<Authenticated> SealedAsync(Role role, ECDiffieHellman ephemeral, Hello own, Hello theirs, Func<SealedChannel, Task<Identity>> steps, Connection connection)
    {
        if (own.Key.SequenceEqual(theirs.Key) || own.Nonce.SequenceEqual(theirs.Nonce))
        {
            throw new SessionException(SessionFault.Reflected, "the peer sent our own key or nonce back");
        }

        var (initiator, responder) = role == Role.Initiator ? (own, theirs) : (theirs, own);
        var keys = SessionKeys.Derive(role, ephemeral, initiator, responder)
            ?? throw new SessionException(SessionFault.BadKey, "the peer's ephemeral key is no point of the curve");
        var channel = new SealedChannel(connection, keys.Send, keys.Receive);
        try
        {
            return new(channel, await steps(channel));
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    private Task<Authenticated> SealedAsync(Role role, ECDiffieHellman ephemeral, Hello own, Hello theirs, Func<SealedChannel, Task<Identity>> steps) =>
        SealedAsync(role, ephemeral, own, theirs, steps, connection);

    private async Task<Identity> ReadClaimAsync(SealedChannel channel, CancellationToken cancellation)
    {
        var claim = await channel.ReadAsync(limits.Step, limits.Step, "the peer's identity", cancellation);
        Expect(claim, MessageType.Claim, Identity.Size);
        var peer = new Identity(claim.Body.Span);
        return peer != key.Identity ? peer : throw new SessionException(SessionFault.Reflected, "the peer claims our own identity");
    }

    private async Task SendProofAsync(SealedChannel channel, byte[] challenge, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> rest = await prover.ProveAsync(key, challenge, cancellation);
        while (rest.Length > SealedChannel.MaxBodySize)
        {
            await channel.WriteAsync(MessageType.ProofPart, rest[..SealedChannel.MaxBodySize], limits.Step, cancellation);
            rest = rest[SealedChannel.MaxBodySize..];
        }

        await channel.WriteAsync(MessageType.ProofEnd, rest, limits.Step, cancellation);
    }

    // Memory grows with what has come, never with what is announced; at most by one full piece beyond the longest receipt.
    private async Task CheckProofAsync(SealedChannel channel, Identity peer, byte[] challenge, CancellationToken cancellation)
    {
        using var receipt = new MemoryStream();
        for (var more = true; more;)
        {
            var piece = await channel.ReadAsync(receipt.Length == 0 ? limits.Proof : limits.Step, limits.Step, "the peer's proof", cancellation);
            more = piece.Type == MessageType.ProofPart;
            // Parts are full, so their number is bounded with their bytes.
            Expect(piece, more ? MessageType.ProofPart : MessageType.ProofEnd, more ? SealedChannel.MaxBodySize : piece.Body.Length);
            receipt.Write(piece.Body.Span);
            if (receipt.Length > OwnershipVerifier.MaxReceiptBytes)
            {
                throw new SessionException(SessionFault.ReceiptTooLarge, $"a receipt of more than {OwnershipVerifier.MaxReceiptBytes} bytes");
            }
        }

        var result = OwnershipVerifier.Check(receipt.GetBuffer().AsSpan(0, (int)receipt.Length), prover.Program, peer, challenge);
        if (result.Fault != SessionFault.None)
        {
            throw new SessionException(result.Fault, result.Detail);
        }
    }

    private static void Expect(Message message, MessageType type, int size)
    {
        if (message.Type != type || message.Body.Length != size)
        {
            throw new SessionException(SessionFault.BadMessage, $"message {(byte)message.Type} of {message.Body.Length} bytes instead of {type}");
        }
    }
}
