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

    /// <summary>What may decide no row alone: it follows from others, or the search is too simple for it.</summary>
    private static readonly Dictionary<string, string> Implied = new()
    {
        ["branch_eq.equal"] = "a = b: equal = is_real; a ≠ b: equal·(a - b) = 0",
        ["div.b_is_zero"] = "b = 0: it is is_real; b ≠ 0: b_is_zero·b = 0",
        ["div.zero_b0"] = "a quotient of 2^32 - 1 overflows for every |b| > 1, and is right for |b| = 1, a = 2^32 - 1",
        ["div.zero_b1"] = "as zero_b0",
        ["div.sign_a"] = "a sign that is a fraction fits Range(a1 - 2^15·sign, 15), but |a| = a and a + |a| = 0 mod 2^32 at once only for a = 0 and 2^31: too rare to be found",
        ["div.sign_b"] = "as sign_a",
        ["div[3]"] = "|a| is the sum in column 1, which is below 2^27, and a1 + |a|1 + carry is 0 or 2^16",
        ["input.is_real"] = "moved·(1 - is_real) = 0, and no run of bytes in the mask table is empty",
        ["journal.is_real"] = "as input.is_real",
        ["load_part.sign_byte"] = "too rare to be found; see AddressForgeryTests.S09_AFractionIsNoSign",
        ["div.is_real"] = "two flags at once are hard to repair by chance; OperationCodeTests shows that only this constraint forbids them",
        ["mulh.is_real"] = "as div.is_real",
        ["shift.is_real"] = "as div.is_real",
        ["shift_imm.is_real"] = "as div.is_real",
        ["bitwise.is_real"] = "as div.is_real",
        ["bitwise_imm.is_real"] = "as div.is_real",
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

                Solve(w, table, new RowSolver(table, provided, random), undecided, decisive, random);
            }
        }

        output.WriteLine($"{all} constraints and lookups, {decisive.Count} decisive; not: {string.Join(", ", undecided.Order())}");
        Assert.Empty(undecided.Except(Implied.Keys));
    }

    // What blind changes did not decide: a cell is spoiled and all else repaired.
    private static void Solve(WitnessChecks w, int table, RowSolver solver, HashSet<string> undecided, HashSet<string> decisive, Random random)
    {
        foreach (var name in solver.Rules.Where(r => undecided.Contains(r) && !Implied.ContainsKey(r)).ToArray())
        {
            var columns = solver.Reads(name);
            for (var k = 0; k < 40_000 && undecided.Contains(name); k++)
            {
                var row = w.Row(table, random.Next(w.Rows[table]));
                var column = k % 4 < 2 ? columns[random.Next(columns.Length)] : random.Next(row.Length);
                row[column] += Fp.FromInt64(Deltas[random.Next(Deltas.Length)]);
                if (solver.Repair(row, k % 2 == 0 ? [column] : [], name))
                {
                    undecided.Remove(name);
                    decisive.Add(name);
                }
            }
        }
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
