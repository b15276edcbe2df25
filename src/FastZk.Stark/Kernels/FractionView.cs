namespace FastZk.Stark.Kernels;

/// <summary>
/// One fraction ready for a kernel: its denominator is constant + Σ weights·columns in E. All pointers are owned by the arena of the proof phase
/// that built the view and are valid while it lasts.
/// </summary>
internal unsafe struct FractionView
{
    /// <summary>Number of columns in the message.</summary>
    public int Count;

    /// <summary>Count base pointers (row 0 of the domain at hand).</summary>
    public uint** Columns;

    /// <summary>5·Count Montgomery words.</summary>
    public uint* Weights;

    /// <summary>5 Montgomery words.</summary>
    public uint* Constant;
}

/// <summary>The operands of the LogUp kernels for one tile of rows of one table.</summary>
internal unsafe struct LogUpTile
{
    public int FractionCount;
    public FractionView* Fractions;

    /// <summary>First row of the tile in the columns.</summary>
    public long Row;

    /// <summary>Rows of the tile, a multiple of 16.</summary>
    public int Rows;

    /// <summary>Signed multiplicity of each fraction, tile-local.</summary>
    public uint** Multiplicities;

    /// <summary>Auxiliary base columns (row 0 of the domain): five for each helper, then five of S.</summary>
    public uint** Auxiliary;

    /// <summary>The five columns of S at the next row, tile-local.</summary>
    public uint** SumNext;

    /// <summary>γ powers of the helper constraints, then of the transition of S: 5 words each.</summary>
    public uint* Gamma;

    /// <summary>Five accumulator rows (stride = AccumulatorStride words), tile-local, added to.</summary>
    public uint* Accumulator;

    public long AccumulatorStride;

    /// <summary>Scratch of at least 15·chunks·Rows words (generation only).</summary>
    public uint* Scratch;
}
