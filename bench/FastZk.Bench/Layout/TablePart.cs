using FastZk.Circuits;
using FastZk.Stark.Air;

namespace FastZk.Bench.Layout;

/// <summary>The rows of one declaration, over all its instances, and what a row costs.</summary>
/// <param name="Name">name of the declaration.</param>
/// <param name="Rows">rows in use.</param>
/// <param name="MayBeCut">whether the circuit has further instances of it.</param>
/// <param name="Main">main columns.</param>
/// <param name="Fixed">preprocessed columns.</param>
/// <param name="Chained">fractions on the buses whose tuples are produced and consumed exactly once, in pairs: State and Memory.</param>
/// <param name="Others">all other fractions.</param>
internal sealed record TablePart(string Name, long Rows, bool MayBeCut, int Main, int Fixed, int Chained, int Others)
{
    public int Fractions => Chained + Others;

    /// <summary>Auxiliary base columns with <paramref name="density"/> fractions in a column of the extension field.</summary>
    public int Auxiliary(int density) => 5 * ((Fractions + density - 1) / density);

    /// <summary>
    /// Auxiliary base columns with running products for State and Memory: Z'·d1·d2 = Z·n1·n2 has degree 3, so a column takes two pairs, and two of the
    /// other fractions.
    /// </summary>
    public int AuxiliaryWithProducts => 5 * ((Chained + 3) / 4 + (Others + 1) / 2);

    public static TablePart Of(CompiledTable t, long rows)
    {
        var chained = t.Fractions.Count(f => f.Source.Bus is Bus.State or Bus.Memory);
        return new(t.Table.Name, rows, t.Id < Rv32Circuit.SharedClasses, t.MainColumns, t.FixedColumns, chained, t.Fractions.Length - chained);
    }

    /// <summary>A table for the rows of both, were all columns shared but for one flag: no real one is as narrow.</summary>
    public TablePart MergedWith(TablePart other) => new($"{Name} + {other.Name}", Rows + other.Rows, MayBeCut && other.MayBeCut, Math.Max(Main, other.Main) + 1, Math.Max(Fixed, other.Fixed),
        Math.Max(Chained, other.Chained), Math.Max(Others, other.Others));
}
