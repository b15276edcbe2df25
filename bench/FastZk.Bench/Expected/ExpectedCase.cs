namespace FastZk.Bench.Expected;

/// <summary>The figures of one case in one profile that no clock decides.</summary>
/// <param name="Figures">by name; see <see cref="ExpectedFigures"/>.</param>
/// <param name="Tables">rows in use and height of each table that is present, by name.</param>
internal sealed record ExpectedCase(SortedDictionary<string, double> Figures, SortedDictionary<string, string> Tables);
