using System.Runtime.CompilerServices;

namespace FastZk.Messenger.Keys;

/// <summary>A node's public name: SHA-256 of its secret, 32 bytes, as the guest key_ownership commits it.</summary>
internal readonly struct Identity : IEquatable<Identity>
{
    /// <summary>Bytes of an identity.</summary>
    public const int Size = 32;

    private readonly Octets _octets;

    /// <summary>From 32 bytes.</summary>
    public Identity(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(_octets);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(string? hex, out Identity identity)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var good = hex is { Length: 2 * Size } && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        identity = good ? new(bytes) : default;
        return good;
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_octets).CopyTo(destination);

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)_octets).ToArray();

    /// <summary>The first 8 digits, for people. Two identities may share them: never compare these.</summary>
    public string Short => ToString()[..8];

    public bool Equals(Identity other) => ((ReadOnlySpan<byte>)_octets).SequenceEqual(other._octets);
    public override bool Equals(object? obj) => obj is Identity other && Equals(other);
    public override int GetHashCode() => BitConverter.ToInt32(_octets);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_octets);

    public static bool operator ==(Identity a, Identity b) => a.Equals(b);
    public static bool operator !=(Identity a, Identity b) => !a.Equals(b);

    [InlineArray(Size)]
    private struct Octets
    {
        private byte _first;
    }
}
