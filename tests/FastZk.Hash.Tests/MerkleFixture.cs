using FastZk.Memory;

namespace FastZk.Hash.Tests;

/// <summary>Random matrices in coset-major memory and a naive tree over them that knows natural indexes only.</summary>
internal sealed unsafe class MerkleFixture : IDisposable
{
    private readonly BufferPool _pool = new();
    private readonly ColumnMatrix[] _matrices;
    private readonly SaltSource?[] _salts;
    private readonly long[] _blockStrides;

    public MerkleFixture(int logBlowup, (int LogRows, int Columns, bool Salted)[] shapes, int seed = 1)
    {
        LogBlowup = logBlowup;
        Shapes = shapes;
        LogSize = shapes[0].LogRows + logBlowup;
        _matrices = new ColumnMatrix[shapes.Length];
        _salts = new SaltSource?[shapes.Length];
        _blockStrides = new long[shapes.Length];
        Groups = new LeafGroup[shapes.Length];
        for (int g = 0; g < shapes.Length; g++)
        {
            long rows = 1L << shapes[g].LogRows;
            // Blocks lie apart, as a padded matrix of one block each would leave them.
            _blockStrides[g] = rows + 16;
            _matrices[g] = new ColumnMatrix(_pool, _blockStrides[g] << logBlowup, shapes[g].Columns);
            for (int c = 0; c < shapes[g].Columns; c++)
            {
                Backends.RandomWords((int)_matrices[g].Rows, seed * 1000 + g * 100 + c).CopyTo(_matrices[g].Column(c));
            }
            if (shapes[g].Salted) _salts[g] = new SaltSource(Backends.Key(seed), (ulong)g);
            nint[] bases = [.. Enumerable.Range(0, shapes[g].Columns).Select(c => (nint)_matrices[g].Pointer(c))];
            Groups[g] = new LeafGroup(rows, bases, _blockStrides[g], _salts[g]);
        }
    }

    public int LogBlowup { get; }

    public int LogSize { get; }

    public (int LogRows, int Columns, bool Salted)[] Shapes { get; }

    public LeafGroup[] Groups { get; }

    public MerkleTree Build(WorkerSet workers, HashBackend? backend = null) => MerkleTree.Build(_pool, workers, LogBlowup, Groups, backend);

    public int GroupLogSize(int group) => Shapes[group].LogRows + LogBlowup;

    /// <summary>Leaf hash of a group's row at a natural index of its own layer.</summary>
    public Digest RowDigest(int group, long natural)
    {
        long blocks = 1L << LogBlowup;
        long block = natural % blocks, row = natural / blocks;
        var words = new uint[Shapes[group].Columns];
        for (int c = 0; c < words.Length; c++) words[c] = _matrices[group].Pointer(c)[block * _blockStrides[group] + row];
        var salt = new uint[8];
        _salts[group]?.Salt(block * Groups[group].BlockRows + row, salt);
        return RowHasher.HashRow(words, Shapes[group].Salted, salt);
    }

    /// <summary>The definition, by recursion over natural indexes.</summary>
    public Digest NaiveNode(int logSize, long natural)
    {
        if (logSize == LogSize) return RowDigest(0, natural);
        Digest left = NaiveNode(logSize + 1, natural);
        Digest right = NaiveNode(logSize + 1, natural + (1L << logSize));
        Digest node = Compress(DomainStates.Node, left, right);
        for (int g = 1; g < Shapes.Length; g++)
        {
            if (GroupLogSize(g) == logSize) node = Compress(DomainStates.Injection, node, RowDigest(g, natural));
        }
        return node;
    }

    public void Dispose()
    {
        foreach (ColumnMatrix matrix in _matrices) matrix.Dispose();
        foreach (SaltSource? salt in _salts) salt?.Dispose();
        Assert.Equal(0, _pool.BytesInUse);
        _pool.Dispose();
    }

    private static Digest Compress(ReadOnlySpan<uint> domain, Digest left, Digest right)
    {
        uint[] state = domain.ToArray();
        var block = new uint[16];
        left.CopyWordsTo(block);
        right.CopyWordsTo(block.AsSpan(8));
        Sha256.Compress(state, block);
        return Digest.FromWords(state);
    }
}
