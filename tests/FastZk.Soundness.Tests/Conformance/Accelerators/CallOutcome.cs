namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>What becomes of a call: the words that it writes, in its order, or the argument that it does not take.</summary>
/// <param name="Call">the call's name.</param>
/// <param name="Writes">addresses and words; empty when it faults.</param>
/// <param name="FaultArgument">number of the register a0 to a6 at fault, or null.</param>
internal sealed record CallOutcome(string Call, IReadOnlyList<(uint Address, uint Value)> Writes, int? FaultArgument)
{
    public static CallOutcome Fault(string call, int argument) => new(call, [], argument);

    /// <summary>Consecutive words from an address on.</summary>
    public static IEnumerable<(uint, uint)> Words(uint address, IEnumerable<uint> words) => words.Select((w, i) => (address + 4 * (uint)i, w));
}
