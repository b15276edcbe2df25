using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Bench.Layout;

/// <summary>Heights of the instances of all tables, chosen for the fewest cells.</summary>
internal static class Heights
{
    private const int SmallestCut = 15; // as in WitnessBuilder

    /// <summary>Cells of the quotient's pieces and the random codeword when the highest table has 2^top rows.</summary>
    public static long Quotient(Profile profile, int top) => (15L << top) + (5L << profile.LogLastPiece);

    /// <summary>Cells of all tables and of the quotient with at most <paramref name="instances"/> instances of a class, committed columns of all tables, and log2 N.</summary>
    /// <param name="profile">profile.</param>
    /// <param name="parts">tables.</param>
    /// <param name="instances">most instances, at least 1.</param>
    /// <param name="columns">committed columns of a table.</param>
    public static (long Cells, int Columns, int Top) Best(Profile profile, IReadOnlyList<TablePart> parts, int instances, Func<TablePart, int> columns)
    {
        var best = (Cells: long.MaxValue, Columns: 0, Top: 0);
        for (var top = ProofShape.MinLogTop; top <= ProofShape.MaxLogTop; top++)
        {
            var found = (Cells: Quotient(profile, top), Columns: 0, Top: top);
            foreach (var p in parts)
            {
                var (rows, tables) = Cut(profile, p.Rows, p.MayBeCut ? instances : 1, top);
                if (rows < 0)
                {
                    found.Cells = long.MaxValue;
                    break;
                }

                found.Cells += columns(p) * rows;
                found.Columns += columns(p) * tables;
            }

            if (found.Cells < best.Cells)
            {
                best = found;
            }
        }

        return best;
    }

    // The least sum of at most `instances` heights of at most 2^largest that hold the rows; -1 when there is none.
    private static (long Height, int Tables) Cut(Profile profile, long rows, int instances, int largest)
    {
        var log = profile.LogHeightFor(rows);
        (long Height, int Tables) best = log <= largest ? (1L << log, 1) : (-1, 0);
        if (instances == 1 || log <= SmallestCut)
        {
            return best;
        }

        for (var first = Math.Min(log - 1, largest); first >= profile.LogMinHeight; first--)
        {
            var full = profile.ActiveRows(first) / RecordList.ChunkRows * RecordList.ChunkRows;
            if (full <= 0)
            {
                break;
            }

            var (rest, tables) = Cut(profile, rows - full, instances - 1, first);
            if (rest >= 0 && (best.Height < 0 || (1L << first) + rest < best.Height))
            {
                best = ((1L << first) + rest, tables + 1);
            }
        }

        return best;
    }
}
