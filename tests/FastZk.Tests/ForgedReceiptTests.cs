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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void S02_AWriteThatFeedsItsOwnReadIsRejected(bool balance)
    {
        // a0 = 1; a0 = a0 + 0; exit(a0), claimed to be 0x1234: the second instruction reads what it writes.
        using var program = GuestProgram.Load(Bare.Elf([Addi(A0, 0, 1), Addi(A0, A0, 0)], Exit()));
        using var w = new WitnessChecks(program.Elf, []);
        const int addi = (int)InstructionClass.AddImmediate, ecall = (int)InstructionClass.Ecall;
        const uint conjured = 0x1234;
        var row = w.Find(addi, "rs1", A0);
        long time = w.Get(addi, row, "time"), before = w.Get(addi, row, "time_a");
        w.Set(addi, row, "a0", conjured);
        w.Set(addi, row, "r0", conjured);
        w.Set(addi, row, "time_d", before);
        w.Set(addi, row, "time_a", time + 3);
        w.Set(ecall, 0, "time_a0", time + 1);
        w.Set(ecall, 0, "a0_old0", conjured);
        w.Set(ecall, 0, "a0_new0", conjured);
        w.End(A0, w.Get(ecall, 0, "time") + 6, conjured);
        w.ExitCode = conjured;
        // Nothing but one lookup is left that no table answers.
        Assert.Single(Forgery.Finish(w));
        Assert.False(Verifier.Verify(MaliciousProver.Prove(program, w, balance), program.ImageId, conjured).IsAccepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void S06_ARunOfSha256ThatItsTableCutsOffIsRejected(bool balance)
    {
        using var f = HashedRun.WithACutOffRun(1 << 16);
        using var program = GuestProgram.Load(f.Elf);
        f.AssertOnly("bus Sha256");
        var exitCode = f.W.ExitCode;
        Assert.False(Verifier.Verify(MaliciousProver.Prove(program, f.W, balance), program.ImageId, exitCode).IsAccepted);
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
