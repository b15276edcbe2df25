namespace FastZk.Tests;

/// <summary>
/// Values that change only with the circuit, the protocol or the guests, and then must be renewed here, all in one place. A failing test prints the new ones.
/// </summary>
internal static class Golden
{
    /// <summary>SHA-256 of the receipt of key_ownership with input 0..63 and seed 0..31, by profile: the same for every number of threads and every instruction set.</summary>
    public static readonly IReadOnlyDictionary<string, string> SeededReceipts = new Dictionary<string, string>
    {
        ["fast"] = "8177ddcf9a1b5cd02af1ed67b691f0f1ae1ef50825ab136bed30d6e02aec9c41",
        ["compact"] = "17f991116573074a5561cf3bfb86fd7d810f4e29b7e06bc95024d51919539561",
    };

    /// <summary>ImageIds of the prebuilt guests.</summary>
    public static readonly IReadOnlyDictionary<string, string> ImageIds = new Dictionary<string, string>
    {
        ["edit_distance"] = "0153a407640ac774ad26b8650d66a4898138f67bc3fcafe0608088249cf54294",
        ["fault"] = "590c7e97726bd3414b7be0765aa3b7011e46c6b5508300baf298cf75e321e7a4",
        ["fibonacci"] = "99394477919ceec0df35553c48eadd50cc24e629c6c0fe350dda7f1c3f5df488",
        ["key_ownership"] = "516f38a214b0ce9c0dde4b5d47171f7beaec7a7346740aa97d4309f4013ebbdd",
        ["mixed"] = "2805623479e4205cff9a33a5ecd6bc9aeb34531c99afe89848b0611260b2c05b",
        ["sha256_stream"] = "b1fee7fd2cc0c190310bfb53f88ac60d3258cd7874b64a4541defc6b53ea07b8",
        ["sort"] = "048316b1aea3bdbddb871ca8632e7dc59fb4ea045901983f7b6dda090547a728",
    };
}
