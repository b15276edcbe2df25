namespace FastZk.Hash;

/// <summary>
/// The matrices of one height in a tree: the concatenation of their columns is one row of words for each memory position.
/// </summary>
public readonly struct LeafGroup
{
    /// <summary>Creates a group. The memory behind the columns must stay valid while the tree is being built or asked for leaf digests.</summary>
    /// <param name="blockRows">Rows of one coset block, a power of two.</param>
    /// <param name="columnBases">Addresses of the columns' first words (uint*), in hashing order.</param>
    /// <param name="blockStride">Words between the starts of two consecutive coset blocks of a column.</param>
    /// <param name="salts">Null for unsalted rows; the salt row is the memory position.</param>
    public LeafGroup(long blockRows, nint[] columnBases, long blockStride, SaltSource? salts = null)
    {
        ArgumentNullException.ThrowIfNull(columnBases);
        BlockRows = blockRows;
        ColumnBases = columnBases;
        BlockStride = blockStride;
        Salts = salts;
    }

    /// <summary>Rows m of one coset block.</summary>
    public long BlockRows { get; }

    /// <summary>Address of each column's first word.</summary>
    public nint[] ColumnBases { get; }

    /// <summary>Row r of coset block j is word j·BlockStride + r of a column.</summary>
    public long BlockStride { get; }

    /// <summary>Salts of the rows, or null.</summary>
    public SaltSource? Salts { get; }
}
