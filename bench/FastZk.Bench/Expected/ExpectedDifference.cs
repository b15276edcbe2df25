using System.Globalization;

namespace FastZk.Bench.Expected;

/// <summary>Compares expected with found figures.</summary>
internal static class ExpectedDifference
{
    /// <summary>One line for each figure that differs. Figures of proofs that were not made are left out.</summary>
    /// <param name="name">case and profile.</param>
    /// <param name="expected">what the file says, or null when it says nothing.</param>
    /// <param name="found">what was computed.</param>
    /// <param name="proved">whether <paramref name="found"/> has the figures of a proof.</param>
    public static IEnumerable<string> Of(string name, ExpectedCase? expected, ExpectedCase found, bool proved)
    {
        if (expected is null)
        {
            yield return $"{name}: found, but not in the file";
            yield break;
        }

        foreach (var figure in expected.Figures.Keys.Union(found.Figures.Keys).Order(StringComparer.Ordinal))
        {
            if (!proved && ExpectedFigures.OfProofs.Contains(figure))
            {
                continue;
            }

            var hasExpected = expected.Figures.TryGetValue(figure, out var e);
            var hasFound = found.Figures.TryGetValue(figure, out var f);
            if (!hasExpected || !hasFound || Math.Abs(f - e) > ExpectedFigures.Tolerance(figure) * Math.Abs(e))
            {
                yield return $"{name}: {figure}: expected {(hasExpected ? Text(e) : "nothing")}, found {(hasFound ? Text(f) : "nothing")}{(hasExpected && hasFound ? Change(e, f) : "")}";
            }
        }

        foreach (var table in expected.Tables.Keys.Union(found.Tables.Keys).Order(StringComparer.Ordinal))
        {
            var e = expected.Tables.GetValueOrDefault(table, "absent");
            var f = found.Tables.GetValueOrDefault(table, "absent");
            if (e != f)
            {
                yield return $"{name}: rows of table {table}: expected {e}, found {f}";
            }
        }
    }

    private static string Text(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Change(double expected, double found) =>
        expected == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100 * (found / expected - 1):+0.00;-0.00} %)");
}
