using System.Text;

namespace FastZk.Bench.Common;

/// <summary>A Markdown table.</summary>
internal sealed class Table(params string[] head)
{
    private readonly StringBuilder _text = new StringBuilder().AppendLine("| " + string.Join(" | ", head) + " |").AppendLine("|" + string.Concat(head.Select(_ => " --- |")));

    public void Row(params IEnumerable<string> cells) => _text.AppendLine("| " + string.Join(" | ", cells) + " |");

    public override string ToString() => _text.ToString();
}
