using FastZk.Stark.Security;

namespace FastZk.Bench.Cases;

/// <summary>One guest with one input.</summary>
/// <param name="Name">unique name; the suffix says about how many cycles it takes.</param>
/// <param name="Guest">prebuilt guest.</param>
/// <param name="Input">private input.</param>
/// <param name="IsSmall">proven in a fraction of a second by one thread of any machine.</param>
internal sealed record GuestCase(string Name, string Guest, byte[] Input, bool IsSmall = false)
{
    public static IReadOnlyList<GuestCase> All { get; } =
    [
        new("key_ownership", "key_ownership", [.. Enumerable.Range(0, 64).Select(i => (byte)i)], IsSmall: true),
        new("fibonacci-64k", "fibonacci", Words(10_900), IsSmall: true),
        new("sort-64k", "sort", Words(870, 1), IsSmall: true),
        new("sha256_stream-64k", "sha256_stream", new byte[1_024], IsSmall: true),
        new("mixed-64k", "mixed", Words(1, 736), IsSmall: true),
        new("fibonacci-4m", "fibonacci", Words(699_000)),
        new("fibonacci-1m", "fibonacci", Words(174_750)),
        new("sort-1m", "sort", Words(11_000, 1)),
        new("sha256_stream-1m", "sha256_stream", new byte[17_152]),
        new("mixed-1m", "mixed", Words(1, 11_840)),
    ];

    public static GuestCase Of(string name) =>
        All.SingleOrDefault(c => c.Name == name) ?? throw new ArgumentException($"There is no case {name}; the cases are {string.Join(", ", All.Select(c => c.Name))}.");

    /// <summary>The profiles it is measured with unless others are asked for: Compact is meant for small programs.</summary>
    public IEnumerable<Profile> Profiles => Name == "key_ownership" ? Profile.All : [Profile.Fast];

    public byte[] Elf() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", Guest + ".elf"));

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
