using FastZk.Circuits;
using FastZk.Stark.Air;

namespace FastZk.Bench.Layout;

/// <summary>The rows of one declaration, over all its instances, and what a row costs.</summary>
/// <param name="Name">name of the declaration.</param>
/// <param name="Rows">rows in use.</param>
/// <param name="MayBeCut">whether the circuit has further instances of it.</param>
/// <param name="Main">main columns.</param>
/// <param name="Fixed">preprocessed columns.</param>
/// <param name="Fractions">fractions.</param>
/// <param name="Pairs">pairs of tuples on State and Memory.</param>
internal sealed record TablePart(string Name, long Rows, bool MayBeCut, int Main, int Fixed, int Fractions, int Pairs)
{
    /// <summary>Auxiliary base columns with <paramref name="density"/> fractions, or pairs, in a column of the extension field.</summary>
    public int Auxiliary(int density) => 5 * ((Fractions + density - 1) / density + (Pairs + density - 1) / density);

    /// <summary>Auxiliary base columns were State and Memory to have fractions as the other buses have.</summary>
    public int AuxiliaryWithoutPairs => 5 * ((Fractions + 2 * Pairs + 1) / 2);

    public static TablePart Of(CompiledTable t, long rows) =>
        new(t.Table.Name, rows, t.Id < Rv32Circuit.SharedClasses, t.MainColumns, t.FixedColumns, t.Fractions.Length, t.Pairs.Length);

    /// <summary>A table for the rows of both, were all columns shared but for one flag: no real one is as narrow.</summary>
    public TablePart MergedWith(TablePart other) => new($"{Name} + {other.Name}", Rows + other.Rows, MayBeCut && other.MayBeCut, Math.Max(Main, other.Main) + 1, Math.Max(Fixed, other.Fixed),
        Math.Max(Fractions, other.Fractions), Math.Max(Pairs, other.Pairs));
}
