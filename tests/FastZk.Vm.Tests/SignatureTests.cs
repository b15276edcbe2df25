using System.Text.Json;

namespace FastZk.Vm.Tests;

/// <summary>
/// The guests' routines on big numbers and signatures, in C and in Rust, by the accelerator: the vectors that native/test-crypto.sh runs in plain code.
/// </summary>
public sealed class SignatureTests
{
    // Without the accelerator one signature takes millions of cycles.
    private const long MostCycles = 100_000_000;

    private static readonly (string Name, byte[] Input, byte[] Journal)[] Vectors =
    [
        .. JsonDocument.Parse(File.ReadAllBytes(Path("vectors.json"))).RootElement.GetProperty("vectors").EnumerateArray().Select(v =>
            (Text(v, "name"), Convert.FromHexString(Text(v, "input")), Convert.FromHexString(Text(v, "journal")))),
    ];

    [Theory]
    [InlineData("signatures")]
    [InlineData("signatures_rust")]
    public void SignaturesAreJudgedAsTheirVectorsSay(string guest)
    {
        var image = ElfImage.Load(File.ReadAllBytes(Path(guest + ".elf")));
        var result = Executor.Run(image, [.. Vectors.SelectMany(v => v.Input)], new() { MaxCycles = MostCycles });
        Assert.Equal(0u, result.ExitCode);
        Assert.Equal(Vectors.Sum(v => v.Journal.Length), result.Journal.Length);
        var at = 0;
        foreach (var (name, _, journal) in Vectors)
        {
            Assert.True(result.Journal.AsSpan(at, journal.Length).SequenceEqual(journal), name);
            at += journal.Length;
        }
    }

    private static string Text(JsonElement vector, string property) => vector.GetProperty(property).GetString()!;

    private static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "signatures", name);
}
