using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using FastZk.Memory;

namespace FastZk.Hash;

public partial struct Transcript
{
    /// <summary>Longest label of a nonce in bytes: the hashed message is then one block.</summary>
    public const int MaxNonceLabelBytes = 12;

    /// <summary>Most grinding bits.</summary>
    public const int MaxGrindingBits = 40;

    private const int NonceOffset = 33;
    private const int BatchNonces = 256;
    private const int TaskNonces = 8192;

    /// <summary>Finds the smallest nonce whose hash starts with <paramref name="bits"/> zero bits, and absorbs it.</summary>
    /// <param name="label">At most <see cref="MaxNonceLabelBytes"/> bytes.</param>
    /// <param name="bits">0..<see cref="MaxGrindingBits"/>; 2^bits hashes are tried on average. With 0 the nonce is 0.</param>
    /// <param name="workers">Threads; their number does not change the result.</param>
    /// <param name="backend">Null for the best.</param>
    public ulong Grind(ReadOnlySpan<byte> label, int bits, WorkerSet workers, HashBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(workers);
        CheckNonceArguments(label, bits);
        ulong nonce = bits == 0 ? 0 : Search(label, bits, workers, HashBackends.Resolve(backend));
        AbsorbNonce(label, nonce);
        return nonce;
    }

    /// <summary>Checks a nonce and absorbs it. False, and the transcript is unchanged, if its hash has too few leading zero bits.</summary>
    /// <remarks>With 0 bits only the nonce 0 is accepted. Larger nonces than the smallest are accepted: the search order is not part of the protocol.</remarks>
    /// <param name="label">At most <see cref="MaxNonceLabelBytes"/> bytes.</param>
    /// <param name="bits">0..<see cref="MaxGrindingBits"/>.</param>
    /// <param name="nonce">Any value.</param>
    public bool CheckAndAbsorbNonce(ReadOnlySpan<byte> label, int bits, ulong nonce)
    {
        CheckNonceArguments(label, bits);
        if (bits == 0)
        {
            if (nonce != 0) return false;
        }
        else
        {
            Sha256Stream hash = Begin(NonceMark, label);
            hash.AppendUInt64(nonce);
            Digest digest = hash.Finish();
            if (!HasLeadingZeros(digest[0], digest[1], bits)) return false;
        }
        AbsorbNonce(label, nonce);
        return true;
    }

    private static bool HasLeadingZeros(uint first, uint second, int bits) => (((ulong)first << 32) | second) >> (64 - bits) == 0;

    private static void CheckNonceArguments(ReadOnlySpan<byte> label, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(label.Length, MaxNonceLabelBytes, nameof(label));
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MaxGrindingBits);
    }

    private void AbsorbNonce(ReadOnlySpan<byte> label, ulong nonce)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, nonce);
        Absorb(label, bytes);
    }

    private readonly ulong Search(ReadOnlySpan<byte> label, int bits, WorkerSet workers, HashBackend backend)
    {
        // The whole padded block with nonce 0: state || mark || label || nonce || 0x80 || zeros || length in bits.
        var block = new byte[64];
        _state.CopyTo(block);
        block[NonceOffset - 1] = NonceMark;
        label.CopyTo(block.AsSpan(NonceOffset));
        int at = NonceOffset + label.Length;
        block[at + 8] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(block.AsSpan(56), (ulong)(at + 8) * 8);

        // Rounds of whole tasks: the smallest hit of the first round with a hit is the smallest of all, in whatever order tasks ran.
        int tasks = 8 * workers.Threads;
        for (ulong start = 0; ; start += (ulong)tasks * TaskNonces)
        {
            ulong roundStart = start;
            ulong best = ulong.MaxValue;
            workers.For(tasks, task =>
            {
                ulong first = roundStart + (ulong)task * TaskNonces;
                if (first >= Volatile.Read(ref best)) return;
                ulong hit = SearchRange(block, at, first, bits, backend);
                ulong seen;
                while (hit < (seen = Volatile.Read(ref best)) && Interlocked.CompareExchange(ref best, hit, seen) != seen)
                {
                }
            });
            if (best != ulong.MaxValue) return best;
        }
    }

    /// <summary>The smallest hit among <see cref="TaskNonces"/> nonces, or the largest integer.</summary>
    [SkipLocalsInit]
    private static unsafe ulong SearchRange(byte[] block, int nonceAt, ulong first, int bits, HashBackend backend)
    {
        uint* words = stackalloc uint[24 * BatchNonces];
        uint* initial = stackalloc uint[8];
        uint** message = stackalloc uint*[16];
        uint** state = stackalloc uint*[8];
        Sha256.InitialState.CopyTo(new Span<uint>(initial, 8));
        for (int j = 0; j < 16; j++)
        {
            message[j] = words + j * BatchNonces;
            new Span<uint>(message[j], BatchNonces).Fill(BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(4 * j)));
        }
        for (int w = 0; w < 8; w++) state[w] = words + (16 + w) * BatchNonces;

        // The eight nonce bytes touch three words when they start inside one (two otherwise: shift is then 0 and the third gets nothing).
        // A nonce starts at byte 45 at the latest, so word + 2 lies before the length words.
        int word = nonceAt / 4;
        int shift = 8 * (nonceAt % 4);
        uint base0 = *message[word], base1 = message[word + 1][0], base2 = message[word + 2][0];
        for (ulong start = first; start < first + TaskNonces; start += BatchNonces)
        {
            for (uint i = 0; i < BatchNonces; i++)
            {
                ulong bigEndian = BinaryPrimitives.ReverseEndianness(start + i);
                ulong high = bigEndian >> shift;
                message[word][i] = base0 | (uint)(high >> 32);
                message[word + 1][i] = base1 | (uint)high;
                message[word + 2][i] = base2 | (uint)((bigEndian << 32) >> shift);
            }
            Sha256Lanes.Compress(initial, state, message, BatchNonces, backend);
            for (uint i = 0; i < BatchNonces; i++)
            {
                if (HasLeadingZeros(state[0][i], state[1][i], bits)) return start + i;
            }
        }
        return ulong.MaxValue;
    }
}
