namespace FastZk.Bench.Macro;

/// <summary>Instruction sets that a child process can be held to. The runtime reads these settings when it starts.</summary>
internal static class InstructionSets
{
    public const string Best = "best";

    private static readonly Dictionary<string, string?> Settings = new() { [Best] = null, ["avx2"] = "DOTNET_EnableAVX512", ["portable"] = "DOTNET_EnableHWIntrinsic" };

    public static IEnumerable<string> Names => Settings.Keys;

    public static IReadOnlyDictionary<string, string> Environment(string name) =>
        Settings[name] is { } setting ? new Dictionary<string, string> { [setting] = "0" } : new Dictionary<string, string>();
}
