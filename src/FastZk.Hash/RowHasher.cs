using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastZk.Hash;

/// <summary>
/// Leaf hashes of the rows of column-major matrices. A leaf is [8 salt words if salted] ++ the row's words, zero-filled to whole blocks of
/// 16 words (at least one), compressed from <see cref="DomainStates.Leaf"/>; no length block follows, the verifying key fixes the length.
/// Words enter SHA-256 as they lie in memory.
/// </summary>
public static unsafe class RowHasher
{
    // Rows whose running states (8 words each, 32 KiB) stay in the first caches while the columns go by, 16 at a time.
    private const int ChunkRows = 1024;

    // Columns past the last one: words of zero, as many as a chunk has rows.
    private static readonly uint* s_zeros = (uint*)NativeMemory.AllocZeroed(ChunkRows, sizeof(uint));

    /// <summary>Hashes rows rowStart .. rowStart + rowCount - 1.</summary>
    /// <remarks>
    /// Invariants: each of the <paramref name="columnCount"/> pointers is valid for those rows, each of the 8 digest pointers for
    /// <paramref name="rowCount"/> words; digests do not overlap columns.
    /// </remarks>
    /// <param name="columns">Word of column c in row r is columns[c][r].</param>
    /// <param name="columnCount">Columns, 0 or more.</param>
    /// <param name="rowStart">First row.</param>
    /// <param name="rowCount">Rows, 0 or more; need not be a multiple of the lanes.</param>
    /// <param name="salts">Null for an unsalted matrix.</param>
    /// <param name="saltRowStart">Salt row of the first row; the following rows count on from it.</param>
    /// <param name="digestsOut8">Word w of the i-th hashed row goes to digestsOut8[w][i], i = 0..rowCount-1.</param>
    /// <param name="backend">Null for the best.</param>
    [SkipLocalsInit]
    public static void HashRows(uint** columns, int columnCount, long rowStart, long rowCount, SaltSource? salts, long saltRowStart,
        uint** digestsOut8, HashBackend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        HashBackend resolved = HashBackends.Resolve(backend);
        // A chunk that starts inside a salt group needs up to 31 salts before it and 31 behind it.
        const int SaltStride = ChunkRows + 64;
        uint* salt = stackalloc uint[salts is null ? 1 : SaltSource.Words * SaltStride];
        uint** state = stackalloc uint*[8];
        uint** message = stackalloc uint*[16];
        int saltWords = salts is null ? 0 : SaltSource.Words;
        int blocks = BlockCount(columnCount + saltWords);
        for (long done = 0; done < rowCount; done += ChunkRows)
        {
            long count = Math.Min(ChunkRows, rowCount - done);
            long saltRow = saltRowStart + done;
            long saltSkip = saltRow & 31;
            if (salts is not null) salts.FillGroups(saltRow >> 5, (int)((saltSkip + count + 31) >> 5), salt, SaltStride, resolved);
            for (int w = 0; w < 8; w++) state[w] = digestsOut8[w] + done;
            for (int block = 0; block < blocks; block++)
            {
                for (int j = 0; j < 16; j++)
                {
                    int word = block * 16 + j;
                    int column = word - saltWords;
                    message[j] = column < 0 ? salt + word * SaltStride + saltSkip
                        : column < columnCount ? columns[column] + rowStart + done
                        : s_zeros;
                }
                Sha256Lanes.Compress(block == 0 ? DomainStates.LeafPointer : null, state, message, count, resolved);
            }
        }
        if (salts is not null) new Span<uint>(salt, SaltSource.Words * SaltStride).Clear();
    }

    /// <summary>The leaf hash of one row, for verifiers; agrees with <see cref="HashRows"/>.</summary>
    /// <param name="words">The row's words in column order, as they lie in the prover's memory.</param>
    /// <param name="salted">Whether <paramref name="salt"/> counts.</param>
    /// <param name="salt">8 words if salted, else ignored.</param>
    /// <exception cref="ArgumentException">The salt has not 8 words.</exception>
    public static Digest HashRow(ReadOnlySpan<uint> words, bool salted, ReadOnlySpan<uint> salt)
    {
        if (salted && salt.Length != SaltSource.Words) throw new ArgumentException("A salt has 8 words.", nameof(salt));
        Span<uint> state = stackalloc uint[8];
        Span<uint> block = stackalloc uint[16];
        DomainStates.Leaf.CopyTo(state);
        int fill = 0;
        if (salted)
        {
            salt.CopyTo(block);
            fill = SaltSource.Words;
        }
        int blocks = BlockCount(words.Length + fill);
        for (int b = 0; b < blocks; b++)
        {
            int take = Math.Min(16 - fill, words.Length);
            words[..take].CopyTo(block[fill..]);
            block[(fill + take)..].Clear();
            words = words[take..];
            fill = 0;
            Sha256.Compress(state, block);
        }
        return Digest.FromWords(state);
    }

    /// <summary>Rows that <see cref="HashColumns"/> takes at most, and the words of one of its columns.</summary>
    public const int BatchRows = 32;

    /// <summary>The leaf hashes of several opened rows at once; agrees with <see cref="HashRow"/>. Does not allocate.</summary>
    /// <param name="columns">
    /// <paramref name="rowWords"/> columns of <see cref="BatchRows"/> words each, one after the other: the salt's first if the tree is salted. Rows from
    /// digests.Length on are hashed for nothing, whatever they hold.
    /// </param>
    /// <param name="rowWords">Words of a row, 0 or more.</param>
    /// <param name="digests">Takes the hashes, at most <see cref="BatchRows"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    [SkipLocalsInit]
    public static void HashColumns(ReadOnlySpan<uint> columns, int rowWords, Span<Digest> digests)
    {
        if (digests.Length > BatchRows || rowWords < 0 || columns.Length < (long)rowWords * BatchRows) throw new ArgumentException("The rows do not fit.", nameof(columns));
        if (digests.IsEmpty) return;
        // BatchRows is a multiple of all lane counts and of the side of a transposition.
        int lanes = Sha256Lanes.Padded(digests.Length, HashBackends.Best);
        uint* words = stackalloc uint[8 * BatchRows];
        uint** message = stackalloc uint*[16];
        uint** state = stackalloc uint*[8];
        for (int w = 0; w < 8; w++) state[w] = words + w * BatchRows;
        fixed (uint* first = columns)
        {
            int blocks = BlockCount(rowWords);
            for (int b = 0; b < blocks; b++)
            {
                for (int j = 0; j < 16; j++)
                {
                    int column = 16 * b + j;
                    message[j] = column < rowWords ? first + (long)column * BatchRows : s_zeros;
                }
                Sha256Lanes.Compress(b == 0 ? DomainStates.LeafPointer : null, state, message, lanes, HashBackends.Best);
            }
        }
        DigestLanes.Collect(words, BatchRows, digests);
    }

    private static int BlockCount(int words) => Math.Max(1, (words + 15) / 16);
}
