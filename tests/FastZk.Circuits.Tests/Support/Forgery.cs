using FastZk.Circuits.Preprocessed;
using FastZk.Field;

namespace FastZk.Circuits.Tests;

/// <summary>A forged witness as its prover would finish it: lookup counts are repaired, everything else must balance.</summary>
internal static class Forgery
{
    /// <summary>Repairs the counts of all lookups that have an entry; returns what is still wrong, empty when the forgery would be accepted.</summary>
    public static List<string> Finish(WitnessChecks w)
    {
        var wrong = w.Violations().Select(v => v.ToString()).ToList();
        foreach (var i in w.Imbalances(int.MaxValue))
        {
            if (!Repair(w, i.Bus, i.Message, -i.Net))
            {
                wrong.Add(i.ToString());
            }
        }

        return wrong;
    }

    // Finds the entry by the layout of the provider and insists that the entry says what is asked.
    private static bool Repair(WitnessChecks w, int bus, uint[] m, long missing)
    {
        if (!Providers.IsLookup(bus) || !Providers.Of(w)(BusTuple.Of(bus, m)))
        {
            return false;
        }

        var (table, counter) = bus switch
        {
            Bus.Range => (Rv32Circuit.Range, RangeTable.EntryOf(m[0], m[1])),
            Bus.BytePair => (Rv32Circuit.Bytes, ByteTable.CounterOf(0, m[0], m[1])),
            Bus.And => (Rv32Circuit.Bytes, ByteTable.CounterOf(1, m[0], m[1])),
            Bus.Small => (Rv32Circuit.Small, SmallTable.EntryOf(m[0], m[1], m[2])),
            _ => (Rv32Circuit.Program, -1),
        };
        table = WitnessChecks.Present(w.Heights, table);
        var (row, column) = counter >= 0 ? Rv32Circuit.Lookup(table).Place(counter) : (ProgramRow(w, m[0]), 0);
        ref var count = ref w.Main(table).Column(column)[row];
        count = (Fp.FromRawUnchecked(count) + Fp.FromInt64(missing)).Raw;
        return true;
    }

    private static int ProgramRow(WitnessChecks w, uint pc)
    {
        var pcs = w.Fixed(Rv32Circuit.Program)!.Column(0);
        return pcs.IndexOf(Fp.FromUInt32(pc).Raw);
    }
}
