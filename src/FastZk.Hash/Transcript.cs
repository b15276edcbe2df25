using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace FastZk.Hash;

/// <summary>
/// The Fiat-Shamir transcript: a chain of SHA-256 values that absorbs all messages of the prover and yields the verifier's challenges.
/// </summary>
/// <remarks>
/// With s the 32-byte state and |x| a length byte, SHA-256 is taken of
/// absorb: s || |label| || label || length of data as u64 LE || data (the new state);
/// sample: s || 0xff || label || counter as u32 LE (eight little-endian words each), afterwards s || 0xfd || label (the new state);
/// nonce: s || 0xfe || label || nonce as u64 LE (the leading bits count), afterwards the nonce is absorbed under the same label.
/// Labels are at most 64 bytes, so the byte after the state separates the four uses. A mutable value: pass it by reference.
/// </remarks>
public partial struct Transcript
{
    private const uint Prime = RandomStream.Prime;
    private const int MaxLabelBytes = 64;
    private const byte SampleMark = 0xff;
    private const byte NonceMark = 0xfe;
    private const byte AdvanceMark = 0xfd;

    private Digest _state;

    /// <summary>Starts from 32 zero bytes and absorbs the protocol's name (UTF-8, at most 256 bytes) under the label "protocol".</summary>
    public Transcript(string protocolLabel)
    {
        ArgumentNullException.ThrowIfNull(protocolLabel);
        _state = default;
        Span<byte> bytes = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(protocolLabel, bytes, out int length)) throw new ArgumentException("At most 256 bytes.", nameof(protocolLabel));
        Absorb("protocol"u8, bytes[..length]);
    }

    /// <summary>The current state, for tests and diagnosis.</summary>
    public readonly Digest State => _state;

    /// <summary>Absorbs a message.</summary>
    /// <param name="label">At most 64 bytes, a constant of the protocol.</param>
    /// <param name="data">Any bytes; their length is absorbed too.</param>
    public void Absorb(ReadOnlySpan<byte> label, ReadOnlySpan<byte> data)
    {
        CheckLabel(label);
        Sha256Stream hash = Begin((byte)label.Length, label);
        hash.AppendUInt64((ulong)data.Length);
        hash.Append(data);
        _state = hash.Finish();
    }

    /// <summary>Absorbs a digest's 32 bytes.</summary>
    public void Absorb(ReadOnlySpan<byte> label, Digest digest)
    {
        Span<byte> bytes = stackalloc byte[32];
        digest.CopyTo(bytes);
        Absorb(label, bytes);
    }

    /// <summary>Absorbs 32-bit words, each as four little-endian bytes.</summary>
    public void AbsorbWords(ReadOnlySpan<byte> label, ReadOnlySpan<uint> words)
    {
        CheckLabel(label);
        Sha256Stream hash = Begin((byte)label.Length, label);
        hash.AppendUInt64((ulong)words.Length * sizeof(uint));
        if (BitConverter.IsLittleEndian)
        {
            hash.Append(MemoryMarshal.AsBytes(words));
        }
        else
        {
            foreach (uint word in words) hash.AppendUInt32(word);
        }
        _state = hash.Finish();
    }

    /// <summary>Draws one integer uniform in [0, 2013265921), a canonical field element.</summary>
    public uint SampleField(ReadOnlySpan<byte> label)
    {
        Span<uint> one = stackalloc uint[1];
        SampleFields(label, one);
        return one[0];
    }

    /// <summary>Draws integers uniform in [0, 2013265921), each by rejection from 31-bit words.</summary>
    public void SampleFields(ReadOnlySpan<byte> label, Span<uint> destination)
    {
        var words = new WordSource(this, label);
        foreach (ref uint element in destination)
        {
            do
            {
                element = words.Next() & 0x7fffffff;
            }
            while (element >= Prime);
        }
        Advance(label);
    }

    /// <summary>Draws the five canonical coefficients of an element of the extension field.</summary>
    /// <exception cref="ArgumentException">There is not room for exactly five.</exception>
    public void SampleExtension(ReadOnlySpan<byte> label, Span<uint> out5)
    {
        if (out5.Length != 5) throw new ArgumentException("An extension element has five coefficients.", nameof(out5));
        SampleFields(label, out5);
    }

    /// <summary>Draws indexes uniform in [0, 2^logSize), independent of each other (they may repeat), in order of drawing.</summary>
    /// <param name="label">At most 64 bytes.</param>
    /// <param name="logSize">0..30.</param>
    /// <param name="destination">Takes the indexes.</param>
    public void SampleIndexes(ReadOnlySpan<byte> label, int logSize, Span<int> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logSize, 30);
        var words = new WordSource(this, label);
        foreach (ref int index in destination) index = (int)(words.Next() & ((1u << logSize) - 1));
        Advance(label);
    }

    private static void CheckLabel(ReadOnlySpan<byte> label) => ArgumentOutOfRangeException.ThrowIfGreaterThan(label.Length, MaxLabelBytes, nameof(label));

    private readonly Sha256Stream Begin(byte mark, ReadOnlySpan<byte> label)
    {
        Sha256Stream hash = Sha256Stream.Start();
        hash.Append(_state);
        hash.AppendByte(mark);
        hash.Append(label);
        return hash;
    }

    private void Advance(ReadOnlySpan<byte> label) => _state = Begin(AdvanceMark, label).Finish();

    /// <summary>The words that a state and a label yield.</summary>
    private ref struct WordSource
    {
        private readonly Sha256Stream _prefix;
        private Digest _block;
        private uint _counter;
        private int _used = 8;

        public WordSource(in Transcript transcript, ReadOnlySpan<byte> label)
        {
            CheckLabel(label);
            _prefix = transcript.Begin(SampleMark, label);
        }

        public uint Next()
        {
            if (_used == 8)
            {
                Sha256Stream hash = _prefix;
                hash.AppendUInt32(_counter++);
                _block = hash.Finish();
                _used = 0;
            }
            // Digest words are big-endian on the wire; a sampled word reads the same four bytes as little-endian.
            return BinaryPrimitives.ReverseEndianness(_block[_used++]);
        }
    }
}
