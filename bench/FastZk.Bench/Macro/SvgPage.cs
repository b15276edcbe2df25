using System.Globalization;
using System.Security;
using System.Text;

namespace FastZk.Bench.Macro;

/// <summary>The few elements that the pictures consist of; coordinates in pixels.</summary>
internal sealed class SvgPage
{
    public static readonly string[] Colours =
    [
        "#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#edc948", "#b07aa1", "#ff9da7", "#9c755f", "#bab0ac", "#1b9e77", "#d95f02", "#7570b3", "#666666",
    ];

    private readonly StringBuilder _text = new();

    public SvgPage(int width, int height)
    {
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
    }

    public static string Colour(int index) => Colours[index % Colours.Length];

    public void Box(double x, double y, double width, double height, string colour, string title = "") =>
        Add($"<rect x=\"{x:f1}\" y=\"{y:f1}\" width=\"{width:f1}\" height=\"{height:f1}\" fill=\"{colour}\"><title>{SecurityElement.Escape(title)}</title></rect>");

    /// <param name="x">anchor.</param>
    /// <param name="y">base line.</param>
    /// <param name="text">what to write.</param>
    /// <param name="anchor">start, middle or end.</param>
    public void Text(double x, double y, string text, string anchor = "start") =>
        Add($"<text x=\"{x:f1}\" y=\"{y:f1}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>");

    public void Line(IEnumerable<(double X, double Y)> points, string colour, double width, bool dashed = false)
    {
        var list = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:f1},{p.Y:f1}")));
        Add($"<polyline points=\"{list}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{(dashed ? " stroke-dasharray=\"4 3\"" : "")}/>");
    }

    public override string ToString() => _text + "</svg>\n";

    private void Add(FormattableString line) => _text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
