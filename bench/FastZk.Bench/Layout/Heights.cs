using FastZk.Circuits.Fill;
using FastZk.Stark.Security;

namespace FastZk.Bench.Layout;

/// <summary>Heights of the instances of all tables, chosen as <see cref="TableLayout"/> chooses them, for tables that need not exist.</summary>
internal static class Heights
{
    /// <summary>Cells of the quotient's pieces and the random codeword when the highest table has 2^top rows.</summary>
    public static long Quotient(Profile profile, int top) => (15L << top) + (5L << profile.LogLastPiece);

    /// <summary>Cells of all tables and of the quotient with at most <paramref name="instances"/> instances of a class, committed columns of all tables, and log2 N.</summary>
    /// <param name="profile">profile.</param>
    /// <param name="parts">tables.</param>
    /// <param name="instances">most instances, at least 1.</param>
    /// <param name="columns">committed columns of a table.</param>
    public static (long Cells, int Columns, int Top) Best(Profile profile, IReadOnlyList<TablePart> parts, int instances, Func<TablePart, int> columns)
    {
        var (best, least) = ((Cells: long.MaxValue, Columns: 0, Top: 0), long.MaxValue);
        for (var top = ProofShape.MinLogTop; top <= ProofShape.MaxLogTop; top++)
        {
            var found = (Cells: Quotient(profile, top), Columns: 0, Top: top);
            var cost = (long)TableLayout.CellsOfTopRow << top;
            foreach (var p in parts)
            {
                if (Cut(profile, p.Rows, p.MayBeCut ? instances : 1, top) is not var (height, tables))
                {
                    cost = long.MaxValue;
                    break;
                }

                found.Cells += columns(p) * height;
                found.Columns += columns(p) * tables;
                cost += columns(p) * (height + (tables - 1) * (long)TableLayout.LeastSaved(top));
            }

            if (cost < least)
            {
                (best, least) = (found, cost);
            }
        }

        return best;
    }

    // The sum of heights of at most 2^top, and how many, that hold the rows; null when there are none.
    private static (long Height, int Tables)? Cut(Profile profile, long rows, int instances, int top)
    {
        var log = profile.LogHeightFor(rows);
        (long Height, int Tables)? whole = log <= top ? (1L << log, 1) : null;
        var first = Math.Min(log - 1, top);
        if (instances == 1 || (whole is not null && 1 << first <= TableLayout.LeastSaved(top)) || Cut(profile, rows - TableLayout.FullRows(profile, first), instances - 1, top) is not var (rest, tables))
        {
            return whole;
        }

        var height = (1L << first) + rest;
        return height + tables * (long)TableLayout.LeastSaved(top) <= (whole?.Height ?? long.MaxValue) ? (height, tables + 1) : whole;
    }
}
