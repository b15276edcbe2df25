using Spectre.Console;

namespace FastZk.Cli.Output;

/// <summary>Tables, colours and bars on a terminal.</summary>
internal sealed class TerminalPage(IAnsiConsole console) : Page
{
    /// <summary>A page on a writer that leads to a terminal.</summary>
    public static TerminalPage On(TextWriter writer) => new(ConsoleOn(writer));

    /// <summary>A console on a writer that leads to a terminal; it asks the terminal for its width only.</summary>
    public static IAnsiConsole ConsoleOn(TextWriter writer) => AnsiConsole.Create(new()
    {
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });

    public override void Heading(string text)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold aqua]{Markup.Escape(text)}[/]") { Justification = Justify.Left, Style = Style.Parse("grey") });
    }

    public override void Line(string text) => console.MarkupLine(Markup.Escape(text));

    public override void Verdict(bool good, string text) =>
        console.MarkupLine($"{(good ? "[green]✔[/]" : "[bold red]✘ FAILED[/]")} {Markup.Escape(text)}");

    public override void Facts(params (string Name, string Value)[] facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
        {
            grid.AddRow($"[grey]{Markup.Escape(name)}[/]", Markup.Escape(value));
        }

        console.Write(grid);
    }

    public override void Table(string title, string[] headers, IEnumerable<string[]> rows)
    {
        var table = NewTable(headers);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        Heading(title);
        console.Write(table);
    }

    public override void Shares(string title, IReadOnlyList<(string Name, long Amount)> shares)
    {
        const int longest = 30;
        var sum = Math.Max(1, shares.Sum(s => s.Amount));
        var most = Math.Max(1, shares.Max(s => s.Amount));
        var table = NewTable(["part", "bytes", "share", " "]);
        table.Columns[3].LeftAligned();
        foreach (var (name, amount) in shares)
        {
            var bar = new string('█', (int)((longest * amount + most / 2) / most));
            table.AddRow(Markup.Escape(name), Text.Count(amount), Text.Number(100.0 * amount / sum, "0.0") + " %", $"[aqua]{bar}[/]");
        }

        Heading(title);
        console.Write(table);
    }

    private static Table NewTable(string[] headers)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = Style.Parse("grey") };
        foreach (var (i, header) in headers.Index())
        {
            var column = new TableColumn($"[grey]{Markup.Escape(header)}[/]");
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }
}
