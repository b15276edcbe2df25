using System.Buffers.Binary;

namespace FastZk.Hash;

/// <summary>
/// The ChaCha20 block function (RFC 8439) as a source of pseudo-random words, 16 blocks at a time.
/// Words 12 and 13 of a block's input hold a 64-bit block counter and words 14 and 15 a 64-bit stream id, all low half first; seen as
/// RFC 8439, the first nonce word is the counter's high half and the other two are the stream id.
/// </summary>
public static unsafe partial class ChaCha20
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Words of one block.</summary>
    public const int BlockWords = 16;

    /// <summary>Words of a batch of 16 blocks.</summary>
    public const int BatchWords = 256;

    /// <summary>One block of keystream.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="streamId">Any value; different ids give independent streams.</param>
    /// <param name="counter">Block number.</param>
    /// <param name="out16">16 words; as bytes, each is little-endian.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Block(ReadOnlySpan<byte> key, ulong streamId, ulong counter, Span<uint> out16)
    {
        if (out16.Length != BlockWords) throw new ArgumentException("A block has 16 words.", nameof(out16));
        uint* input = stackalloc uint[16];
        Load(key, streamId, input);
        fixed (uint* output = out16) BlockScalar(input, counter, output, 1);
        new Span<uint>(input, 16).Clear();
    }

    /// <summary>
    /// Batches of 16 blocks, interleaved: word j of block counterStart + 16·b + l is at index 256·b + 16·j + l. Vectors of 16 lanes so need
    /// no transposition, and all back-ends give the same.
    /// </summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="streamId">Any value.</param>
    /// <param name="counterStart">Number of the first block.</param>
    /// <param name="destination">A multiple of 256 words.</param>
    /// <param name="backend">Null for the best.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Blocks(ReadOnlySpan<byte> key, ulong streamId, ulong counterStart, Span<uint> destination, HashBackend? backend = null)
    {
        if (destination.Length % BatchWords != 0) throw new ArgumentException("Batches have 256 words.", nameof(destination));
        HashBackend resolved = HashBackends.Resolve(backend);
        uint* input = stackalloc uint[16];
        Load(key, streamId, input);
        fixed (uint* output = destination)
        {
            for (int at = 0; at < destination.Length; at += BatchWords)
            {
                Batch(input, counterStart, output + at, resolved);
                counterStart += 16;
            }
        }
        new Span<uint>(input, 16).Clear();
    }

    /// <summary>Fills the 16 input words, the counter being 0. Invariant: 16 words behind <paramref name="input"/>.</summary>
    internal static void Load(ReadOnlySpan<byte> key, ulong streamId, uint* input)
    {
        if (key.Length != KeyBytes) throw new ArgumentException("A key has 32 bytes.", nameof(key));
        // "expand 32-byte k"
        (input[0], input[1], input[2], input[3]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
        for (int i = 0; i < 8; i++) input[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
        SetStream(streamId, input);
    }

    /// <summary>Goes to a stream's first block. Invariant: 16 words behind <paramref name="input"/>.</summary>
    internal static void SetStream(ulong streamId, uint* input) =>
        (input[12], input[13], input[14], input[15]) = (0, 0, (uint)streamId, (uint)(streamId >> 32));

    /// <summary>
    /// One batch. Invariant: 16 words behind <paramref name="input"/> (words 12 and 13 are ignored), 256 behind <paramref name="output"/>.
    /// </summary>
    internal static void Batch(uint* input, ulong counter, uint* output, HashBackend backend)
    {
        switch (backend)
        {
            case HashBackend.Avx512:
                BatchAvx512(input, counter, output);
                break;
            case HashBackend.Avx2:
                BatchAvx2(input, counter, output);
                break;
            default:
                for (uint lane = 0; lane < 16; lane++) BlockScalar(input, counter + lane, output + lane, 16);
                break;
        }
    }
}
