using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Check;

namespace FastZk.Circuits.Tests;

/// <summary>
/// What a lookup can find: all tuples that the preprocessed tables provide in any active row, leftover slots and unused rows included. The counts are a
/// malicious prover's to choose, so a lookup is checked by membership alone.
/// </summary>
internal static class Providers
{
    private static readonly Lazy<HashSet<BusTuple>>[] Circuits = [.. Rv32Circuit.System.SystemSets.Select(s => new Lazy<HashSet<BusTuple>>(() =>
    {
        var circuit = WitnessChecks.CircuitAt(s.MinLogTop);
        return [.. circuit.Heights.SelectMany(t => TuplesOf(t.Table, circuit.Values(t.Table)!, t.LogHeight))];
    }))];

    /// <summary>All tuples that the circuit's tables provide, for each set of them.</summary>
    public static IEnumerable<HashSet<BusTuple>> OfSets => Circuits.Select(c => c.Value);

    /// <summary>Whether a bus is a lookup: its provider's counts are free.</summary>
    public static bool IsLookup(int bus) => bus is Bus.Program or Bus.Range or Bus.BytePair or Bus.And or Bus.Small;

    /// <summary>All tuples that can be looked up for a program.</summary>
    public static Func<BusTuple, bool> Of(WitnessChecks w)
    {
        // The tables of a few entries provide what their prover chooses among the same tuples: their own rules are to see to that.
        var circuit = Circuits[Math.Max(1, Rv32Circuit.System.SystemSetAt(w.Heights.Max()))].Value;
        var program = TuplesOf(Rv32Circuit.Program, w.Program.Values(Rv32Circuit.Program)!, w.Heights[Rv32Circuit.Program]).ToHashSet();
        return t => circuit.Contains(t) || program.Contains(t);
    }

    private static IEnumerable<BusTuple> TuplesOf(int id, ColumnMatrix fixedColumns, int logHeight)
    {
        var table = Rv32Circuit.System.Tables[id];
        var rows = WitnessChecks.Profile.ActiveRows(logHeight);
        using var ones = new ColumnMatrix(WitnessChecks.Context.Pool, rows, table.MainColumns, secret: false);
        for (var c = 0; c < ones.Columns; c++)
        {
            ones.Column(c).Fill(Field.Fp.MontgomeryOne);
        }

        var checker = new BusChecker();
        checker.Add(table, ones, fixedColumns, rows);
        return [.. checker.Imbalances(int.MaxValue).Select(i => BusTuple.Of(i.Bus, i.Message))];
    }
}
