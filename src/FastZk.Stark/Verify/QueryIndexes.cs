using FastZk.Stark.Proof;

namespace FastZk.Stark.Verify;

/// <summary>
/// The distinct query indexes modulo every power of two up to the top domain's size, ascending, and where each of the top domain's went. A view of the
/// scratch of one verification.
/// </summary>
internal readonly ref struct QueryIndexes
{
    private readonly Span<int> _sets; // level l at l·_queries
    private readonly Span<int> _places; // likewise: the place in level l of each index of the top level
    private readonly Span<int> _counts;
    private readonly int _queries;
    private readonly int _logTop;

    /// <param name="indexes">the indexes drawn.</param>
    /// <param name="logTop">log2 of the top domain's size.</param>
    /// <param name="scratch">this thread's scratch.</param>
    public QueryIndexes(scoped ReadOnlySpan<int> indexes, int logTop, VerifierScratch scratch)
    {
        _queries = indexes.Length;
        _logTop = logTop;
        var levels = logTop + 1;
        var memory = scratch.Indexes(levels * (2 * _queries + 1) + _queries);
        _counts = memory[..levels];
        _sets = memory.Slice(levels, levels * _queries);
        _places = memory.Slice(levels + levels * _queries, levels * _queries);
        var parents = memory[^_queries..];
        _counts[logTop] = IndexSet.Reduce(indexes, logTop, _sets[(logTop * _queries)..]);
        for (var i = 0; i < _counts[logTop]; i++)
        {
            _places[logTop * _queries + i] = i;
        }

        for (var log = logTop - 1; log >= 0; log--)
        {
            _counts[log] = Halve(Set(log + 1), 1 << log, _sets.Slice(log * _queries, _queries), parents);
            var places = Places(log + 1);
            for (var i = 0; i < places.Length; i++)
            {
                _places[log * _queries + i] = parents[places[i]];
            }
        }
    }

    /// <summary>The distinct values of index mod 2^log, ascending.</summary>
    public ReadOnlySpan<int> Set(int log) => _sets.Slice(log * _queries, _counts[log]);

    /// <summary>Where in <see cref="Set"/> of that level each index of the top level went.</summary>
    public ReadOnlySpan<int> Places(int log) => _places.Slice(log * _queries, _counts[_logTop]);

    // Modulo half, the lower and the upper half of a sorted set are two sorted sets: they are merged, equal ones once.
    private static int Halve(ReadOnlySpan<int> set, int half, Span<int> target, Span<int> parents)
    {
        var split = 0;
        while (split < set.Length && set[split] < half)
        {
            split++;
        }

        var (low, high, count) = (0, split, 0);
        while (low < split || high < set.Length)
        {
            var a = low < split ? set[low] : int.MaxValue;
            var b = high < set.Length ? set[high] - half : int.MaxValue;
            if (a <= b)
            {
                parents[low++] = count;
            }

            if (b <= a)
            {
                parents[high++] = count;
            }

            target[count++] = Math.Min(a, b);
        }

        return count;
    }
}
