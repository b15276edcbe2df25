using FastZk.Field;
using FastZk.Vm;
using Xunit.Abstractions;

namespace FastZk.Circuits.Tests;

/// <summary>
/// S19: every constraint and every lookup is evaluated and decides something: for each there is a corrupted row that it alone notices. (Permutation buses
/// are left aside here: they notice nearly everything.)
/// </summary>
public class DecisiveConstraintTests(ITestOutputHelper output)
{
    private static readonly long[] Deltas = [1, -1, 2, -2, 256, -256, 65536, -65536, 0x8000, -0x8000, 255, 0xFF00, 1 << 14, 1 << 13, 32, -32, 5_000_011];

    /// <summary>What no row is decided by alone: each follows from others, or only guards cells that one or two changes cannot keep consistent.</summary>
    private static readonly Dictionary<string, string> Implied = new()
    {
    };

    [Fact]
    public void S19_EveryConstraintAndLookupDecidesARow()
    {
        var random = new Random(5);
        var undecided = new HashSet<string>();
        var decisive = new HashSet<string>();
        foreach (var t in Rv32Circuit.System.Tables.Where(t => t.Instance == 0 && t.Id < Rv32Circuit.Program))
        {
            undecided.UnionWith(Enumerable.Range(0, t.Table.Constraints.Count).Select(i => NameOf(t.Table, i)));
            undecided.UnionWith(Enumerable.Range(0, t.Table.Interactions.Count).Where(i => IsCheck(t.Table.Interactions[i])).Select(i => NameOfLookup(t.Table, i)));
        }

        var all = undecided.Count;
        foreach (var (elf, input, _) in EdgePrograms.All.Values)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input);
            var provided = Providers.Of(w);
            foreach (var table in w.Witness.Tables.Select(t => t.Table).Where(t => t < Rv32Circuit.Program))
            {
                var text = TableText.Of(table);
                for (var k = 0; k < 16; k++)
                {
                    var row = k < 14 ? random.Next(w.Rows[table]) : w.Rows[table] + k - 14;
                    var next = row + 1 < w.ActiveRows(table) ? w.Row(table, row + 1) : null;
                    var now = w.Row(table, row);
                    foreach (var forged in Corruptions(now, random))
                    {
                        if (Only(text, forged, next, provided) is { } name && undecided.Remove(name))
                        {
                            decisive.Add(name);
                        }
                    }
                }
            }
        }

        output.WriteLine($"{all} constraints and lookups, {decisive.Count} decisive; not: {string.Join(", ", undecided.Order())}");
        Assert.Empty(undecided.Except(Implied.Keys));
        Assert.Empty(Implied.Keys.Intersect(decisive));
    }

    private static bool IsCheck(Stark.Air.Interaction i) => !i.IsSend && Providers.IsLookup(i.Bus) && i.Bus != Bus.Program;

    private static string NameOf(Stark.Air.AirTable t, int i) => $"{t.Name}.{t.Constraints[i].Name}";

    private static string NameOfLookup(Stark.Air.AirTable t, int i) => $"{t.Name}[{i}]";

    // The name of the one constraint or lookup that a row breaks; null when it breaks none or several.
    private static string? Only(TableText text, Fp[] now, Fp[]? next, Func<BusTuple, bool> provided)
    {
        string? found = null;
        var constraints = text.Table.Constraints;
        for (var i = 0; i < constraints.Count; i++)
        {
            if ((!constraints[i].IsTransition || next is not null) && TableText.Value(constraints[i].Value, now, next, []) != Fp.Zero)
            {
                if (found is not null)
                {
                    return null;
                }

                found = NameOf(text.Table, i);
            }
        }

        var interactions = text.Table.Interactions;
        Span<Fp> message = stackalloc Fp[9];
        for (var i = 0; i < interactions.Count; i++)
        {
            if (!IsCheck(interactions[i]) || TableText.Value(interactions[i].Multiplicity, now, null, []) == Fp.Zero)
            {
                continue;
            }

            for (var k = 0; k < interactions[i].Message.Count; k++)
            {
                message[k] = TableText.Value(interactions[i].Message[k], now, null, []);
            }

            if (!provided(BusTuple.Of(interactions[i].Bus, message[..interactions[i].Message.Count])))
            {
                if (found is not null)
                {
                    return null;
                }

                found = NameOfLookup(text.Table, i);
            }
        }

        return found;
    }

    private static IEnumerable<Fp[]> Corruptions(Fp[] now, Random random)
    {
        for (var c = 0; c < now.Length; c++)
        {
            foreach (var d in Deltas)
            {
                yield return With(now, c, d);
            }
        }

        for (var k = 0; k < 2500; k++)
        {
            yield return With(With(now, random.Next(now.Length), Deltas[random.Next(Deltas.Length)]), random.Next(now.Length), Deltas[random.Next(Deltas.Length)]);
        }
    }

    private static Fp[] With(Fp[] row, int column, long delta)
    {
        var forged = (Fp[])row.Clone();
        forged[column] += Fp.FromInt64(delta);
        return forged;
    }
}
