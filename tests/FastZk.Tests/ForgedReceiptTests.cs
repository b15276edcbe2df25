using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Tests;

/// <summary>Complete forgeries that the circuit once let through, proven by a malicious prover and shown to the verifier.</summary>
public class ForgedReceiptTests
{
    [Fact]
    public void S07_ALoadedByteOf256IsRejected()
    {
        // exit(lbu(0x0100)) claimed to be 256.
        using var program = GuestProgram.Load(Bare.ElfWithData([0x0100], Li(Bare.In, Bare.Data), [Lbu(A0, 0, Bare.In)], Exit()));
        using var w = new WitnessChecks(program.Elf, []);
        const int load = (int)InstructionClass.LoadPart, ecall = (int)InstructionClass.Ecall;
        w.Set(load, 0, "limb_low", 256);
        w.Set(load, 0, "r0", 256);
        w.Set(ecall, 0, "a0_old0", 256);
        w.Set(ecall, 0, "a0_new0", 256);
        var row = Enumerable.Range(0, w.Rows[Rv32Circuit.Boundary]).Single(r => w.Get(Rv32Circuit.Boundary, r, "key") == A0);
        w.Set(Rv32Circuit.Boundary, row, "final0", 256);
        w.ExitCode = 256;
        Forgery.Finish(w);
        Assert.False(Verifier.Verify(MaliciousProver.Prove(program, w), program.ImageId, 256).IsAccepted);
    }

    [Fact]
    public void TheMaliciousProverOfAnHonestWitnessIsAccepted()
    {
        using var program = GuestProgram.Load(Bare.Elf([Addi(T0, 0, 5)]));
        using var w = new WitnessChecks(program.Elf, []);
        var result = Verifier.Verify(MaliciousProver.Prove(program, w), program.ImageId);
        Assert.True(result.IsAccepted, result.Reason);
    }
}
