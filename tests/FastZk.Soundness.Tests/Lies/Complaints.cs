using FastZk.Circuits;
using FastZk.Circuits.Tests;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>All that is wrong with forged rows, in words.</summary>
internal sealed class Complaints
{
    private readonly Dictionary<BusTuple, long> _net = [];
    private (int Table, int Row) _at;

    /// <summary>Broken constraints, and lookups without an entry, by table and row.</summary>
    public List<(int Table, int Row, string Rule)> Rules { get; } = [];

    /// <summary>Tuples of permutation buses that do not cancel.</summary>
    public List<BusTuple> Tuples => [.. _net.Where(p => p.Value != 0).Select(p => p.Key)];

    /// <summary>Everything, in words.</summary>
    public IEnumerable<string> All => Rules.Select(r => $"{Rv32Circuit.System.Tables[r.Table].Name}[{r.Row}]: {r.Rule}").Concat(Tuples.Select(t => t.ToString()));

    public Complaints At(int table, int row)
    {
        _at = (table, row);
        return this;
    }

    public void Rule(string rule) => Rules.Add((_at.Table, _at.Row, rule));

    public void Count(int bus, ReadOnlySpan<uint> m, long net)
    {
        var t = BusTuple.Of(bus, m);
        _net[t] = _net.GetValueOrDefault(t) + net;
    }
}
