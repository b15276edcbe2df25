using FastZk.Field;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>What a proof of a shape reveals of each column, asked of the verifier's own layout: the weights that it gives to a row's columns in the DEEP sums.</summary>
internal static class OpeningCount
{
    /// <summary>What is wrong with the shape's openings, or null: every pair has a power of λ of its own, and no column is opened more often than it is masked.</summary>
    public static string? Wrong(ProofShape shape)
    {
        var starts = new int[shape.System.Tables.Length + 1];
        var pairs = 0;
        foreach (var t in shape.Present)
        {
            starts[t.Id] = pairs;
            pairs += t.OpenedAtPoint + t.OpenedAtNext;
        }

        starts[^1] = pairs;
        pairs += 15;
        var powers = new Fp5[pairs];
        for (var j = 0; j < pairs; j++)
        {
            powers[j] = Fp.FromUInt32((uint)j + 1);
        }

        var used = new HashSet<uint>();
        var free = 0;
        foreach (var tree in Enum.GetValues<OpenedTree>())
        {
            for (var log = 0; log <= ProofShape.MaxLogTop; log++)
            {
                if (Wrong(shape, tree, log, powers, starts, used, ref free) is { } wrong)
                {
                    return wrong;
                }
            }
        }

        var q = shape.Parameters.Queries;
        return used.Count != pairs ? $"{pairs - used.Count} pairs are in no sum"
            : free != Fp5.Degree ? $"{free} columns are in no pair, not the five of R"
            : 2 * q + 5 > shape.Profile.PieceMask ? "the pieces' masks are too short"
            : shape.Present.Any(t => shape.Profile.ActiveRows(shape.LogHeight(t.Id)) < 1) ? "a table has no active row" : null;
    }

    private static string? Wrong(ProofShape shape, OpenedTree tree, int log, Fp5[] powers, int[] starts, HashSet<uint> used, ref int free)
    {
        var columns = RowLayout.Columns(shape, tree, log);
        var point = new WeightedColumns(new int[columns], new Fp5[columns]);
        var next = new WeightedColumns(new int[columns], new Fp5[columns]);
        var other = new WeightedColumns(new int[columns], new Fp5[columns]);
        RowLayout.Weigh(shape, tree, log, powers, starts, ref point, ref next, ref other);
        var opened = new int[columns];
        if (!Count(point, opened, used) || !Count(next, opened, used))
        {
            return $"{tree} 2^{log}: a power of λ is used twice";
        }

        HashSet<int> unopened = [.. other.Columns];
        free += unopened.Count;
        for (var c = 0; c < columns; c++)
        {
            if (opened[c] is 0 != unopened.Contains(c) || opened[c] > 2)
            {
                return $"{tree} 2^{log} column {c} is opened at {opened[c]} points";
            }

            // A query shows the row, and through the quotient the column at x and g·x; a pair shows five coordinates.
            if (tree is OpenedTree.Main or OpenedTree.Auxiliary && 3 * shape.Parameters.Queries + Fp5.Degree * opened[c] > shape.Profile.RandomRows)
            {
                return $"{tree} 2^{log} column {c} shows more than its random rows hide";
            }
        }

        return null;
    }

    // Weight j + 1 stands for pair j.
    private static bool Count(in WeightedColumns terms, int[] opened, HashSet<uint> used)
    {
        for (var i = 0; i < terms.Columns.Length; i++)
        {
            opened[terms.Columns[i]]++;
            if (!used.Add(terms.Weights[i].C0.ToUInt32()))
            {
                return false;
            }
        }

        return true;
    }
}
