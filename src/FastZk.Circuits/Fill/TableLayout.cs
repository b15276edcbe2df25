using FastZk.Circuits.Tables.Lookups;
using FastZk.Stark.Security;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Fill;

/// <summary>
/// How the rows of instruction classes are shared out to the instances of their tables. One table would be padded to the next power of two, and
/// quotient, random codeword, DEEP and FRI are as long as the highest table of all: several tables of lower heights hold the same rows in fewer cells,
/// and lower the top. Every further table has its price in the receipt and for the verifier, so it must be worth it.
/// </summary>
public static class TableLayout
{
    /// <summary>
    /// What a row of the highest table costs besides that table, in committed cells: fifteen columns of the quotient and five of the random codeword, the
    /// DEEP codeword and FRI. Measured on layouts of one run that differ in N: about 200 ns a row where a cell takes 5.
    /// </summary>
    public const int CellsOfTopRow = 35;

    /// <summary>All instances of a class but the last hold a multiple of this many rows: lookups are counted a whole tile at a time.</summary>
    public const int Grain = Stark.StarkConstants.Tile;

    /// <summary>
    /// Rows of height that a further table must save to be worth its openings: in the proof of a million cycles, 1 to 2 % of the time for 2 to 4 % of the
    /// receipt. An eighth of the highest table, so that long runs pay no more for it.
    /// </summary>
    /// <param name="top">log2 of the highest table's height.</param>
    public static int LeastSaved(int top) => 1 << Math.Max(14, top - 3);

    /// <summary>The most rows that an instance of height 2^log holds when another follows it.</summary>
    public static int FullRows(Profile profile, int log) => profile.ActiveRows(log) / Grain * Grain;

    /// <summary>
    /// Shares the rows of the classes, which all stand in first instances, out to further ones, for the least cost over all heights of the highest table, and
    /// adds the circuit's preprocessed tables, which go by that height.
    /// </summary>
    /// <param name="profile">profile.</param>
    /// <param name="rows">rows in use of each table, 0 for the circuit's preprocessed tables and for range_few and bytes_few; changed in place.</param>
    /// <param name="leastLogTop">log2 of the least height that the highest table may have.</param>
    public static void Choose(Profile profile, int[] rows, int leastLogTop = ProofShape.MinLogTop)
    {
        var highest = Math.Min((int)WitnessBuilder.LogHeights(profile, rows).Max(), ProofShape.MaxLogTop);
        highest = Math.Max(highest, leastLogTop);
        var (best, least) = (WithLookupTables(profile, rows, highest), long.MaxValue);
        for (var top = leastLogTop; top <= highest; top++)
        {
            var shared = WithLookupTables(profile, rows, top);
            // Without a table of 2^top rows it is the layout of a lower top, and has its cost.
            if (Share(profile, shared, top) is { } cost && cost < least && WitnessBuilder.LogHeights(profile, shared).Max() == top)
            {
                (best, least) = (shared, cost);
            }
        }

        best.CopyTo(rows, 0);
    }

    private static int[] WithLookupTables(Profile profile, int[] rows, int top)
    {
        int[] all = [.. rows];
        foreach (var id in Rv32Circuit.System.SystemTablesAt(top))
        {
            all[id] = Rv32Circuit.Lookup(id).UsedRows;
        }

        if (top < Rv32Circuit.LogWide)
        {
            // Every active row looks something up; the heights are the same in all such proofs.
            all[Rv32Circuit.RangeFew] = profile.ActiveRows(RangeFewTable.LogHeight);
            all[Rv32Circuit.BytesFew] = profile.ActiveRows(ByteFewTable.LogHeight);
        }

        return all;
    }

    // The cost with no table higher than 2^top, or null where that is impossible.
    private static long? Share(Profile profile, int[] rows, int top)
    {
        var cost = (long)CellsOfTopRow << top;
        for (var c = 0; c < Rv32Circuit.SharedClasses; c++)
        {
            if (rows[c] > 0)
            {
                if (Cut(profile, c, rows[c], Rv32Circuit.Instances, top) is not var (one, parts))
                {
                    return null;
                }

                cost += one;
                for (var i = 0; i < parts.Length; i++)
                {
                    rows[Rv32Circuit.InstanceOf((InstructionClass)c, i)] = parts[i];
                }
            }
        }

        // All others have the rows that they have.
        for (var id = Rv32Circuit.SharedClasses; id < rows.Length; id++)
        {
            if (rows[id] > 0 && id is < Rv32Circuit.FurtherInstances or >= Rv32Circuit.InputSecond)
            {
                var log = profile.LogHeightFor(rows[id]);
                if (log > top)
                {
                    return null;
                }

                cost += (long)Columns(profile, id, log, top) << log;
            }
        }

        return cost;
    }

    // The cheapest parts for rows that so many instances may hold, and their cost; null where these do not hold them. There is one choice for the first
    // part: all rows, or a full table of the next lower height (2^top where that is higher still). Any other leaves more than it holds itself.
    private static (long Cost, int[] Parts)? Cut(Profile profile, int id, int rows, int instances, int top)
    {
        var log = profile.LogHeightFor(rows);
        (long Cost, int[] Parts)? whole = log <= top ? ((long)Columns(profile, id, log, top) << log, [rows]) : null;
        var first = Math.Min(log - 1, top);
        if (instances == 1 || (whole is not null && 1 << first <= LeastSaved(top)) || Cut(profile, id, rows - FullRows(profile, first), instances - 1, top) is not var (rest, parts))
        {
            return whole;
        }

        var cost = Columns(profile, id, first, top) * ((1L << first) + LeastSaved(top)) + rest;
        return cost > whole?.Cost ? whole : (cost, [FullRows(profile, first), .. parts]);
    }

    private static int Columns(Profile profile, int id, int log, int top)
    {
        var t = Rv32Circuit.System.Table(id, ProofShape.Density(profile, log, top));
        return t.MainColumns + t.AuxiliaryColumns;
    }
}
