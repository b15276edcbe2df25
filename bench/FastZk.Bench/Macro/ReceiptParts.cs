namespace FastZk.Bench.Macro;

/// <summary>The parts that `fastzk inspect` lists, gathered by kind.</summary>
internal static class ReceiptParts
{
    private static readonly (string Name, Func<string, bool> Has)[] Kinds =
    [
        ("evaluations", p => p is "out-of-domain values" or "bus totals"),
        ("query rows", p => p.EndsWith(" rows", StringComparison.Ordinal)),
        ("salts", p => p.EndsWith(" salts", StringComparison.Ordinal)),
        ("FRI", p => p.StartsWith("FRI ", StringComparison.Ordinal) || p == "final polynomial"),
        ("Merkle digests", p => p.EndsWith(" paths", StringComparison.Ordinal) || p == "roots"),
        ("rest", _ => true),
    ];

    public static IEnumerable<string> Names => Kinds.Select(k => k.Name);

    /// <summary>Bytes of each kind, in the order of <see cref="Names"/>; a part belongs to the first kind that has it.</summary>
    public static long[] Of(IReadOnlyList<ReceiptBytes> parts)
    {
        var bytes = new long[Kinds.Length];
        foreach (var p in parts)
        {
            bytes[Array.FindIndex(Kinds, k => k.Has(p.Part))] += p.Bytes;
        }

        return bytes;
    }
}
