using FastZk.Circuits.Tests;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>An honest proof whose maker looks at, or spoils, what hides the witness; it verifies all the same.</summary>
internal static class MaskedProof
{
    /// <summary>Proves key_ownership of zeros in the fast profile.</summary>
    /// <param name="seed">of the proof's randomness.</param>
    /// <param name="main">called with table, main columns and number of active rows before they are committed.</param>
    /// <param name="auxiliary">the same for auxiliary columns.</param>
    public static Receipt Create(ulong seed, Action<int, ColumnMatrix, int>? main = null, Action<int, ColumnMatrix, int>? auxiliary = null)
    {
        using var program = Guests.Load("key_ownership");
        using var w = new WitnessChecks(program.Elf, new byte[64]);
        var faults = new ProverFaults { Main = main, Auxiliary = auxiliary, IgnoreDegree = false };
        Assert.True(Receipt.TryParse(MaliciousProver.Prove(program, w, UniformityCampaign.Key(seed), faults), out var receipt));
        return receipt!;
    }
}
