using System.Security.Cryptography;

namespace FastZk.Messenger.Wire;

/// <summary>
/// The keys of one connection: Z = x-coordinate of ECDH over P-256, then HKDF-SHA-256 with salt SHA-256(initiator's hello | responder's hello) and info
/// "fastzk.messenger.v1 keys" to 64 bytes: the initiator's key for AES-256-GCM, then the responder's.
/// </summary>
internal static class SessionKeys
{
    private const int KeySize = 32;

    private static ReadOnlySpan<byte> Info => "fastzk.messenger.v1 keys"u8;

    /// <summary>A fresh ephemeral key pair.</summary>
    public static ECDiffieHellman NewEphemeral() => ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Derives both keys.</summary>
    /// <param name="role">our role.</param>
    /// <param name="ephemeral">our key pair.</param>
    /// <param name="initiator">the initiator's hello.</param>
    /// <param name="responder">the responder's hello.</param>
    /// <returns>for sending and for receiving; or null where the peer's key is no point of the curve.</returns>
    public static (AesGcm Send, AesGcm Receive)? Derive(Role role, ECDiffieHellman ephemeral, Hello initiator, Hello responder)
    {
        var peer = role == Role.Initiator ? responder : initiator;
        var point = new ECPoint { X = peer.Key[..(Hello.KeySize / 2)].ToArray(), Y = peer.Key[(Hello.KeySize / 2)..].ToArray() };
        byte[] shared;
        try
        {
            // The import checks the curve's equation; its group has prime order, so no point of it is of small order.
            using var key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            using var publicKey = key.PublicKey;
            shared = ephemeral.DeriveRawSecretAgreement(publicKey);
        }
        catch (CryptographicException)
        {
            return null;
        }

        Span<byte> salt = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> keys = stackalloc byte[2 * KeySize];
        SHA256.HashData([.. initiator.Bytes.Span, .. responder.Bytes.Span], salt);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, keys, salt, Info);
        var first = new AesGcm(keys[..KeySize], SealedChannel.TagSize);
        var second = new AesGcm(keys[KeySize..], SealedChannel.TagSize);
        CryptographicOperations.ZeroMemory(shared);
        CryptographicOperations.ZeroMemory(keys);
        return role == Role.Initiator ? (first, second) : (second, first);
    }
}
