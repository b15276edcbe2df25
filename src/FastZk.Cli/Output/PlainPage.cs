namespace FastZk.Cli.Output;

/// <summary>Plain text, columns aligned with spaces.</summary>
internal sealed class PlainPage(TextWriter writer) : Page
{
    public override void Heading(string text) => writer.Write($"\n{text}\n");

    public override void Line(string text) => writer.Write(text + "\n");

    public override void Verdict(bool good, string text) => writer.Write($"{(good ? "ok    " : "FAILED")} {text}\n");

    public override void Facts(params (string Name, string Value)[] facts)
    {
        var width = facts.Max(f => f.Name.Length);
        foreach (var (name, value) in facts)
        {
            writer.Write($"{name.PadRight(width)}  {value}\n");
        }
    }

    public override void Table(string title, string[] headers, IEnumerable<string[]> rows)
    {
        string[][] all = [headers, .. rows];
        var widths = headers.Select((_, c) => all.Max(r => r[c].Length)).ToArray();
        Heading(title);
        foreach (var row in all)
        {
            writer.Write(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd() + "\n");
        }
    }

    public override void Shares(string title, IReadOnlyList<(string Name, long Amount)> shares)
    {
        var sum = Math.Max(1, shares.Sum(s => s.Amount));
        Table(title, ["part", "bytes", "share"], shares.Select(s => new[] { s.Name, Text.Count(s.Amount), Text.Number(100.0 * s.Amount / sum, "0.0") + " %" }));
    }
}
