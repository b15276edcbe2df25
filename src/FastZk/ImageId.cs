using System.Runtime.CompilerServices;

namespace FastZk;

/// <summary>
/// Names a program together with the circuit version that proves it: SHA-256("FastZk.ImageId.v1" || verifying key of the program), 32 bytes. Whoever
/// checks a receipt needs nothing else of the program.
/// </summary>
public readonly struct ImageId : IEquatable<ImageId>
{
    /// <summary>Bytes of an ImageId.</summary>
    public const int Size = 32;

    private readonly Words _words;

    /// <summary>From 32 bytes.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public ImageId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"An ImageId has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        bytes.CopyTo(_words);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">The text is no ImageId.</exception>
    public static ImageId Parse(string hex) =>
        TryParse(hex, out var id) ? id : throw new FormatException("An ImageId is written as 64 hexadecimal digits.");

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse(string? hex, out ImageId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (hex is { Length: 2 * Size } && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            id = new(bytes);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)_words).ToArray();

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_words).CopyTo(destination);

    public bool Equals(ImageId other) => ((ReadOnlySpan<byte>)_words).SequenceEqual(other._words);
    public override bool Equals(object? obj) => obj is ImageId other && Equals(other);
    public override int GetHashCode() => BitConverter.ToInt32(_words);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_words);

    public static bool operator ==(ImageId a, ImageId b) => a.Equals(b);
    public static bool operator !=(ImageId a, ImageId b) => !a.Equals(b);

    [InlineArray(Size)]
    private struct Words
    {
        private byte _first;
    }
}
