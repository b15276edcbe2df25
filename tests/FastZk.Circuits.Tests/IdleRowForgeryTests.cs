using FastZk.Field;
using FastZk.Stark.Air;
using FastZk.Vm;

namespace FastZk.Circuits.Tests;

/// <summary>
/// S06: what a row that is not in use could do to memory. For each constraint that keeps such a row from changing a tuple there is a whole witness that it alone
/// refuses: the row takes the last tuple of some word or register and puts back another, with which the boundary table then ends.
/// </summary>
public class IdleRowForgeryTests
{
    private const int Tries = 400;

    /// <summary>What no run here ends with; <see cref="PairRuleTests"/> shows that these are needed all the same, Multiply256DecisionTests those of that table.</summary>
    private static readonly string[] NotAtTheEnd =
    [
        // a7 and a0 end with what the exit leaves there: a7 is not 0, a0 is.
        "ecall.idle.2", "sha256_call.idle.0", "sha256_call.idle.4", "sha256_call.idle.5", "keccak_call.idle.0", "keccak_call.idle.4", "keccak_call.idle.5",
        // A word that nobody touched, with a low limb of 0.
        "boundary.idle.2",
    ];

    private static readonly string[] Last = ["key", "time", "final0", "final1"];

    [Fact]
    public void S06_EachConstraintOnUnusedAccessesAloneRefusesAFalseEnd()
    {
        var open = Rv32Circuit.System.Tables.Where(t => t.Instance == 0 && t.Id != Rv32Circuit.Multiply256).SelectMany(t => Accesses(t.Id).Keys).ToHashSet();
        foreach (var (elf, input, _) in EdgePrograms.All.Values)
        {
            using var w = new WitnessChecks(ElfImage.Load(elf), input);
            foreach (var table in w.Witness.Tables.Select(t => t.Table).Where(t => w.Rows[t] < w.ActiveRows(t)))
            {
                Forge(w, table, open);
            }
        }

        Assert.Equal(NotAtTheEnd.Order(), open.Order());
    }

    /// <summary>The constraints of a table on rows not in use, with the accesses to memory that each keeps from changing a tuple.</summary>
    private static Dictionary<string, TuplePair[]> Accesses(int table)
    {
        var text = TableText.Of(table);
        return Enumerable.Range(0, text.Table.Constraints.Count).Where(i => text.Table.Constraints[i].Name == "idle")
            .Select(i => (Name: text.NameOf(i), Pairs: text.Table.Pairs.Where(p => p.Bus == Bus.Memory && Keeps(text.Table.Constraints[i].Value, p)).ToArray()))
            .Where(x => x.Pairs.Length > 0).ToDictionary(x => x.Name, x => x.Pairs);
    }

    // Whether a constraint is (1 - used)·(an entry's difference but for what is multiplied by used).
    private static bool Keeps(Expression constraint, TuplePair pair) => pair.Produced.Zip(pair.Consumed).Any(e =>
    {
        var idle = SparsePolynomial.Of((1 - pair.Used) * (e.First - e.Second));
        var step = SparsePolynomial.Of(pair.Used * (1 - pair.Used));
        var rest = SparsePolynomial.Of(constraint).Minus(idle);
        return rest.IsZero || step.Terms.Keys.Max() is var k && rest.Terms.TryGetValue(k, out var c) && rest.Minus(step.Scaled(c * step.Terms[k].Inverse())).IsZero;
    });

    private static void Forge(WitnessChecks w, int table, HashSet<string> open)
    {
        var text = TableText.Of(table);
        var random = new Random(table);
        var solver = new RowSolver(table, Providers.Of(w), random);
        var isFirst = true;
        foreach (var (name, pairs) in Accesses(table).Where(a => open.Contains(a.Key)))
        {
            for (var k = 0; k < Tries && open.Contains(name); k++)
            {
                var pair = pairs[k % pairs.Length];
                var end = pair.Consumed[0].Kind == ExpressionKind.Constant ? EndOf(w, pair.Consumed[0].Value.ToUInt32()) : random.Next(w.Rows[Rv32Circuit.Boundary]);
                var row = w.Row(table, w.Rows[table]);
                if (!Spoil(w, text, row, pair, end, solver, name, random))
                {
                    continue;
                }

                open.Remove(name);
                if (isFirst)
                {
                    AssertAlone(w, table, row, pair, end);
                    isFirst = false;
                }
            }
        }
    }

    private static int EndOf(WitnessChecks w, uint key) => Enumerable.Range(0, w.Rows[Rv32Circuit.Boundary]).Single(r => w.Get(Rv32Circuit.Boundary, r, "key") == key);

    // A row not in use that takes the end of a word's chain and puts back another, breaks only that constraint, and does nothing else.
    private static bool Spoil(WitnessChecks w, TableText text, Fp[] row, TuplePair pair, int end, RowSolver solver, string name, Random random)
    {
        var last = Last.Select(c => Fp.FromUInt32(w.Get(Rv32Circuit.Boundary, end, c))).ToArray();
        var locked = text.Table.Pairs.SelectMany(p => AffineForm.Of(p.Used, row.Length).Terms.Select(t => t.Key)).ToHashSet();
        for (var k = 0; k < last.Length; k++)
        {
            var missing = last[k] - TableText.Value(pair.Consumed[k], row, null, []);
            var free = AffineForm.Of(pair.Consumed[k], row.Length).Terms.Where(t => !locked.Contains(t.Key)).ToArray();
            if (free.Length > 0)
            {
                var (column, weight) = free[random.Next(free.Length)];
                row[column] += missing * weight.Inverse();
                locked.UnionWith(free.Select(t => t.Key));
            }
            else if (missing != Fp.Zero)
            {
                return false;
            }
        }

        var others = solver.Reads(name).Where(c => !locked.Contains(c)).ToArray();
        if (others.Length > 0)
        {
            row[others[random.Next(others.Length)]] += Fp.One;
        }

        return solver.Repair(row, locked, name) && text.Tuples(row, []) is [(var taken, -1, _), (var put, 1, _)] && taken == BusTuple.Of(Bus.Memory, last)
            && put[0] == taken[0];
    }

    private static void AssertAlone(WitnessChecks w, int table, Fp[] row, TuplePair pair, int end)
    {
        var honest = w.Row(table, w.Rows[table]);
        var columns = Last[1..];
        var before = columns.Select(c => w.Get(Rv32Circuit.Boundary, end, c)).ToArray();
        Put(row);
        for (var k = 0; k < columns.Length; k++)
        {
            w.Set(Rv32Circuit.Boundary, end, columns[k], TableText.Value(pair.Produced[k + 1], row, null, []).ToUInt32());
        }

        Assert.Equal([(Rv32Circuit.System.Tables[table].Name, "idle")], w.Violations().Select(v => (v.Table, v.Constraint)));
        Assert.Empty(w.Imbalances());
        Put(honest);
        for (var k = 0; k < columns.Length; k++)
        {
            w.Set(Rv32Circuit.Boundary, end, columns[k], before[k]);
        }

        void Put(Fp[] cells)
        {
            for (var c = 0; c < cells.Length; c++)
            {
                w.Main(table).Column(c)[w.Rows[table]] = cells[c].Raw;
            }
        }
    }
}
