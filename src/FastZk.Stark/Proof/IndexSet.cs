namespace FastZk.Stark.Proof;

/// <summary>Sorted sets of natural query indexes.</summary>
internal static class IndexSet
{
    /// <summary>The distinct values of index mod 2^log, ascending.</summary>
    public static int[] Reduce(ReadOnlySpan<int> indexes, int log)
    {
        var reduced = new int[indexes.Length];
        var count = Reduce(indexes, log, reduced);
        return reduced[..count];
    }

    /// <summary>As above, into target; returns how many there are. Does not allocate.</summary>
    public static int Reduce(ReadOnlySpan<int> indexes, int log, Span<int> target)
    {
        var mask = (int)((1L << log) - 1);
        for (var i = 0; i < indexes.Length; i++)
        {
            target[i] = indexes[i] & mask;
        }

        var span = target[..indexes.Length];
        span.Sort();
        var count = 0;
        foreach (var v in span)
        {
            if (count == 0 || span[count - 1] != v)
            {
                span[count++] = v;
            }
        }

        return count;
    }
}
