namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>Pearson's test of counts that should be equal.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// Probability that equal chances give counts at least as uneven; 1 where there are fewer than five expected a cell, for which the approximation is none.
    /// The number of cells is odd, so that the degrees of freedom are even and the distribution has a closed form: e^-y·Σ y^i/i!, i &lt; df/2, y = χ²/2.
    /// </summary>
    public static double Probability(ReadOnlySpan<int> counts)
    {
        if (counts.Length % 2 == 0)
        {
            throw new ArgumentException("The number of cells must be odd.", nameof(counts));
        }

        long total = 0;
        foreach (var c in counts)
        {
            total += c;
        }

        var mean = (double)total / counts.Length;
        if (mean < 5)
        {
            return 1;
        }

        var y = 0.0;
        foreach (var c in counts)
        {
            y += (c - mean) * (c - mean) / (2 * mean);
        }

        // Beyond some 700 the exponential is zero; such a probability is as good as zero anyway.
        double term = Math.Exp(-y), sum = term;
        for (var i = 1; i < (counts.Length - 1) / 2; i++)
        {
            term *= y / i;
            sum += term;
        }

        return Math.Min(1, sum);
    }
}
