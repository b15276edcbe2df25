using System.Runtime.CompilerServices;
using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Kernels;
using FastZk.Stark.Lookup;

namespace FastZk.Stark.Quotient;

/// <summary>
/// Adds one table's share of the quotient, in the γ powers that belong to it, at the points of one coset.
/// </summary>
internal sealed unsafe class TableEvaluator
{
    private readonly CompiledTable _table;
    private readonly EvaluationDomain _domain;
    private readonly int _columnCount;
    private readonly uint** _columns;
    private readonly uint** _auxiliary;
    private readonly uint** _next;
    private readonly uint** _auxiliaryNext;
    private readonly FractionSet _fractions;
    private readonly uint* _gamma;
    private readonly uint* _total;
    private readonly uint* _product;
    private readonly uint* _zero;
    private readonly uint* _one;

    /// <param name="arena">keeps the pointer tables.</param>
    /// <param name="table">the table.</param>
    /// <param name="domain">denominators at the points.</param>
    /// <param name="challenge">(α, β).</param>
    /// <param name="main">main columns at the points.</param>
    /// <param name="offset">row of the matrices where the coset begins.</param>
    /// <param name="fixedColumns">preprocessed columns at the points, or null.</param>
    /// <param name="auxiliary">auxiliary columns at the points.</param>
    /// <param name="mainNext">next-row main columns at the points, in the order of NextColumns, or null: the next row is the next point.</param>
    /// <param name="auxiliaryNext">S and the first product one row on, or null: the next row is the next point.</param>
    /// <param name="gamma">γ powers of the table's constraints.</param>
    /// <param name="total">T_t.</param>
    /// <param name="product">U_t, of no effect for a table without pairs.</param>
    public TableEvaluator(Arena arena, CompiledTable table, EvaluationDomain domain, LogUpChallenge challenge, ColumnMatrix main, long offset,
        ColumnMatrix? fixedColumns, ColumnMatrix auxiliary, ColumnMatrix? mainNext, ColumnMatrix? auxiliaryNext, ReadOnlySpan<Fp5> gamma, Fp5 total, Fp5 product)
    {
        _table = table;
        _domain = domain;
        _columnCount = main.Columns + (fixedColumns?.Columns ?? 0);
        _columns = Offset(AuxiliaryTrace.Pointers(arena, main, fixedColumns), _columnCount, offset);
        _auxiliary = Offset(AuxiliaryTrace.Pointers(arena, auxiliary, null), auxiliary.Columns, offset);
        _fractions = FractionSet.Build(arena, table, challenge);
        _next = mainNext is null ? null : AuxiliaryTrace.Pointers(arena, mainNext, null);
        _auxiliaryNext = auxiliaryNext is null ? null : AuxiliaryTrace.Pointers(arena, auxiliaryNext, null);
        _gamma = (uint*)arena.Allocate(5L * sizeof(uint) * gamma.Length);
        for (var i = 0; i < gamma.Length; i++)
        {
            gamma[i].CopyRawTo(new Span<uint>(_gamma + 5 * i, 5));
        }

        _total = (uint*)arena.Allocate(5 * sizeof(uint));
        total.CopyRawTo(new Span<uint>(_total, 5));
        _product = (uint*)arena.Allocate(5 * sizeof(uint));
        product.CopyRawTo(new Span<uint>(_product, 5));
        _zero = (uint*)arena.Allocate(5 * sizeof(uint));
        new Span<uint>(_zero, 5).Clear();
        _one = (uint*)arena.Allocate(5 * sizeof(uint));
        Fp5.One.CopyRawTo(new Span<uint>(_one, 5));
    }

    /// <summary>Words of scratch that an evaluation takes.</summary>
    public const int ScratchWords = 46 * StarkConstants.Tile;

    /// <summary>Arena bytes that an evaluator takes.</summary>
    public static long Bytes(CompiledTable table) =>
        FractionSet.Bytes(table) + 2L * sizeof(nint) * (table.MainColumns + table.FixedColumns + table.AuxiliaryColumns + 10) + 20L * table.ConstraintCount + 12 * 64 + 128;

    private static uint** Offset(uint** columns, int count, long offset)
    {
        for (var c = 0; c < count; c++)
        {
            columns[c] += offset;
        }

        return columns;
    }

    /// <summary>Adds the share of one tile to quotient (five columns, stride; row 0 is the tile's first row).</summary>
    /// <param name="buffers">a worker's buffers for the table's constraint program.</param>
    /// <param name="scratch"><see cref="ScratchWords"/> words.</param>
    /// <param name="row">first point of the tile.</param>
    /// <param name="quotient">target.</param>
    /// <param name="stride">words between the target's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate(TileBuffers buffers, uint* scratch, long row, uint* quotient, long stride)
    {
        const int tile = StarkConstants.Tile;
        var kernels = StarkKernels.Best;
        var program = _table.Fingerprints.ConstraintProgram;
        buffers.Seek(_columns, row);
        for (var i = 0; i < _table.NextColumns.Length; i++)
        {
            LoadNext(_next, i, _columns[_table.NextColumns[i]], row, buffers.Next(i));
        }

        kernels.Run(program, buffers.Slots, tile);

        var rows = _table.RowConstraints.Length;
        var transitions = _table.TransitionConstraints.Length;
        var firsts = _table.FirstConstraints.Length;
        var constraints = rows + transitions + firsts;
        var accumulator = scratch;
        kernels.DotExt(buffers.Outputs(0), 0, rows, _gamma, _zero, accumulator, tile, tile, accumulate: false);

        var next = stackalloc uint*[2 * Fp5.Degree];
        for (var k = 0; k < _table.NextAuxiliaryColumns; k++)
        {
            next[k] = scratch + (10 + k) * tile;
            LoadNext(_auxiliaryNext, _auxiliaryNext is null ? 0 : k, _auxiliary[_table.SumColumn + k], row, next[k]);
        }

        var values = buffers.Outputs(constraints + _fractions.Count);
        var terms = stackalloc uint*[_fractions.TermCount + 1];
        _fractions.Gather(values, terms);
        var logUpGamma = _gamma + 5 * constraints;
        var productGamma = logUpGamma + 5 * (_table.HelperColumns + 3);
        kernels.LogUpConstraints(new LogUpTile
        {
            FractionCount = _fractions.Count,
            PairCount = _fractions.PairCount,
            FractionsPerColumn = _table.FractionsPerColumn,
            Fractions = _fractions.Views,
            Values = values,
            Terms = terms,
            Row = row,
            Rows = tile,
            Multiplicities = buffers.Outputs(constraints),
            Ahead = _columns,
            AheadCount = row + tile < _domain.Points ? _columnCount : 0,
            Auxiliary = _auxiliary,
            Next = next,
            Gamma = logUpGamma,
            ProductGamma = productGamma,
            Accumulator = accumulator,
            AccumulatorStride = tile,
            Scratch = scratch + 20 * tile,
        });
        kernels.AddScaledRows(quotient, stride, accumulator, tile, _domain.Row + row, tile);

        if (transitions > 0)
        {
            Add(rows, transitions, _domain.Transition);
        }

        if (firsts > 0)
        {
            Add(rows + transitions, firsts, _domain.First);
        }

        // S_0 = 0 and S_a + ρ = T.
        var boundary = logUpGamma + 5 * (_table.HelperColumns + 1);
        var sum = _auxiliary + _table.SumColumn;
        kernels.AddQuotientRows(quotient, stride, sum, row, _zero, boundary, _domain.First + row, tile);
        kernels.AddQuotientRows(quotient, stride, sum, row, _total, boundary + 5, _domain.Last + row, tile);
        kernels.AddQuotientRows(quotient, stride, _columns, row, _zero, boundary + 5, _domain.Last + row, tile);

        if (_fractions.PairCount > 0)
        {
            AddProductEnds(scratch + 20 * tile, row, productGamma + 5 * _table.ProductColumns, quotient, stride);
        }

        void Add(int first, int count, uint* factor)
        {
            var second = scratch + 5 * tile;
            kernels.DotExt(buffers.Outputs(first), 0, count, _gamma + 5 * first, _zero, second, tile, tile, accumulate: false);
            kernels.AddScaledRows(quotient, stride, second, tile, factor + row, tile);
        }
    }

    // Z_0 = 1 in row 0, and Z_0·r = U in row a.
    private void AddProductEnds(uint* product, long row, uint* gamma, uint* quotient, long stride)
    {
        const int tile = StarkConstants.Tile;
        var kernels = StarkKernels.Best;
        var z = _auxiliary + _table.ProductColumn;
        kernels.AddQuotientRows(quotient, stride, z, row, _one, gamma, _domain.First + row, tile);
        kernels.MultiplyColumns(z, _columns + CompiledTable.MaskColumns, row, product, tile);
        var masked = stackalloc uint*[Fp5.Degree];
        for (var k = 0; k < Fp5.Degree; k++)
        {
            masked[k] = product + k * tile;
        }

        kernels.AddQuotientRows(quotient, stride, masked, 0, _product, gamma + 5, _domain.Last + row, tile);
    }

    // The next row's values at the tile: given separately, or the same column one point on, around the end of the coset.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LoadNext(uint** given, int index, uint* column, long row, uint* target)
    {
        const int tile = StarkConstants.Tile;
        if (given is not null)
        {
            Buffer.MemoryCopy(given[index] + row, target, tile * sizeof(uint), tile * sizeof(uint));
            return;
        }

        var last = row + tile == _domain.Points;
        var count = last ? tile - 1 : tile;
        Buffer.MemoryCopy(column + row + 1, target, tile * sizeof(uint), (long)count * sizeof(uint));
        if (last)
        {
            target[tile - 1] = column[0];
        }
    }
}
