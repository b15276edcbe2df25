using System.Text;
using FastZk.Cli.Output;

namespace FastZk.Cli;

/// <summary>What surrounds the tool: streams, whether they are a terminal, and the token that Ctrl+C cancels. Tests bring their own.</summary>
internal sealed class CliHost
{
    public CliHost(Stream input, Stream output, Stream error, CancellationToken cancellation)
    {
        (InputStream, OutputStream, ErrorStream, Cancellation) = (input, output, error, cancellation);
        Out = Writer(output);
        Error = Writer(error);
    }

    public Stream InputStream { get; }
    public Stream OutputStream { get; }
    public Stream ErrorStream { get; }

    /// <summary>Text on <see cref="OutputStream"/>; nothing is held back.</summary>
    public TextWriter Out { get; }

    /// <summary>Text on <see cref="ErrorStream"/>; nothing is held back.</summary>
    public TextWriter Error { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Standard output is a terminal: pictures and colours.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Standard error is a terminal: progress bars.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The host of a process.</summary>
    public static CliHost ForProcess(CancellationToken cancellation)
    {
        var able = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") || OperatingSystem.IsWindows();
        return new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError(), cancellation)
        {
            OutputIsTerminal = able && !Console.IsOutputRedirected,
            ErrorIsTerminal = able && !Console.IsErrorRedirected,
        };
    }

    /// <summary>A page on standard output: pictures on a terminal, else plain text.</summary>
    public Page NewPage() => OutputIsTerminal ? TerminalPage.On(Out) : new PlainPage(Out);

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
}
