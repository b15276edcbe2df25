using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Verify;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>
/// Counts what receipts of one run open and says what does not look like fresh, independent, uniform values. A column's values alone look uniform even where its
/// masks are missing, for every receipt is opened at other places; so receipts are compared where they happen to be opened at the same place: the witness is
/// the same, hence the difference there is a difference of masks alone.
/// </summary>
internal sealed class Uniformity
{
    private const int Bins = 17, Side = 9, Cells = Side * Side;

    // Counts by what is counted, then by column or place.
    private readonly Dictionary<string, int[][]> _counts = [];
    private readonly Dictionary<(OpenedTree, int, int), uint[]> _seen = [];
    private readonly SortedDictionary<string, int> _zeros = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _fingerprints = [];
    private readonly SortedDictionary<string, int> _repeats = new(StringComparer.Ordinal);

    /// <summary>Receipts counted.</summary>
    public int Receipts { get; private set; }

    /// <summary>Rows opened at a place where an earlier receipt was opened too.</summary>
    public int SharedPlaces { get; private set; }

    /// <summary>How many counts <see cref="Suspicions"/> judges.</summary>
    public int Judged => _counts.Values.Sum(all => all.Count(c => c.Sum() >= 5 * c.Length));

    /// <summary>Counts a receipt.</summary>
    public void Add(OpenedReceipt r)
    {
        Receipts++;
        foreach (var g in r.Groups)
        {
            AddRows(g);
        }

        AddFlat("totals", r.Totals);
        AddFlat("out-of-domain value", r.Values);
        AddFlat("final coefficient", r.Final);
        for (var k = 0; k < r.Leaves.Count; k++)
        {
            AddFlat($"FRI leaf {k}", r.Leaves[k], FriLayout.Arity * Fp5.Degree);
        }

        AddExtensions("totals", r.Totals);
        AddExtensions("out-of-domain value", r.Values);
        AddExtensions("final coefficient", r.Final);
        Span<byte> bytes = stackalloc byte[Digest.Bytes];
        foreach (var d in r.Digests)
        {
            d.CopyTo(bytes);
            Unique("digest", BitConverter.ToUInt64(bytes));
        }
    }

    /// <summary>What is too improbable: with so many counts as there are, one in a million runs has any at <paramref name="level"/> = 1e-11.</summary>
    public IReadOnlyList<string> Suspicions(double level = 1e-11)
    {
        var found = new List<string>();
        foreach (var (name, all) in _counts)
        {
            for (var i = 0; i < all.Length; i++)
            {
                if (ChiSquare.Probability(all[i]) is var p && p < level)
                {
                    found.Add($"{name} {i}: probability {p:g2} of {all[i].Sum()} values");
                }
            }
        }

        // One difference in p is zero.
        found.AddRange(_zeros.Where(z => z.Value > 2).Select(z => $"{z.Key}: equal in two receipts at {z.Value} places"));
        found.AddRange(_repeats.Select(z => $"{z.Key}: {z.Value} repeated"));
        return found;
    }

    private void AddRows(OpenedRowGroup g)
    {
        var name = $"{g.Tree} 2^{g.Log}";
        var own = Counts($"{name} column", g.Columns, Bins);
        var pair = Counts($"{name} column and the next", g.Columns, Cells);
        var differences = Counts($"{name} column, receipts subtracted,", g.Columns, Bins);
        var differencePairs = Counts($"{name} column and the next, receipts subtracted,", g.Columns, Cells);
        var salts = g.Salts.Length > 0 ? SaltCounts(name) : default;
        for (var row = 0; row < g.Places.Length; row++)
        {
            var values = g.Values.AsSpan(row * g.Columns, g.Columns);
            Unique("row", Mix(values));
            uint[]? difference = null;
            if (_seen.TryGetValue((g.Tree, g.Log, g.Places[row]), out var before))
            {
                SharedPlaces++;
                difference = new uint[g.Columns];
                for (var c = 0; c < g.Columns; c++)
                {
                    difference[c] = (Fp.FromUInt32(values[c]) - Fp.FromUInt32(before[c])).ToUInt32();
                }
            }

            for (var c = 0; c < g.Columns; c++)
            {
                own[c][Bin(values[c])]++;
                if (c + 1 < g.Columns)
                {
                    pair[c][Cell(values[c], values[c + 1])]++;
                }

                if (difference is not null)
                {
                    differences[c][Bin(difference[c])]++;
                    if (difference[c] == 0)
                    {
                        _zeros[$"{name} column {c}"] = _zeros.GetValueOrDefault($"{name} column {c}") + 1;
                    }

                    if (c + 1 < g.Columns)
                    {
                        differencePairs[c][Cell(difference[c], difference[c + 1])]++;
                    }
                }
            }

            _seen[(g.Tree, g.Log, g.Places[row])] = values.ToArray();
            if (g.Salts.Length > 0)
            {
                AddSalt(salts, g.Salts.AsSpan(row * SaltSource.Words, SaltSource.Words), values);
            }
        }
    }

    private (int[][] Own, int[][] Column, int[][] Next) SaltCounts(string name) =>
        (Counts($"{name} salt word", SaltSource.Words, Bins), Counts($"{name} salt word and a column", SaltSource.Words, Cells),
            Counts($"{name} salt word and the next", SaltSource.Words, Cells));

    private void AddSalt((int[][] Own, int[][] Column, int[][] Next) counts, ReadOnlySpan<uint> salt, ReadOnlySpan<uint> values)
    {
        Unique("salt", salt[0] | (ulong)salt[1] << 32);
        for (var w = 0; w < salt.Length; w++)
        {
            counts.Own[w][(int)((ulong)salt[w] * Bins >> 32)]++;
            // A salt shares its key with the masks: it must not go with the row that it hides, nor with its own other words.
            var cell = (int)((ulong)salt[w] * Side >> 32) * Side;
            counts.Column[w][cell + (int)(values[w % values.Length] * (long)Side / Fp.Modulus)]++;
            counts.Next[w][cell + (int)((ulong)salt[(w + 1) % salt.Length] * Side >> 32)]++;
        }
    }

    // Values that have one place in every receipt, or one in a period: by place, and all together.
    private void AddFlat(string name, uint[] values, int period = 0)
    {
        var places = period == 0 ? values.Length : period;
        var all = Counts($"{name}, all", 1, Bins)[0];
        var pairs = Counts($"{name}, neighbours", 1, Cells)[0];
        var own = Counts($"{name}, coordinate", places, Bins);
        for (var i = 0; i < values.Length; i++)
        {
            all[Bin(values[i])]++;
            own[i % places][Bin(values[i])]++;
            if (i + 1 < values.Length)
            {
                pairs[Cell(values[i], values[i + 1])]++;
            }
        }
    }

    private void AddExtensions(string name, uint[] values)
    {
        for (var i = 0; i < values.Length; i += Fp5.Degree)
        {
            Unique(name, values[i] | (ulong)values[i + 1] << 32);
        }
    }

    private void Unique(string name, ulong fingerprint)
    {
        if (!_fingerprints.Add(fingerprint))
        {
            _repeats[name] = _repeats.GetValueOrDefault(name) + 1;
        }
    }

    // Positions stand apart, so that exchanged values differ too.
    private static ulong Mix(ReadOnlySpan<uint> values)
    {
        var h = 0x9E37_79B9_7F4A_7C15UL;
        foreach (var v in values)
        {
            h = ulong.RotateLeft((h ^ v) * 0xBF58_476D_1CE4_E5B9, 29);
        }

        return h;
    }

    private static int Bin(uint value) => (int)(value * (long)Bins / Fp.Modulus);

    private static int Cell(uint a, uint b) => (int)(a * (long)Side / Fp.Modulus) * Side + (int)(b * (long)Side / Fp.Modulus);

    private int[][] Counts(string name, int places, int cells)
    {
        if (!_counts.TryGetValue(name, out var c))
        {
            _counts.Add(name, c = [.. Enumerable.Range(0, places).Select(_ => new int[cells])]);
        }

        return c;
    }
}
