using FastZk.Field;
using FastZk.Stark.Quotient;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>The five trees that a query opens, in the order of the proof.</summary>
internal enum OpenedTree
{
    Program,
    Circuit,
    Main,
    Auxiliary,
    Quotient,
}

/// <summary>Which columns stand in an opened row, and which power of λ each of them takes in the DEEP sums.</summary>
internal static class RowLayout
{
    /// <summary>Number of columns of one height of a tree.</summary>
    public static int Columns(ProofShape shape, OpenedTree tree, int log)
    {
        if (tree == OpenedTree.Quotient)
        {
            return (log == shape.LogTop ? QuotientPieces.TopColumns : 0) + (log == shape.Profile.LogLastPiece ? Fp5.Degree : 0);
        }

        var count = 0;
        foreach (var t in shape.Present)
        {
            if (shape.LogHeight(t.Id) == log && IsIn(shape, tree, t.Id))
            {
                count += Width(tree, t);
            }
        }

        return count;
    }

    public static bool IsIn(ProofShape shape, OpenedTree tree, int table) => tree switch
    {
        OpenedTree.Program => shape.System.ProgramTables.Contains(table),
        OpenedTree.Circuit => shape.System.SystemTables.Contains(table),
        _ => true,
    };

    private static int Width(OpenedTree tree, Air.CompiledTable t) => tree switch
    {
        OpenedTree.Main => t.MainColumns,
        OpenedTree.Auxiliary => t.AuxiliaryColumns,
        _ => t.FixedColumns,
    };

    /// <summary>Lists the columns of each sum with their weights.</summary>
    /// <param name="shape">the shape.</param>
    /// <param name="tree">which tree.</param>
    /// <param name="log">height of the row group.</param>
    /// <param name="powers">λ^(j+1) at index j of the canonical list of pairs.</param>
    /// <param name="starts">first pair of each table id; last entry: first pair of the pieces.</param>
    /// <param name="point">the columns of Σ at ζ.</param>
    /// <param name="next">the columns of Σ at ζ·g_n.</param>
    /// <param name="free">the columns of R.</param>
    public static void Weigh(ProofShape shape, OpenedTree tree, int log, ReadOnlySpan<Fp5> powers, ReadOnlySpan<int> starts,
        ref WeightedColumns point, ref WeightedColumns next, ref WeightedColumns free)
    {
        var column = 0;
        if (tree == OpenedTree.Quotient)
        {
            var pieces = powers[starts[^1]..];
            if (log == shape.LogTop)
            {
                point.AddRange(0, pieces[..QuotientPieces.RandomColumn]);
                free.AddRange(QuotientPieces.RandomColumn, Basis);
                column = QuotientPieces.TopColumns;
            }

            if (log == shape.Profile.LogLastPiece)
            {
                point.AddRange(column, pieces.Slice(QuotientPieces.RandomColumn, Fp5.Degree));
            }

            return;
        }

        foreach (var t in shape.Present)
        {
            if (shape.LogHeight(t.Id) != log || !IsIn(shape, tree, t.Id))
            {
                continue;
            }

            var width = Width(tree, t);
            var start = starts[t.Id] + tree switch
            {
                OpenedTree.Main => t.FixedColumns,
                OpenedTree.Auxiliary => t.FixedColumns + t.MainColumns,
                _ => 0,
            };
            point.AddRange(column, powers.Slice(start, width));
            var nextPowers = powers.Slice(starts[t.Id] + t.OpenedAtPoint, t.OpenedAtNext);
            if (tree == OpenedTree.Main)
            {
                for (var i = 0; i < t.NextColumns.Length; i++)
                {
                    next.Add(column + t.NextColumns[i], nextPowers[i]);
                }
            }
            else if (tree == OpenedTree.Auxiliary)
            {
                next.AddRange(column + t.SumColumn, nextPowers[t.NextColumns.Length..]);
            }

            column += width;
        }
    }

    // Five columns are one element of E: 1, x, .. x^4.
    private static readonly Fp5[] Basis = [.. Enumerable.Range(0, Fp5.Degree).Select(k => Fp5.X.Pow((ulong)k))];
}
