namespace FastZk.Field.Packed;

/// <summary>
/// A vector of <see cref="Width"/> BabyBear elements in Montgomery form, one implementation per instruction set.
/// Every lane of every operation takes and gives representatives in [0, p), so that all widths give the same bits; the operations named lazy
/// skip the last correction and say what range they give instead.
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

    /// <summary>target = x·y + scalar·other, row by row in E with x^5 = 2; added to target when accumulate.</summary>
    /// <param name="x">rows elements.</param>
    /// <param name="y">rows elements.</param>
    /// <param name="scalar">rows words, or null for a plain product.</param>
    /// <param name="other">rows elements, not looked at without a scalar.</param>
    /// <param name="target">rows elements; may be any of the operands.</param>
    /// <param name="accumulate">whether to add to what target holds.</param>
    /// <param name="rows">a multiple of Width.</param>
    static abstract void MultiplyRows(in ExtRows x, in ExtRows y, uint* scalar, in ExtRows other, in ExtRows target, bool accumulate, int rows);

    /// <summary>Butterfly x0, x1 = x0 + w·x1, x0 - w·x1 with one <see cref="Ntt.ShoupFactor"/> w; x1 may be any word.</summary>
    static abstract void Split(ref TSelf x0, ref TSelf x1, ulong* twiddle);

    /// <summary>As <see cref="Split"/>, results in [0, 2p): for values that are multiplied next.</summary>
    static abstract void SplitLazy(ref TSelf x0, ref TSelf x1, ulong* twiddle);

    /// <summary>Butterfly x0, x1 = x0 + x1, w·(x0 - x1) with one <see cref="Ntt.ShoupFactor"/> w.</summary>
    static abstract void Join(ref TSelf x0, ref TSelf x1, ulong* twiddle);

    /// <summary>Butterfly x0, x1 = x0 + x1, x0 - x1.</summary>
    static abstract void Plain(ref TSelf x0, ref TSelf x1);

    /// <summary>a times one <see cref="Ntt.ShoupFactor"/>; a may be any word.</summary>
    static abstract TSelf Multiply(TSelf a, ulong* factor);

    /// <summary>a times a factor per lane: Width words <see cref="Ntt.ShoupFactor"/> w, then their Width companions; a may be any word.</summary>
    static abstract TSelf Multiply(TSelf a, uint* factors);

    /// <summary>As the product with a factor per lane, in [0, 2p): for values that are multiplied next.</summary>
    static abstract TSelf MultiplyLazy(TSelf a, uint* factors);

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
    /// Of two columns, lane-wise Σ over the rows i = 0, Width, 2·Width, .. of column[i..i+Width)·(five weight columns, stride apart); rows is a multiple
    /// of Width, sums has room for two.
    /// </summary>
    static abstract void InnerProducts(uint* x, uint* y, uint* weights, long stride, long rows, PackedExt<TSelf>* sums);

    /// <summary>Transposes a Width x Width block: row i at source + i·sourceStride, to destination + i·destinationStride.</summary>
    static abstract void Transpose(uint* source, long sourceStride, uint* destination, long destinationStride);
}
