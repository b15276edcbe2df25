namespace FastZk.Cli.Output;

/// <summary>What a command shows to people. One implementation for terminals, one for files, pipes and logs.</summary>
internal abstract class Page
{
    /// <summary>A title.</summary>
    public abstract void Heading(string text);

    /// <summary>A paragraph of one line.</summary>
    public abstract void Line(string text);

    /// <summary>A line that says that something is as it should be, or not.</summary>
    public abstract void Verdict(bool good, string text);

    /// <summary>Names and values.</summary>
    public abstract void Facts(params (string Name, string Value)[] facts);

    /// <summary>A table; columns behind the first are numbers.</summary>
    public abstract void Table(string title, string[] headers, IEnumerable<string[]> rows);

    /// <summary>Shares of a whole.</summary>
    public abstract void Shares(string title, IReadOnlyList<(string Name, long Amount)> shares);
}
