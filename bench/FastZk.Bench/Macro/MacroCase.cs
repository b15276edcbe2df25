using FastZk.Stark.Security;

namespace FastZk.Bench.Macro;

/// <summary>One guest with one input.</summary>
/// <param name="Name">unique name.</param>
/// <param name="Guest">prebuilt guest.</param>
/// <param name="Input">private input.</param>
internal sealed record MacroCase(string Name, string Guest, byte[] Input)
{
    /// <summary>The cases of the report. The large ones are about 2^20 cycles each.</summary>
    public static IReadOnlyList<MacroCase> All { get; } =
    [
        new("key_ownership", "key_ownership", [.. Enumerable.Range(0, 64).Select(i => (byte)i)]),
        new("fibonacci-4m", "fibonacci", Words(699_000)),
        new("fibonacci-1m", "fibonacci", Words(174_750)),
        new("sort-1m", "sort", Words(11_000, 1)),
        new("sha256_stream-1m", "sha256_stream", new byte[17_152]),
        new("mixed-1m", "mixed", Words(1, 11_840)),
    ];

    /// <summary>Compact is meant for small programs; the large cases are measured with it only when asked for.</summary>
    public bool IsDefaultFor(Profile profile) => profile == Profile.Fast || Name == "key_ownership";

    public byte[] Elf() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", Guest + ".elf"));

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
