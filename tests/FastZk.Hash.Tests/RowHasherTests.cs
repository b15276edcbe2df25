using FastZk.Memory;

namespace FastZk.Hash.Tests;

public unsafe class RowHasherTests
{
    public static TheoryData<HashBackend> Supported => Backends.Supported;

    [Theory]
    [MemberData(nameof(Supported))]
    public void RowsAgreeWithTheVerifiersHash(HashBackend backend)
    {
        using var pool = new BufferPool();
        using var salts = new SaltSource(Backends.Key(1), 3);
        foreach (int columns in new[] { 0, 1, 7, 8, 9, 15, 16, 17, 60 })
        {
            foreach ((int start, int rows) in new[] { (0, 1), (3, 31), (5, 100), (0, 1024), (37, 1100), (0, 2080) })
            {
                foreach (SaltSource? source in new[] { null, salts })
                {
                    Check(pool, columns, start, rows, source, saltStart: start + 11, backend);
                }
            }
        }
    }

    private static void Check(BufferPool pool, int columns, int start, int rows, SaltSource? salts, long saltStart, HashBackend backend)
    {
        using var matrix = new ColumnMatrix(pool, start + rows, columns);
        using var digests = new ColumnMatrix(pool, rows, 8, zeroed: true);
        for (int c = 0; c < columns; c++) Backends.RandomWords(start + rows, c + 1).CopyTo(matrix.Column(c));
        uint** pointers = stackalloc uint*[columns + 1];
        uint** output = stackalloc uint*[8];
        for (int c = 0; c < columns; c++) pointers[c] = matrix.Pointer(c);
        for (int w = 0; w < 8; w++) output[w] = digests.Pointer(w);
        RowHasher.HashRows(pointers, columns, start, rows, salts, saltStart, output, backend);
        var words = new uint[columns];
        var salt = new uint[8];
        // All rows near the edges, a sample of the rest.
        for (int i = 0; i < rows; i = i < 40 || i > rows - 40 || i is > 1000 and < 1050 ? i + 1 : i + 13)
        {
            for (int c = 0; c < columns; c++) words[c] = matrix.Column(c)[start + i];
            salts?.Salt(saltStart + i, salt);
            Digest expected = RowHasher.HashRow(words, salts is not null, salt);
            for (int w = 0; w < 8; w++) Assert.Equal(expected[w], digests.Column(w)[i]);
        }
    }

    [Fact]
    public void LeafIsTheCompressionChainOverSaltAndWords()
    {
        uint[] words = Backends.RandomWords(13, 1);
        uint[] salt = Backends.RandomWords(8, 2);
        var padded = new uint[32];
        salt.CopyTo(padded, 0);
        words.CopyTo(padded, 8);
        uint[] state = DomainStates.Leaf.ToArray();
        Sha256.Compress(state, padded.AsSpan(0, 16));
        Sha256.Compress(state, padded.AsSpan(16));
        Assert.Equal(Digest.FromWords(state), RowHasher.HashRow(words, true, salt));
        Assert.NotEqual(RowHasher.HashRow(words, false, salt), RowHasher.HashRow(words, true, salt));
        Assert.Throws<ArgumentException>(() => RowHasher.HashRow(words, true, salt.AsSpan(1)));
    }

    [Fact]
    public void BatchesAgreeWithSingleRows()
    {
        foreach (int words in new[] { 0, 1, 8, 15, 16, 17, 32, 61 })
        {
            // Lanes without a row may hold anything.
            uint[] columns = Backends.RandomWords(words * RowHasher.BatchRows, words + 1);
            foreach (int rows in new[] { 0, 1, 2, 7, 8, 9, 16, 31, 32 })
            {
                var digests = new Digest[rows];
                RowHasher.HashColumns(columns, words, digests);
                for (int r = 0; r < rows; r++)
                {
                    uint[] row = [.. Enumerable.Range(0, words).Select(w => columns[w * RowHasher.BatchRows + r])];
                    Assert.Equal(RowHasher.HashRow(row, false, default), digests[r]);
                }
            }
        }
        Assert.Throws<ArgumentException>(() => RowHasher.HashColumns(new uint[RowHasher.BatchRows], 2, new Digest[1]));
        Assert.Throws<ArgumentException>(() => RowHasher.HashColumns(new uint[RowHasher.BatchRows], -1, new Digest[1]));
        Assert.Throws<ArgumentException>(() => RowHasher.HashColumns(new uint[RowHasher.BatchRows], 1, new Digest[RowHasher.BatchRows + 1]));
    }
}
