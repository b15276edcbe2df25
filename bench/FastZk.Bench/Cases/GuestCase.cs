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
        new("key_ownership_rust", "key_ownership_rust", [.. Enumerable.Range(0, 64).Select(i => (byte)i)], IsSmall: true),
        new("ecdsa_verify", "ecdsa_verify", EcdsaVerification(), IsSmall: true),
        new("sha256_digest-1kib", "sha256_digest", new byte[1 << 10], IsSmall: true),
        new("keccak256_digest-1kib", "keccak256_digest", new byte[1 << 10], IsSmall: true),
        new("sha256_digest-1mib", "sha256_digest", new byte[1 << 20]),
        new("keccak256_digest-256kib", "keccak256_digest", new byte[1 << 18]),
    ];

    public static GuestCase Of(string name) =>
        All.SingleOrDefault(c => c.Name == name) ?? throw new ArgumentException($"There is no case {name}; the cases are {string.Join(", ", All.Select(c => c.Name))}.");

    /// <summary>The profiles it is measured with unless others are asked for: Compact is meant for small programs.</summary>
    public IEnumerable<Profile> Profiles => Name.StartsWith("key_ownership", StringComparison.Ordinal) ? Profile.All : [Profile.Fast];

    public byte[] Elf() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "guests", Guest + ".elf"));

    // The first vector of the guest: secp256k1, public key, signature, message.
    private static byte[] EcdsaVerification() => Convert.FromHexString(
        "000000009ed047bd483a8b21172f718e8a06233b50916e76f1ff64dc4b0b8d565b80920d4715d1d84574e4c8a881aafb11f341d8917279990099d51b6da33a5f7e90dabc"
        + "ef223c578b77ceabdc7121f0f0c95127210a9f6548e44669ee29e714be9d59685094d1bc98592e6ab99716d00359f73706dfcb833d4a18e340852c5c7bf0ec1f09000000"
        + "61206d657373616765");

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
