namespace FastZk.Stark.Kernels;

/// <summary>
/// The fingerprint of one tuple - a fraction, or a side of a pair - ready for a kernel: it is (the one before, if IsDelta) + constant + base value + Σ weights·terms in E. All pointers are owned
/// by the arena of the proof phase that built the view and are valid while it lasts.
/// </summary>
internal unsafe struct FractionView
{
    /// <summary>Number of terms.</summary>
    public int Count;

    /// <summary>Index of the first term among those of the table.</summary>
    public int FirstTerm;

    /// <summary>Value added as it is, an index among the tile's values, or -1.</summary>
    public int BaseOutput;

    /// <summary>Sign of the fraction: its numerator is the multiplicity, or its negative.</summary>
    public bool IsNegative;

    /// <summary>Whether the multiplicity is the same value as that of the fraction before.</summary>
    public bool SharesMultiplicity;

    /// <summary>Whether the denominator of the fraction before is added.</summary>
    public bool IsDelta;

    /// <summary>5·Count Montgomery words.</summary>
    public uint* Weights;

    /// <summary>5 Montgomery words.</summary>
    public uint* Constant;
}

/// <summary>The operands of the LogUp kernels for one tile of rows of one table.</summary>
internal unsafe struct LogUpTile
{
    public int FractionCount;

    public int PairCount;

    /// <summary>Fractions of one helper column, and pairs of one product.</summary>
    public int FractionsPerColumn;

    /// <summary>The fractions, then of each pair what is consumed and what is produced.</summary>
    public FractionView* Fractions;

    /// <summary>The table's values, tile-local.</summary>
    public uint** Values;

    /// <summary>The value of each term, tile-local: Values[TermOutputs[t]].</summary>
    public uint** Terms;

    /// <summary>First row of the tile in the auxiliary columns.</summary>
    public long Row;

    /// <summary>Rows of the tile, a multiple of 16.</summary>
    public int Rows;

    /// <summary>Multiplicity of each fraction without its sign, tile-local.</summary>
    public uint** Multiplicities;

    /// <summary>Columns, AheadCount of them, that the tile behind this one will read from row Row + Rows on: asked for while there is work to do.</summary>
    public uint** Ahead;

    public int AheadCount;

    /// <summary>Auxiliary base columns (row 0 of the domain): five for each helper, then five of S, then five for each product; all the same number of words apart.</summary>
    public uint** Auxiliary;

    /// <summary>The five columns of S at the next row, then those of the first product, tile-local; the latter lie Rows words apart.</summary>
    public uint** Next;

    /// <summary>γ powers of the helper constraints, then of the transition of S: 5 words each.</summary>
    public uint* Gamma;

    /// <summary>γ powers of the products' constraints.</summary>
    public uint* ProductGamma;

    /// <summary>Five accumulator rows (stride = AccumulatorStride words), tile-local, added to.</summary>
    public uint* Accumulator;

    public long AccumulatorStride;

    /// <summary>Scratch: 26·Rows words for the constraints, (15·chunks + 11)·Rows for the generation, of fractions and pairs.</summary>
    public uint* Scratch;

    /// <summary>For the generation: the product over all pairs and rows of the tile, 5 words, written.</summary>
    public uint* Product;
}
