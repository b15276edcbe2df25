namespace FastZk.Soundness.Tests.Report;

/// <summary>The seeds from <paramref name="From"/> up to, and without, <paramref name="To"/>.</summary>
internal readonly record struct SeedRange(ulong From, ulong To)
{
    /// <summary>The ranges joined: disjoint, in order, none empty, none adjacent.</summary>
    public static List<SeedRange> Union(IEnumerable<SeedRange> ranges)
    {
        var all = new List<SeedRange>();
        foreach (var r in ranges.Where(r => r.From < r.To).OrderBy(r => r.From))
        {
            if (all.Count > 0 && r.From <= all[^1].To)
            {
                all[^1] = new(all[^1].From, Math.Max(all[^1].To, r.To));
            }
            else
            {
                all.Add(r);
            }
        }

        return all;
    }

    /// <summary>The first piece of [from, …) that the ranges, as <see cref="Union"/> makes them, leave out, at most <paramref name="length"/> long.</summary>
    public static SeedRange Gap(IReadOnlyList<SeedRange> ranges, ulong from, ulong length)
    {
        foreach (var r in ranges)
        {
            if (from < r.From)
            {
                return new(from, Math.Min(from + length, r.From));
            }

            from = Math.Max(from, r.To);
        }

        return new(from, from + length);
    }
}
