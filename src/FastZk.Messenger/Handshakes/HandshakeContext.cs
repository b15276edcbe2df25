using System.Security.Cryptography;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Handshakes;

/// <summary>
/// All that both sides saw and mean. The challenge of a prover is SHA-256 of 324 bytes: "fastzk.messenger.v1" (19), the prover's role (1), the ImageId of
/// key_ownership (32), the initiator's hello (104), the responder's hello (104), the initiator's identity (32), the responder's identity (32). Every part has a
/// fixed length, so no two contexts have the same bytes.
/// </summary>
internal sealed record HandshakeContext(ImageId Program, Hello InitiatorHello, Hello ResponderHello, Identity Initiator, Identity Responder)
{
    public const int Size = 19 + 1 + ImageId.Size + 2 * Hello.Size + 2 * Identity.Size;

    private static ReadOnlySpan<byte> Domain => "fastzk.messenger.v1"u8;

    /// <summary>The 32 bytes that a proof of this side must answer.</summary>
    public byte[] ChallengeOf(Role prover) => SHA256.HashData(BytesOf(prover));

    /// <summary>The bytes that are hashed.</summary>
    internal byte[] BytesOf(Role prover) =>
    [
        .. Domain, (byte)prover, .. Program.ToArray(), .. InitiatorHello.Bytes.Span, .. ResponderHello.Bytes.Span, .. Initiator.ToArray(), .. Responder.ToArray(),
    ];
}
