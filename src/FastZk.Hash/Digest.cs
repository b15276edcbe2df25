using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastZk.Hash;

/// <summary>A SHA-256 value as eight words. On the wire: 32 bytes, each word big-endian, as FIPS 180-4 writes it.</summary>
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Length of the wire form.</summary>
    public const int Bytes = 32;

    private readonly Words8 _words;

    private Digest(in Words8 words) => _words = words;

    /// <summary>Word <paramref name="i"/>, 0..7.</summary>
    public uint this[int i] => _words[i];

    /// <summary>Takes eight SHA-256 words.</summary>
    /// <exception cref="ArgumentException">There are not exactly eight.</exception>
    public static Digest FromWords(ReadOnlySpan<uint> words)
    {
        if (words.Length != 8) throw new ArgumentException("A digest has eight words.", nameof(words));
        Words8 copy = default;
        words.CopyTo(copy);
        return new Digest(copy);
    }

    /// <summary>Reads the wire form.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 32) throw new ArgumentException("A digest has 32 bytes.", nameof(bytes));
        Words8 words = default;
        Span<uint> span = words;
        bytes.CopyTo(MemoryMarshal.AsBytes(span));
        if (BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(span, span);
        return new Digest(words);
    }

    /// <summary>Writes the wire form into the first 32 bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(destination[(4 * i)..], _words[i]);
    }

    /// <summary>Writes the eight words.</summary>
    public void CopyWordsTo(Span<uint> destination) => ((ReadOnlySpan<uint>)_words).CopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(Digest other) => ((ReadOnlySpan<uint>)_words).SequenceEqual(other._words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_words[0];

    /// <summary>The wire form in lower-case hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Equality of all words.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Inequality of any word.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}

/// <summary>Eight words in place: a hash state or a digest.</summary>
[InlineArray(8)]
internal struct Words8
{
    private uint _first;
}

/// <summary>Sixty-four bytes in place: one message block.</summary>
[InlineArray(64)]
internal struct Bytes64
{
    private byte _first;
}
