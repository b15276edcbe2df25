using System.Security.Cryptography;

namespace FastZk.Messenger.Keys;

/// <summary>A node's secret: 32 random bytes, in memory that the collector does not move and that is wiped in the end.</summary>
internal sealed class SecretKey : IDisposable
{
    /// <summary>Bytes of a secret.</summary>
    public const int Size = 32;

    private readonly byte[] _secret = GC.AllocateArray<byte>(Size, pinned: true);

    private SecretKey()
    {
    }

    /// <summary>What others know this node by.</summary>
    public Identity Identity { get; private init; }

    /// <summary>A fresh secret from the operating system.</summary>
    public static SecretKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return Take(bytes);
    }

    /// <summary>The secret with these 32 bytes, which are wiped.</summary>
    public static SecretKey Take(Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        var key = new SecretKey { Identity = new(SHA256.HashData(bytes)) };
        bytes.CopyTo(key._secret);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>Writes the 32 bytes; the caller wipes them.</summary>
    public void CopyTo(Span<byte> destination) => _secret.CopyTo(destination);

    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);
}
