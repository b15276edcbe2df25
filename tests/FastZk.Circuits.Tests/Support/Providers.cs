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
    private static readonly Lazy<HashSet<BusTuple>> Circuit = new(() =>
        [.. new[] { Rv32Circuit.Range, Rv32Circuit.Bytes, Rv32Circuit.Small }.SelectMany(t => TuplesOf(t, WitnessChecks.Circuit.Values(t)!, WitnessChecks.Circuit.Heights.Single(h => h.Table == t).LogHeight))]);

    /// <summary>Whether a bus is a lookup: its provider's counts are free.</summary>
    public static bool IsLookup(int bus) => bus is Bus.Program or Bus.Range or Bus.BytePair or Bus.And or Bus.Small;

    /// <summary>All tuples that can be looked up for a program.</summary>
    public static Func<BusTuple, bool> Of(WitnessChecks w)
    {
        var circuit = Circuit.Value;
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
