using System.Globalization;
using System.Security;
using System.Text;

namespace FastZk.Bench.Macro;

/// <summary>Stacked bars: where the time of each configuration goes.</summary>
internal static class PhaseChart
{
    private static readonly string[] Colours =
    [
        "#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#edc948", "#b07aa1", "#ff9da7", "#9c755f", "#bab0ac", "#1b9e77", "#d95f02", "#7570b3", "#666666",
    ];

    public static string Svg(IReadOnlyList<MacroResult> results)
    {
        var phases = results.SelectMany(r => r.Phases.Select(p => p.Phase)).Distinct().ToList();
        var longest = results.Max(r => r.Phases.Sum(p => p.Seconds));
        const int left = 230, width = 640, bar = 22;
        var height = 30 + bar * results.Count + 20 * ((phases.Count + 3) / 4) + 20;
        var s = new StringBuilder();
        s.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{left + width + 90}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        s.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (var i = 0; i < results.Count; i++)
        {
            var r = results[i];
            var y = 10 + i * bar;
            s.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{left - 6}\" y=\"{y + 14}\" text-anchor=\"end\">{SecurityElement.Escape(r.Case)} {r.Profile} x{r.Threads}</text>");
            double x = left;
            foreach (var p in r.Phases)
            {
                var w = p.Seconds / longest * width;
                s.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{x:f1}\" y=\"{y}\" width=\"{w:f1}\" height=\"{bar - 4}\" fill=\"{Colours[phases.IndexOf(p.Phase) % Colours.Length]}\"><title>{SecurityElement.Escape(p.Phase)} {1000 * p.Seconds:f0} ms</title></rect>");
                x += w;
            }

            s.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x + 6:f1}\" y=\"{y + 14}\">{1000 * r.WarmSeconds:f0} ms</text>");
        }

        for (var k = 0; k < phases.Count; k++)
        {
            var x = left + k % 4 * 170;
            var y = 24 + bar * results.Count + 20 * (k / 4);
            s.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{Colours[k % Colours.Length]}\"/><text x=\"{x + 17}\" y=\"{y + 11}\">{SecurityElement.Escape(phases[k])}</text>");
        }

        return s.AppendLine("</svg>").ToString();
    }
}
