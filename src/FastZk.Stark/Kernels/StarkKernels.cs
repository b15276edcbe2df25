using FastZk.Field.Packed;
using FastZk.Stark.Air;

namespace FastZk.Stark.Kernels;

/// <summary>
/// The inner loops of the prover over rows of columns, one instantiation per instruction set, all giving the same bits. Row counts are multiples
/// of 16; pointers address at least that many words (the callers own the buffers and check the sizes).
/// </summary>
internal abstract unsafe class StarkKernels
{
    /// <summary>Kernels for the widest instruction set of this machine.</summary>
    public static StarkKernels Best { get; } = For(PackedBackends.Best);

    /// <summary>Kernels for a given instruction set.</summary>
    public static StarkKernels For(PackedBackend backend) => backend switch
    {
        PackedBackend.Avx512 => new StarkKernels<Packed16>(),
        PackedBackend.Avx2 => new StarkKernels<Packed8>(),
        _ => new StarkKernels<Packed1>(),
    };

    /// <summary>Runs a program on a tile: slots[i] addresses rows words of slot i.</summary>
    public abstract void Run(TileProgram program, uint** slots, int rows);

    /// <summary>output (stride apart, 5 columns) = constant + Σ_c weights_c·columns_c over rows [row, row + rows); added to output when accumulate.</summary>
    public abstract void DotExt(uint** columns, long row, int count, uint* weights, uint* constant, uint* output, long stride, int rows, bool accumulate);

    /// <summary>Adds γ·(constraints of helpers, running sum and products) to the accumulator.</summary>
    public abstract void LogUpConstraints(in LogUpTile tile);

    /// <summary>
    /// Writes helper columns and, into the columns of S, the sum of all fractions of each row; into those of the first product, what all pairs of the tile's
    /// rows before make, and into those of each other product what the pairs of the products before it make in the row.
    /// </summary>
    public abstract void LogUpGenerate(in LogUpTile tile);

    /// <summary>Turns what <see cref="LogUpGenerate"/> leaves of the products, five columns each, into their values; before is what the tiles before make, 5 words.</summary>
    public abstract void ScaleProducts(uint** columns, int products, long row, uint* before, int rows);

    /// <summary>target (five rows of words, rows apart) = x·y in E; x and y are five columns each, each five the same number of words apart.</summary>
    public abstract void MultiplyColumns(uint** x, uint** y, long row, uint* target, int rows);

    /// <summary>target += source·factor (base, row by row); all five columns stride apart.</summary>
    public abstract void AddScaledRows(uint* target, long targetStride, uint* source, long sourceStride, uint* factor, int rows);

    /// <summary>target (5 columns) += (value - constant)·weight·factor, value and target in E, factor base row by row; weight, constant 5 words.</summary>
    public abstract void AddQuotientRows(uint* target, long targetStride, uint** value, long row, uint* constant, uint* weight, uint* factor, int rows);

    /// <summary>target = Montgomery form of canonical source words.</summary>
    public abstract void ToMontgomery(uint* source, uint* target, long rows);

    /// <summary>target = canonical integers of Montgomery source words.</summary>
    public abstract void FromMontgomery(uint* source, uint* target, long rows);

    /// <summary>values[i] = 1/(points[i] - c) for a base c; 0 gives 0 and spoils its block.</summary>
    public abstract void InverseDifference(uint* points, uint c, uint* values, long rows);

    /// <summary>values (5 columns) = 1/(points[i] - z) for z in E outside the base field.</summary>
    public abstract void InverseDifferenceExt(uint* points, uint* z, uint* values, long stride, long rows);

    /// <summary>sums[5c..5c+5) = Σ_i columns[c][i]·weights_i, weights in E (5 columns, stride); count up to 64.</summary>
    public abstract void InnerProducts(uint** columns, int count, uint* weights, long stride, long rows, uint* sums);

    /// <summary>target[i] = a[i]·b[i]·c.</summary>
    public abstract void MultiplyScaled(uint* a, uint* b, uint c, uint* target, long rows);

    /// <summary>target[i] = first·ratio^i for i in [0, rows), Montgomery words.</summary>
    public abstract void Powers(uint first, uint ratio, uint* target, long rows);

    /// <summary>f0 += (combination - constant)·inverse, all in E; combination and inverse have five columns.</summary>
    public abstract void AddDeep(uint* target, long targetStride, uint* combination, long combinationStride, uint* constant, uint* inverse, long inverseStride, uint* scale, int rows);

    /// <summary>target (5 columns) += source (5 columns).</summary>
    public abstract void AddExt(uint* target, long targetStride, uint* source, long sourceStride, long rows);

    /// <summary>One binary fold: output[i] = (f[i] + f[i+half])/2 + d·w[i]·(f[i] - f[i+half]), i in [0, half); d in E includes the 1/2.</summary>
    public abstract void Fold(uint* source, long sourceStride, uint* output, long outputStride, uint* inverseTwiddles, uint* d, long half);

    /// <summary>sums[r] = Σ_i values[r·length + i]·weights[i] for r in [0, runs); runs is a multiple of 16, length a power of two.</summary>
    public abstract void DotRuns(uint* values, uint* weights, long length, int runs, uint* sums);

    /// <summary>x becomes c·x, y becomes (y - d)·c·x.</summary>
    public abstract void MultiplyDifference(uint* x, uint* y, uint c, uint d, long rows);

    /// <summary>x becomes c·(x + y) and y d·(x - y).</summary>
    public abstract void Halves(uint* x, uint* y, uint c, uint d, long rows);

    /// <summary>As <see cref="Halves"/>, and both are added to sums and differences.</summary>
    public abstract void AddHalves(uint* x, uint* y, uint c, uint d, uint* sums, uint* differences, long rows);

    /// <summary>Rows that <see cref="ExclusiveSums"/> takes at a time.</summary>
    public const int SumBlock = 256;

    /// <summary>values[i] becomes the sum of all before it; returns the sum of all. rows is a multiple of <see cref="SumBlock"/>.</summary>
    public abstract uint ExclusiveSums(uint* values, long rows);

    /// <summary>target = source with every block of side² words transposed; side is 8 or 16 and supported, or 1.</summary>
    public static void TransposeTiles(uint* source, uint* target, long words, int side)
    {
        switch (side)
        {
            case 16:
                for (long b = 0; b < words; b += 256)
                {
                    Packed16.Transpose(source + b, 16, target + b, 16);
                }

                break;
            case 8:
                for (long b = 0; b < words; b += 64)
                {
                    Packed8.Transpose(source + b, 8, target + b, 8);
                }

                break;
            default:
                new ReadOnlySpan<uint>(source, checked((int)words)).CopyTo(new Span<uint>(target, checked((int)words)));
                break;
        }
    }

    /// <summary>target[i] += source[i]·c in the base field.</summary>
    public abstract void AddScaled(uint* target, uint* source, uint c, long rows);
}
