using FastZk.Bench.Limits;
using FastZk.Hash;
using FastZk.Stark.Air;

namespace FastZk.Bench.Stages;

/// <summary>Least work of the parts that several stages share.</summary>
internal static class Counts
{
    /// <summary>Base-field words of an extension element, and their bytes.</summary>
    public const int Limbs = 5, ExtensionBytes = 20;

    /// <summary>Transforms of length 2^log.</summary>
    public static double Butterflies(double transforms, int log) => transforms * log * (1L << log) / 2;

    /// <summary>Low-degree extension of columns of height 2^log: one transform back, one forward for each coset.</summary>
    public static Demand Extension(int columns, int log, int logBlowup) =>
        Demand.Butterflies(Butterflies(columns * (1 + (1 << logBlowup)), log)) + new Demand { ReadBytes = 4.0 * columns * (1L << log), WrittenBytes = 4.0 * columns * (1L << (log + logBlowup)) };

    /// <summary>A tree over groups of columns of several heights (log2, columns, salted), highest first.</summary>
    public static Demand Tree(IReadOnlyList<(int Log, int Columns, bool Salted)> groups, int logBlowup)
    {
        var demand = new Demand { Compressions = (1L << (groups[0].Log + logBlowup)) - 1 };
        foreach (var (log, columns, salted) in groups)
        {
            double rows = 1L << (log + logBlowup);
            var blocks = (columns + (salted ? SaltSource.Words : 0) + 15) / 16 + (log < groups[0].Log ? 1 : 0);
            demand += new Demand { Compressions = blocks * rows, RandomBlocks = salted ? rows / 2 : 0, ReadBytes = 4 * columns * rows };
        }

        return demand;
    }

    /// <summary>One row of a program of base-field steps.</summary>
    public static Demand Steps(TileProgram program) => new()
    {
        Multiplications = program.Steps.Count(s => s.Op is TileOp.Multiply or TileOp.MultiplyConstant),
        Additions = program.Steps.Sum(s => s.Op is TileOp.Add or TileOp.Subtract or TileOp.AddConstant or TileOp.SubtractFromConstant ? 1 : s.Op is TileOp.DoubleAdd ? 2 : 0),
    };

    /// <summary>The denominators of one row: each term is a base-field value times a power of β.</summary>
    public static Demand Fingerprints(CompiledTable table) =>
        new Demand { Products = Limbs * table.Fingerprints.Steps.Sum(s => s.Terms.Length) } + Demand.Reductions(Limbs * table.Fingerprints.Steps.Length);

    /// <summary>m_a·D_b + m_b·D_a and D_a·D_b for two fractions each of one row; D_a·D_b and N_a·N_b for two pairs each.</summary>
    public static Demand Pairs(CompiledTable table) =>
        new Demand { Products = 2 * Limbs * (table.Fractions.Length / 2) } + Demand.Reductions(Limbs * (table.Fractions.Length / 2))
        + Demand.ExtensionMultiplications(table.Fractions.Length / 2 + 2 * (table.Pairs.Length / 2));

    /// <summary>Sums of base-field values times extension elements: five products each, reduced once at the end.</summary>
    public static Demand Combination(double values) => new() { Products = Limbs * values };
}
