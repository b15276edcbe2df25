using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>What notices a change of a witness that was valid before.</summary>
internal enum Notice
{
    /// <summary>Nothing: the changed witness is as valid as the old one.</summary>
    None,

    /// <summary>Only the counts of lookups, which a malicious prover would adapt.</summary>
    Counts,

    /// <summary>A constraint, a lookup without an entry, or a bus that no count can balance.</summary>
    Constraint,
}

/// <summary>Some rows of a valid witness replaced. The others stay, so judging needs these rows and their neighbours only.</summary>
internal sealed class WitnessChange(WitnessChecks w, Func<BusTuple, bool> provided)
{
    private readonly SortedDictionary<(int Table, int Row), Fp[]> _rows = [];
    private readonly Dictionary<(int Table, int Row), Fp[]> _honest = [];

    /// <summary>A row's declared cells as they are now. Setting takes a whole row.</summary>
    public Fp[] this[int table, int row]
    {
        get => _rows.TryGetValue((table, row), out var changed) ? changed : Honest(table, row);
        set => _rows[(table, row)] = value;
    }

    /// <summary>Takes all changes back.</summary>
    public void Clear() => _rows.Clear();

    /// <summary>What notices the change.</summary>
    public Notice Judge()
    {
        if (Broken().Any())
        {
            return Notice.Constraint;
        }

        var missed = Unbalanced(out var counts);
        return missed.Count > 0 ? Notice.Constraint : counts ? Notice.Counts : Notice.None;
    }

    /// <summary>Names of all constraints and fractions that are not satisfied; counts of lookups are adapted.</summary>
    public IEnumerable<string> Complaints()
    {
        foreach (var name in Broken())
        {
            yield return name;
        }

        foreach (var tuple in Unbalanced(out _))
        {
            yield return Asker(tuple);
        }
    }

    /// <summary>A row's declared cells without any change; not to be written. Kept, since many changes are judged beside the same rows.</summary>
    public Fp[] Honest(int table, int row) => _honest.TryGetValue((table, row), out var known) ? known : _honest[(table, row)] = w.Row(table, row);

    // Broken constraints of the changed rows, and of those before them. Those that read nothing that changed hold as before.
    private IEnumerable<string> Broken()
    {
        foreach (var ((table, row), now) in _rows)
        {
            var text = TableText.Of(table);
            var next = row + 1 < w.ActiveRows(table) ? this[table, row + 1] : null;
            var before = row > 0 ? this[table, row - 1] : null;
            var fixedNow = w.FixedRow(table, row);
            var (honest, constraints) = (Honest(table, row), text.Table.Constraints);
            var changed = Enumerable.Range(0, now.Length).Where(c => now[c] != honest[c]).ToList();
            if (next is not null && _rows.ContainsKey((table, row + 1)))
            {
                var honestNext = Honest(table, row + 1);
                changed.AddRange(Enumerable.Range(0, now.Length).Where(c => next[c] != honestNext[c]));
            }

            foreach (var i in changed.SelectMany(text.Readers).Distinct().Order().ToArray())
            {
                var (_, value, isTransition) = constraints[i];
                if ((!isTransition || next is not null) && TableText.Value(value, now, next, fixedNow) != Fp.Zero
                    || isTransition && before is not null && TableText.Value(value, before, now, []) != Fp.Zero)
                {
                    yield return text.NameOf(i);
                }
            }

            for (var i = 0; row == 0 && i < text.Table.FirstConstraints.Count; i++)
            {
                if (TableText.Value(text.Table.FirstConstraints[i].Value, now, null, fixedNow) != Fp.Zero)
                {
                    yield return text.NameOfFirst(i);
                }
            }
        }
    }

    // Tuples that no count can balance; counts tells whether others needed theirs adapted.
    private List<BusTuple> Unbalanced(out bool counts)
    {
        var net = new Dictionary<(BusTuple Tuple, bool IsSend), long>();
        foreach (var ((table, row), now) in _rows)
        {
            var text = TableText.Of(table);
            var fixedNow = w.FixedRow(table, row);
            Count(net, text.Tuples(now, fixedNow), 1);
            Count(net, text.Tuples(Honest(table, row), fixedNow), -1);
        }

        counts = false;
        var missed = new List<BusTuple>();
        foreach (var ((tuple, isSend), n) in net)
        {
            if (n == 0 || n + net.GetValueOrDefault((tuple, !isSend)) == 0)
            {
                continue;
            }

            // What is looked up can be counted, where there is an entry. Counts that changed by themselves were wrong.
            if (isSend || !Providers.IsLookup(tuple.Bus) || !provided(tuple))
            {
                missed.Add(tuple);
            }
            else
            {
                counts = true;
            }
        }

        return missed;
    }

    // The fraction of a changed row that a tuple is of.
    private string Asker(BusTuple tuple)
    {
        foreach (var ((table, row), now) in _rows)
        {
            var text = TableText.Of(table);
            for (var i = 0; i < text.Interactions.Count; i++)
            {
                if (TableRules.TupleOf(text.Interactions[i], now, w.FixedRow(table, row)) == tuple)
                {
                    return text.NameOfFraction(i);
                }
            }
        }

        return tuple.ToString();
    }

    private static void Count(Dictionary<(BusTuple, bool), long> net, List<(BusTuple Tuple, long Net, bool IsSend)> tuples, int sign)
    {
        foreach (var (t, n, isSend) in tuples)
        {
            net[(t, isSend)] = net.GetValueOrDefault((t, isSend)) + sign * n;
        }
    }
}
