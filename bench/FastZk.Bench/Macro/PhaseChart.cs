using System.Globalization;

namespace FastZk.Bench.Macro;

/// <summary>Stacked bars: what a committed cell costs, phase by phase. Per cell, so that short and long runs fit one picture.</summary>
internal static class PhaseChart
{
    private const int Left = 250, Width = 640, Bar = 22, LegendColumns = 4;

    public static string Svg(IReadOnlyList<MacroResult> results)
    {
        var phases = results.SelectMany(r => r.Phases.Select(p => p.Phase)).Distinct().ToList();
        var longest = results.Max(r => r.Phases.Sum(p => Nanoseconds(r, p)));
        var page = new SvgPage(Left + Width + 110, 40 + Bar * results.Count + 20 * ((phases.Count + LegendColumns - 1) / LegendColumns));
        for (var i = 0; i < results.Count; i++)
        {
            var r = results[i];
            var y = 10 + i * Bar;
            page.Text(Left - 6, y + 14, r.Key, "end");
            double x = Left;
            foreach (var p in r.Phases)
            {
                var w = Nanoseconds(r, p) / longest * Width;
                page.Box(x, y, w, Bar - 4, SvgPage.Colour(phases.IndexOf(p.Phase)), string.Create(CultureInfo.InvariantCulture, $"{p.Phase}: {Nanoseconds(r, p):f2} ns a cell, {1000 * p.Seconds.Median:f1} ms"));
                x += w;
            }

            page.Text(x + 6, y + 14, string.Create(CultureInfo.InvariantCulture, $"{r.Phases.Sum(p => Nanoseconds(r, p)):f1} ns a cell"));
        }

        for (var k = 0; k < phases.Count; k++)
        {
            var x = Left + k % LegendColumns * 170;
            var y = 24 + Bar * results.Count + 20 * (k / LegendColumns);
            page.Box(x, y, 12, 12, SvgPage.Colour(k));
            page.Text(x + 17, y + 11, phases[k]);
        }

        return page.ToString();
    }

    private static double Nanoseconds(MacroResult r, PhaseSample p) => 1e9 * p.Seconds.Median / r.Cells;
}
