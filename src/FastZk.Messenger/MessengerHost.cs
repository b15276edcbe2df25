using System.Text;

namespace FastZk.Messenger;

/// <summary>What surrounds the tool: streams, whether standard output is a terminal, and the token that Ctrl+C cancels. Tests bring their own.</summary>
internal sealed record MessengerHost(TextReader In, TextWriter Out, TextWriter Error, bool IsTerminal, CancellationToken Cancellation)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The host of a process.</summary>
    public static MessengerHost ForProcess(CancellationToken cancellation)
    {
        var able = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") || OperatingSystem.IsWindows();
        return new(new StreamReader(Console.OpenStandardInput(), Utf8), Writer(Console.OpenStandardOutput()), Writer(Console.OpenStandardError()),
            able && !Console.IsOutputRedirected, cancellation);
    }

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true, NewLine = "\n" };
}
