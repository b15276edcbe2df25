using FastZk.Field;

namespace FastZk.Circuits.Tests;

/// <summary>Judges single forged rows of a witness whose other rows stay: fast enough for very many forgeries.</summary>
internal sealed class RowProbe(WitnessChecks w)
{
    private readonly Func<BusTuple, bool> _provided = Providers.Of(w);

    /// <summary>
    /// What notices that a row was replaced in an otherwise valid witness: a constraint of the row or of its neighbours, a lookup without an entry, or a bus
    /// that does not balance any more; null when nothing does.
    /// </summary>
    public string? Caught(int table, int row, Fp[] forged)
    {
        var text = TableText.Of(table);
        var fixedNow = w.FixedRow(table, row);
        var last = row + 1 >= w.ActiveRows(table);
        if (text.Broken(forged, last ? null : w.Row(table, row + 1), fixedNow) is { } broken)
        {
            return broken;
        }

        if (row == 0 && text.BrokenAsFirst(forged) is { } first)
        {
            return first;
        }

        if (row > 0 && text.Broken(w.Row(table, row - 1), forged, w.FixedRow(table, row - 1)) is { } before)
        {
            return before + " of the row before";
        }

        return Difference(text.Tuples(w.Row(table, row), fixedNow), text.Tuples(forged, fixedNow));
    }

    /// <summary>Why a row cannot stand by itself: a constraint, or a lookup without an entry. Permutation buses are not looked at.</summary>
    public string? Rejected(int table, int row, Fp[] forged)
    {
        var text = TableText.Of(table);
        var fixedNow = w.FixedRow(table, row);
        if (text.Broken(forged, null, fixedNow) is { } broken)
        {
            return broken;
        }

        foreach (var (tuple, _, isSend) in text.Tuples(forged, fixedNow))
        {
            if (!isSend && Providers.IsLookup(tuple.Bus) && !_provided(tuple))
            {
                return tuple.ToString();
            }
        }

        return null;
    }

    private string? Difference(List<(BusTuple Tuple, long Net, bool IsSend)> before, List<(BusTuple Tuple, long Net, bool IsSend)> after)
    {
        var net = new Dictionary<(BusTuple, bool), long>();
        foreach (var (t, n, isSend) in after)
        {
            net[(t, isSend)] = net.GetValueOrDefault((t, isSend)) + n;
        }

        foreach (var (t, n, isSend) in before)
        {
            net[(t, isSend)] = net.GetValueOrDefault((t, isSend)) - n;
        }

        foreach (var ((t, isSend), n) in net)
        {
            // The counts of lookups are the prover's to adapt, where there is an entry; changed counts alone do not balance.
            if (n != 0 && (isSend || !Providers.IsLookup(t.Bus) || !_provided(t)) && (Providers.IsLookup(t.Bus) || n + net.GetValueOrDefault((t, !isSend)) != 0))
            {
                return t.ToString();
            }
        }

        return null;
    }
}
