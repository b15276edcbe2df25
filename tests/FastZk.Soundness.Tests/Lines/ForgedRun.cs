using FastZk.Circuits.Tests;
using FastZk.Stark;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>From a guest's ELF to the verifier's answer: honest runs that must prove, forged ones that must not.</summary>
internal static class ForgedRun
{
    /// <summary>
    /// Records a run, has its witness forged, adapts all counts of lookups as the forger would, proves it with balanced totals, and insists that the verifier
    /// says no.
    /// </summary>
    /// <param name="elf">the guest.</param>
    /// <param name="input">its input.</param>
    /// <param name="forge">spoils the witness; may change the exit code and journal claimed.</param>
    /// <param name="because">what every complaint of the checkers must contain: nothing else is wrong with the forgery.</param>
    public static void AssertRejected(byte[] elf, byte[] input, Action<WitnessChecks> forge, string because)
    {
        using var w = new WitnessChecks(Vm.ElfImage.Load(elf), input);
        w.AssertSound();
        forge(w);
        AssertRejected(elf, w, because);
    }

    /// <summary>Finishes a forged witness of a guest, proves it with balanced totals, and insists that the verifier says no. The witness is used up.</summary>
    public static void AssertRejected(byte[] elf, WitnessChecks w, string because)
    {
        using var program = GuestProgram.Load(elf);
        var wrong = Forgery.Finish(w);
        Assert.NotEmpty(wrong);
        Assert.All(wrong, x => Assert.Contains(because, x, StringComparison.Ordinal));
        Assert.False(Verifier.Verify(MaliciousProver.Prove(program, w, balance: true), program.ImageId, w.ExitCode).IsAccepted);
    }

    /// <summary>Proves the honest run of a small guest with a prover that does something wrong; returns the verifier's reason.</summary>
    public static string Reason(ProverFaults? faults)
    {
        using var program = GuestProgram.Load(Bare.Elf([Vm.Tests.Support.Assembler.Addi(5, 0, 1)]));
        using var w = new WitnessChecks(program.Elf, []);
        return Verifier.Verify(MaliciousProver.Prove(program, w, new byte[32], faults), program.ImageId).Reason;
    }

    /// <summary>Proves a run and insists that the verifier accepts it with this journal.</summary>
    public static void AssertProves(byte[] elf, byte[] input, byte[] journal)
    {
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Threads = 2 });
        var receipt = prover.Prove(program, input);
        Assert.Equal(journal, receipt.Journal.ToArray());
        Assert.True(Verifier.Verify(receipt.ToBytes(), program.ImageId).IsAccepted);
    }
}
