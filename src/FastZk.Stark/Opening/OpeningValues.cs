using FastZk.Field;

namespace FastZk.Stark.Opening;

/// <summary>The out-of-domain values of all opened columns.</summary>
internal static class OpeningValues
{
    /// <summary>Values in the order of the list.</summary>
    /// <remarks>Runs of columns of one height and point are evaluated together, so that the weights are read once for many columns.</remarks>
    public static Fp5[] Evaluate(ProverContext context, OpeningList openings, Func<int, PointEvaluator> points)
    {
        var values = new Fp5[openings.Count];
        var starts = new List<int>();
        for (var i = 0; i < openings.Count; i++)
        {
            if (i == 0 || openings[i].LogHeight != openings[i - 1].LogHeight || openings[i].Next != openings[i - 1].Next || i - starts[^1] == PointEvaluator.Batch)
            {
                starts.Add(i);
            }
        }

        context.Workers.For(starts.Count, k =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var start = starts[k];
            var end = k + 1 < starts.Count ? starts[k + 1] : openings.Count;
            Span<nint> extensions = stackalloc nint[end - start];
            for (var i = start; i < end; i++)
            {
                extensions[i - start] = openings[i].Extension;
            }

            points(openings[start].LogHeight).Evaluate(extensions, openings[start].Next, values.AsSpan(start..end));
        });
        return values;
    }
}
