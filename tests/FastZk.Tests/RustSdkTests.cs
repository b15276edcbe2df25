using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FastZk.Tests;

/// <summary>How programs in Rust end: exit codes, what a panic logs, and that a run that panicked has a proof of just that. The guest rust_sdk tries out the heap by itself.</summary>
public sealed partial class RustSdkTests
{
    // As cargo names it, from its workspace on.
    private const string Workspace = "native/guests";
    private const string Source = "rust_sdk/rust/src/main.rs";

    // Of messages, those that are no format are logged; that of expect is one.
    [Theory]
    [InlineData(1, "panic: on purpose", "panic!(\"on purpose\")")]
    [InlineData(2, "panic", "panic!(\"number {}\"")]
    [InlineData(3, "panic", "[1u32, 2, 3][black_box(b) as usize]")]
    [InlineData(4, "panic", ".expect(\"something\")")]
    public void APanicLogsItsPlaceAndExitsWith101(int input, string message, string code)
    {
        var (exitCode, log) = Run((byte)input);
        Assert.Equal(101u, exitCode);
        var match = Line().Match(log);
        Assert.True(match.Success, log);
        Assert.Equal((message, Source), (match.Groups["message"].Value, match.Groups["file"].Value));
        // The place is where that code stands.
        var line = File.ReadAllLines(Path.Combine(Root(), Workspace, Source))[Number(match, "line") - 1];
        Assert.Contains(code, line);
        Assert.InRange(line.IndexOf(code, StringComparison.Ordinal) + 1, 1, Number(match, "column"));
        Assert.InRange(Number(match, "column"), 1, line.Length);
    }

    [Fact]
    public void AnExhaustedHeapIsAPanicToo()
    {
        var (exitCode, log) = Run(5);
        Assert.Equal(101u, exitCode);
        Assert.StartsWith("panic", log);
        Assert.EndsWith("\n", log);
    }

    [Theory]
    [InlineData(0, 0u)]
    [InlineData(6, 66u)]
    [InlineData(7, 7u)]
    [InlineData(255, 255u)]
    public void OtherEndsLogNothing(int input, uint exitCode) => Assert.Equal((exitCode, ""), Run((byte)input));

    [Fact]
    public void APanicCanBeProvenAndIsNoSuccess()
    {
        using var program = Guests.Load("rust_sdk");
        using var prover = new Prover(new() { Threads = 2 });
        var receipt = prover.Prove(program, [1]);
        Assert.Equal([1, 0, 0, 0], receipt.Journal.ToArray());
        Assert.True(Verifier.Verify(receipt, program.ImageId, exitCode: 101).IsAccepted);
        Assert.False(Verifier.Verify(receipt, program.ImageId).IsAccepted);
    }

    /// <summary>The project that users copy, as it stands there.</summary>
    [Fact]
    public void TheTemplateProvesAFactorisation()
    {
        using var program = Guests.Load("template_rust");
        using var prover = new Prover(new() { Threads = 2 });
        var receipt = prover.Prove(program, Guests.Words(641, 6_700_417));
        Assert.Equal(4_294_967_297uL, BitConverter.ToUInt64(receipt.Journal.Span));
        Assert.True(Verifier.Verify(receipt, program.ImageId).IsAccepted);
        Assert.Equal(2u, prover.Execute(program, Guests.Words(1, 5)).ExitCode);
    }

    private static (uint ExitCode, string Log) Run(byte input)
    {
        var log = new StringBuilder();
        using var program = Guests.Load("rust_sdk");
        using var prover = new Prover(new() { Threads = 1, Console = (_, bytes) => log.Append(Encoding.UTF8.GetString(bytes.Span)) });
        var result = prover.Execute(program, [input]);
        Assert.Equal(Guests.Words(input), result.Journal[..4]);
        return (result.ExitCode, log.ToString());
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string Root()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "FastZk.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: no folder above holds FastZk.sln.");
    }

    [GeneratedRegex(@"^(?<message>panic.*) at (?<file>[^ ]+):(?<line>\d+):(?<column>\d+)\n$")]
    private static partial Regex Line();
}
