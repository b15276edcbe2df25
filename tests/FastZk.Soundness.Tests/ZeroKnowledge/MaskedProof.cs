using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Memory;
using FastZk.Stark;
using FastZk.Stark.Security;
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
        var statement = new RunStatement(program.Key.Bytes, program.Key.Entry, w.ExitCode, w.Journal);
        var shape = ProofShape.Create(Rv32Circuit.System, WitnessChecks.Profile, w.Heights, statement.FractionCount, out var reason);
        Assert.True(shape is not null, reason);
        var faults = new ProverFaults { Main = main, Auxiliary = auxiliary, IgnoreDegree = false };
        var proof = StarkProver.Prove(WitnessChecks.Context, shape!, statement, w.Program, WitnessChecks.Circuit, w.Witness, UniformityCampaign.Key(seed), faults);
        Assert.True(Receipt.TryParse(ReceiptFormat.Encode(shape!, program.Key, w.ExitCode, w.Journal, proof), out var receipt));
        return receipt!;
    }
}
