using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Field;
using FastZk.Stark.Air;

namespace FastZk.Soundness.Tests.Coverage;

/// <summary>
/// One fraction of a table, spoiled in every way: left out, its sign turned round, on another bus, its multiplicity doubled, each entry of its tuple moved
/// by one up and down.
/// </summary>
internal sealed class FractionMutants
{
    private const int OneUp = 4;

    private readonly Interaction _source;

    public FractionMutants(Interaction source)
    {
        _source = source;
        Left = [.. Enumerable.Range(0, OneUp + 2 * source.Message.Count)];
        All = Left.Count;
    }

    /// <summary>Mutants that nothing has noticed yet: 0 left out, 1 sign, 2 bus, 3 doubled, then the entries.</summary>
    public List<int> Left { get; }

    /// <summary>How many mutants there are.</summary>
    public int All { get; }

    /// <summary>Mutants under which an honest witness does not balance, or misses an entry.</summary>
    public int ByHonest { get; private set; }

    /// <summary>Mutants under which a row stands that only this fraction refuses.</summary>
    public int ByForged { get; private set; }

    /// <summary>Mutants under which a row does not stand that no constraint and no lookup refuses.</summary>
    public int ByValid { get; private set; }

    /// <summary>Tries the mutants that are left on rows of a witness that balances.</summary>
    public void Honest((Fp[] Main, Fp[] Fixed)[] rows, Func<BusTuple, bool> provided)
    {
        var used = rows.Select(r => (Tuple: TableRules.TupleOf(_source, r.Main, r.Fixed), Count: TableText.Value(_source.Multiplicity, r.Main, null, r.Fixed)))
            .Where(t => t.Count != Fp.Zero).ToArray();
        ByHonest += Left.RemoveAll(m => IsLookup ? used.Any(t => IsRefused(m, t.Tuple, provided)) : Moves(m, used));
    }

    /// <summary>Tries the mutants that are left on a row that this fraction alone refuses, being a lookup.</summary>
    public void Forged(Fp[] row, Func<BusTuple, bool> provided)
    {
        var tuple = TableRules.TupleOf(_source, row, []);
        ByForged += Left.RemoveAll(m => m == 0 || !IsRefused(m, tuple, provided));
    }

    /// <summary>Tries the mutants that are left on a row that nothing refuses; such rows are of runs that no program made.</summary>
    public void Valid(Fp[] row, Func<BusTuple, bool> provided)
    {
        if (Left.Count > 0 && IsLookup && TableText.Value(_source.Multiplicity, row, null, []) != Fp.Zero)
        {
            var tuple = TableRules.TupleOf(_source, row, []);
            ByValid += Left.RemoveAll(m => IsRefused(m, tuple, provided));
        }
    }

    private bool IsLookup => TableRules.IsLookup(_source);

    // A lookup is refused when there is no entry. The honest prover counts nothing but single receives; a forger's counts are free, so that a sign alone
    // refuses nothing it should not.
    private bool IsRefused(int mutant, BusTuple tuple, Func<BusTuple, bool> provided) => mutant switch
    {
        0 => false,
        1 or 3 => true,
        _ => !provided(Mutate(mutant, tuple)),
    };

    // The witness balances with the tuples as they are: with the mutant's it does exactly when the two are the same multiset.
    private bool Moves(int mutant, (BusTuple Tuple, Fp Count)[] used)
    {
        var net = new Dictionary<BusTuple, Fp>();
        foreach (var (tuple, count) in used)
        {
            net[tuple] = net.GetValueOrDefault(tuple) - count;
            var other = Mutate(mutant, tuple);
            var times = mutant switch { 0 => Fp.Zero, 1 => -count, 3 => count + count, _ => count };
            net[other] = net.GetValueOrDefault(other) + times;
        }

        return net.Values.Any(n => n != Fp.Zero);
    }

    private static BusTuple Mutate(int mutant, BusTuple t)
    {
        if (mutant < OneUp)
        {
            return mutant == 2 ? t with { Bus = (t.Bus + 1) % Bus.Count } : t;
        }

        var k = (mutant - OneUp) / 2;
        return t.With(k, (Fp.FromUInt32(t[k]) + ((mutant - OneUp) % 2 == 0 ? Fp.One : -Fp.One)).ToUInt32());
    }
}
