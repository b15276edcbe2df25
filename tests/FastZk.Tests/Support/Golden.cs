namespace FastZk.Tests;

/// <summary>
/// Values that change only with the circuit, the protocol or the guests, and then must be renewed here, all in one place. A failing test prints the new ones.
/// </summary>
internal static class Golden
{
    /// <summary>SHA-256 of the receipt of key_ownership with input 0..63 and seed 0..31, by profile: the same for every number of threads and every instruction set.</summary>
    public static readonly IReadOnlyDictionary<string, string> SeededReceipts = new Dictionary<string, string>
    {
        ["fast"] = "",
        ["compact"] = "",
    };

    /// <summary>ImageIds of the prebuilt guests.</summary>
    public static readonly IReadOnlyDictionary<string, string> ImageIds = new Dictionary<string, string>
    {
        ["fault"] = "",
        ["fibonacci"] = "",
        ["key_ownership"] = "",
        ["mixed"] = "",
        ["sha256_stream"] = "",
        ["sort"] = "",
    };
}
