using System.Globalization;

namespace FastZk.Bench.Macro;

/// <summary>Lines: speed against threads, and dashed what one thread's speed would grow to if nothing were lost.</summary>
internal static class ScalingChart
{
    private const int Left = 60, Top = 20, Width = 480, Height = 300, LegendWidth = 270;

    /// <summary>Whether some case was measured with several numbers of threads.</summary>
    public static bool IsUseful(IReadOnlyList<MacroResult> results) => Series(results).Any();

    public static string Svg(IReadOnlyList<MacroResult> results)
    {
        var series = Series(results).ToList();
        var mostThreads = series.Max(s => s.Points.Max(p => p.Threads));
        var most = 1.1 * series.Max(s => s.Points.Max(p => p.Megahertz));
        double X(double threads) => Left + threads / mostThreads * Width;
        double Y(double megahertz) => Top + Height - megahertz / most * Height;
        var page = new SvgPage(Left + Width + LegendWidth, Top + Height + 50);
        page.Line([(Left, Top), (Left, Top + Height), (Left + Width, Top + Height)], "black", 1);
        for (var t = 1; t <= mostThreads; t++)
        {
            page.Text(X(t), Top + Height + 18, t.ToString(CultureInfo.InvariantCulture), "middle");
        }

        page.Text(X(mostThreads / 2.0), Top + Height + 38, "threads", "middle");
        for (var i = 0; i <= 4; i++)
        {
            var value = most * i / 4;
            page.Text(Left - 6, Y(value) + 4, value.ToString("f2", CultureInfo.InvariantCulture), "end");
        }

        page.Text(Left, Top - 6, "MHz");
        for (var k = 0; k < series.Count; k++)
        {
            var (name, points) = series[k];
            var perThread = points[0].Megahertz / points[0].Threads;
            var end = Math.Min(mostThreads, most / perThread);
            page.Line([(X(0), Y(0)), (X(end), Y(end * perThread))], SvgPage.Colour(k), 1, dashed: true);
            page.Line(points.Select(p => (X(p.Threads), Y(p.Megahertz))), SvgPage.Colour(k), 2);
            foreach (var p in points)
            {
                page.Box(X(p.Threads) - 3, Y(p.Megahertz) - 3, 6, 6, SvgPage.Colour(k), string.Create(CultureInfo.InvariantCulture, $"{name}, {p.Threads} threads: {p.Megahertz:f3} MHz"));
            }

            page.Box(Left + Width + 20, Top + 20 * k, 12, 12, SvgPage.Colour(k));
            page.Text(Left + Width + 38, Top + 20 * k + 11, name);
        }

        return page.ToString();
    }

    private static IEnumerable<(string Name, List<(int Threads, double Megahertz)> Points)> Series(IReadOnlyList<MacroResult> results) =>
        results.GroupBy(r => $"{r.Case} {r.Profile} {r.Instructions}")
            .Select(g => (g.Key, g.Select(r => (r.Threads, r.Khz / 1000)).OrderBy(p => p.Threads).ToList()))
            .Where(s => s.Item2.Count > 1);
}
