using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
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

/// <summary>Reads one opened row: hashes it and adds its columns, weighted with their powers of λ, to the DEEP sums.</summary>
internal static class RowReader
{
    /// <summary>Number of columns of one height of a tree.</summary>
    public static int Columns(ProofShape shape, OpenedTree tree, int log)
    {
        if (tree == OpenedTree.Quotient)
        {
            return (log == shape.LogTop ? Quotient.QuotientPieces.TopColumns : 0) + (log == shape.Profile.LogLastPiece ? Fp5.Degree : 0);
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

    /// <summary>
    /// Adds a row's columns to the sums: at ζ into point, at ζ·g_n into next, R into free.
    /// </summary>
    /// <param name="shape">the shape.</param>
    /// <param name="tree">which tree.</param>
    /// <param name="log">height of the row group.</param>
    /// <param name="row">its words, Montgomery form, in leaf order.</param>
    /// <param name="powers">λ^(j+1) at index j of the canonical list of pairs.</param>
    /// <param name="starts">first pair of each table id; last entry: first pair of the pieces.</param>
    /// <param name="point">Σ at ζ.</param>
    /// <param name="next">Σ at ζ·g_n.</param>
    /// <param name="free">R's value.</param>
    public static void Accumulate(ProofShape shape, OpenedTree tree, int log, ReadOnlySpan<uint> row, ReadOnlySpan<Fp5> powers, ReadOnlySpan<int> starts,
        ref Fp5 point, ref Fp5 next, ref Fp5 free)
    {
        if (tree == OpenedTree.Quotient)
        {
            var pair = starts[^1];
            if (log == shape.LogTop)
            {
                AddWeighted(row[..Quotient.QuotientPieces.RandomColumn], powers[pair..], ref point);
                free += Fp5.FromRawUnchecked(row.Slice(Quotient.QuotientPieces.RandomColumn, Fp5.Degree));
                row = row[Quotient.QuotientPieces.TopColumns..];
            }

            if (log == shape.Profile.LogLastPiece)
            {
                AddWeighted(row, powers[(pair + Quotient.QuotientPieces.RandomColumn)..], ref point);
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
            AddWeighted(row[..width], powers[start..], ref point);
            var nextStart = starts[t.Id] + t.OpenedAtPoint;
            if (tree == OpenedTree.Main)
            {
                for (var i = 0; i < t.NextColumns.Length; i++)
                {
                    next += powers[nextStart + i] * Fp.FromRawUnchecked(row[t.NextColumns[i]]);
                }
            }
            else if (tree == OpenedTree.Auxiliary)
            {
                AddWeighted(row.Slice(t.SumColumn, Fp5.Degree), powers[(nextStart + t.NextColumns.Length)..], ref next);
            }

            row = row[width..];
        }
    }

    // Two products below p² and an accumulator below p·2^32 stay below 2·p·2^32; see Packed16.DotExt.
    private static void AddWeighted(ReadOnlySpan<uint> row, ReadOnlySpan<Fp5> weights, ref Fp5 sum)
    {
        const ulong fold = (ulong)Fp.Modulus << 32;
        ulong a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0;
        for (var c = 0; c < row.Length; c++)
        {
            ulong v = row[c];
            ref readonly var w = ref weights[c];
            a0 += v * w.C0.Raw;
            a0 = Math.Min(a0, a0 - fold);
            a1 += v * w.C1.Raw;
            a1 = Math.Min(a1, a1 - fold);
            a2 += v * w.C2.Raw;
            a2 = Math.Min(a2, a2 - fold);
            a3 += v * w.C3.Raw;
            a3 = Math.Min(a3, a3 - fold);
            a4 += v * w.C4.Raw;
            a4 = Math.Min(a4, a4 - fold);
        }

        sum += new Fp5(Fp.FromRawUnchecked(Fp.Reduce(a0)), Fp.FromRawUnchecked(Fp.Reduce(a1)), Fp.FromRawUnchecked(Fp.Reduce(a2)),
            Fp.FromRawUnchecked(Fp.Reduce(a3)), Fp.FromRawUnchecked(Fp.Reduce(a4)));
    }
}
