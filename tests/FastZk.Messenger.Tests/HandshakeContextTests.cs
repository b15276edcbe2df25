using System.Security.Cryptography;
using System.Text;
using FastZk.Messenger.Handshakes;
using FastZk.Messenger.Keys;
using FastZk.Messenger.Wire;

namespace FastZk.Messenger.Tests;

/// <summary>The bytes that a proof is bound to, and the keys that come of the hellos.</summary>
public sealed class HandshakeContextTests
{
    private const int InitiatorAt = 19 + 1 + 32;
    private const int ResponderAt = InitiatorAt + 104;

    [Fact]
    public void TheBytesAreTheDocumentedOnes()
    {
        var bytes = Context().BytesOf(Role.Responder);
        byte[] expected =
        [
            .. "fastzk.messenger.v1"u8, 2, .. Filled(0x11, 32),
            .. "FZKM"u8, 1, 0, 1, 0, .. Filled(0x22, 32), .. Filled(0x33, 64),
            .. "FZKM"u8, 1, 0, 2, 0, .. Filled(0x44, 32), .. Filled(0x55, 64),
            .. Filled(0x66, 32), .. Filled(0x77, 32),
        ];
        Assert.Equal(HandshakeContext.Size, expected.Length);
        Assert.Equal(expected, bytes);
        Assert.Equal(SHA256.HashData(expected), Context().ChallengeOf(Role.Responder));
    }

    /// <summary>docs/messenger.md gives this challenge, so that others can check theirs.</summary>
    [Fact]
    public void TheDocumentedChallengeIsRight()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "FastZk.sln")))
        {
            folder = folder.Parent;
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "messenger.md"));
        Assert.Contains(Convert.ToHexStringLower(Context().ChallengeOf(Role.Initiator)), text);
        Assert.Contains(Convert.ToHexStringLower(Context().ChallengeOf(Role.Responder)), text);
    }

    [Fact]
    public void EveryPartCounts()
    {
        var context = Context();
        HandshakeContext[] others =
        [
            context with { Program = new(Filled(0x12, 32)) },
            context with { InitiatorHello = HelloOf(Role.Initiator, 0x23, 0x33) },
            context with { InitiatorHello = HelloOf(Role.Initiator, 0x22, 0x34) },
            context with { ResponderHello = HelloOf(Role.Responder, 0x45, 0x55) },
            context with { ResponderHello = HelloOf(Role.Responder, 0x44, 0x56) },
            context with { Initiator = new(Filled(0x67, 32)) },
            context with { Responder = new(Filled(0x78, 32)) },
            context with { Initiator = context.Responder, Responder = context.Initiator },
        ];
        var challenges = others.Append(context).SelectMany(c => new[] { c.ChallengeOf(Role.Initiator), c.ChallengeOf(Role.Responder) }).Select(Convert.ToHexString);
        Assert.Equal(2 * (others.Length + 1), challenges.Distinct().Count());
    }

    [Fact]
    public void BothSidesDeriveTheSameKeysAndOthersElsewhere()
    {
        using var a = SessionKeys.NewEphemeral();
        using var b = SessionKeys.NewEphemeral();
        var (initiator, responder) = (Hello.Create(Role.Initiator, a), Hello.Create(Role.Responder, b));
        var first = SessionKeys.Derive(Role.Initiator, a, initiator, responder)!.Value;
        var second = SessionKeys.Derive(Role.Responder, b, initiator, responder)!.Value;
        Assert.True(Opens(first.Send, second.Receive) && Opens(second.Send, first.Receive));
        Assert.False(Opens(first.Send, first.Receive) || Opens(first.Send, second.Send));
        // The same two keys with another nonce.
        var third = SessionKeys.Derive(Role.Responder, b, initiator, Hello.Create(Role.Responder, b))!.Value;
        Assert.False(Opens(first.Send, third.Receive));
    }

    [Fact]
    public void HellosAreReadStrictly()
    {
        using var ephemeral = SessionKeys.NewEphemeral();
        var bytes = Hello.Create(Role.Initiator, ephemeral).Bytes.ToArray();
        Assert.Equal(SessionFault.None, Hello.TryParse(bytes, Role.Initiator, out var hello));
        Assert.Equal(bytes, hello!.Bytes.ToArray());
        Assert.Equal(SessionFault.BadHello, Hello.TryParse(bytes, Role.Responder, out _));
        foreach (var length in new[] { 0, 3, 103 })
        {
            Assert.Equal(SessionFault.BadHello, Hello.TryParse(bytes.AsSpan(0, length), Role.Initiator, out _));
        }

        for (var bit = 0; bit < 64; bit++)
        {
            byte[] edited = [.. bytes];
            edited[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(SessionFault.None, Hello.TryParse(edited, Role.Initiator, out _));
        }
    }

    private static HandshakeContext Context() => new(
        new(Filled(0x11, 32)), HelloOf(Role.Initiator, 0x22, 0x33), HelloOf(Role.Responder, 0x44, 0x55), new(Filled(0x66, 32)), new(Filled(0x77, 32)));

    private static Hello HelloOf(Role role, byte nonce, byte key)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes("FZKM"), 1, 0, (byte)role, 0, .. Filled(nonce, 32), .. Filled(key, 64)];
        Assert.Equal(SessionFault.None, Hello.TryParse(bytes, role, out var hello));
        return hello!;
    }

    private static byte[] Filled(byte value, int count)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static bool Opens(AesGcm seal, AesGcm open)
    {
        byte[] nonce = new byte[12], sealedBytes = new byte[5], tag = new byte[16], opened = new byte[5];
        seal.Encrypt(nonce, "hello"u8, sealedBytes, tag);
        try
        {
            open.Decrypt(nonce, sealedBytes, tag, opened);
            return opened.AsSpan().SequenceEqual("hello"u8);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
