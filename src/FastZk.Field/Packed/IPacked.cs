namespace FastZk.Field.Packed;

/// <summary>
/// A vector of <see cref="Width"/> BabyBear elements in Montgomery form, one implementation per instruction set.
/// Every lane of every operation takes and gives representatives in [0, p), so that all widths give the same bits.
/// </summary>
public unsafe interface IPacked<TSelf>
    where TSelf : unmanaged, IPacked<TSelf>
{
    /// <summary>Lanes: 1, 8 or 16.</summary>
    static abstract int Width { get; }

    /// <summary>Reads Width consecutive words; no alignment needed. The caller guarantees that they are in bounds.</summary>
    static abstract TSelf Load(uint* source);

    /// <summary>Writes Width consecutive words; the caller guarantees that they are in bounds.</summary>
    static abstract void Store(TSelf value, uint* destination);

    /// <summary>All lanes equal to the Montgomery word.</summary>
    static abstract TSelf Broadcast(uint raw);

    static abstract TSelf operator +(TSelf a, TSelf b);
    static abstract TSelf operator -(TSelf a, TSelf b);
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Σ a_i·b_i over five pairs, one reduction where the instruction set has room for it.</summary>
    static abstract TSelf Dot5(TSelf a0, TSelf b0, TSelf a1, TSelf b1, TSelf a2, TSelf b2, TSelf a3, TSelf b3, TSelf a4, TSelf b4);

    /// <summary>
    /// Σ_c columns[c][row..row+Width)·weights[5c..5c+5) added to five constants: a base-field row against extension weights.
    /// </summary>
    /// <param name="columns">count column pointers, each with Width readable words at row.</param>
    /// <param name="row">first row.</param>
    /// <param name="count">number of columns, 0 or more.</param>
    /// <param name="weights">5·count Montgomery words, the extension weight of each column.</param>
    /// <param name="constant">5 Montgomery words.</param>
    static abstract PackedExt<TSelf> DotExt(uint** columns, long row, int count, uint* weights, uint* constant);

    /// <summary>
    /// Lane-wise Σ over the rows i = 0, Width, 2·Width, .. of column[i..i+Width)·(five weight columns, stride apart); rows is a multiple of Width.
    /// </summary>
    static abstract PackedExt<TSelf> InnerProduct(uint* column, uint* weights, long stride, long rows);

    /// <summary>Transposes a Width x Width block: row i at source + i·sourceStride, to destination + i·destinationStride.</summary>
    static abstract void Transpose(uint* source, long sourceStride, uint* destination, long destinationStride);
}
