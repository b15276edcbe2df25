using FastZk.Circuits.Tests;
using FastZk.Stark.Security;
using FastZk.Vm.Tests.Support;

namespace FastZk.Tests;

/// <summary>S08, S24: every instruction with edge operands, and random programs, proven and verified.</summary>
public class EdgeProofTests
{
    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    [Theory]
    [MemberData(nameof(EdgePrograms.Names), MemberType = typeof(EdgePrograms))]
    public void EdgeOperandsProveAndVerify(string name)
    {
        var (elf, input, exitCode) = EdgePrograms.All[name];
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Threads = 2 });
        var expected = prover.Execute(program, input);
        var receipt = prover.Prove(program, input);
        Assert.Equal(expected.Journal, receipt.Journal.ToArray());
        Assert.Equal(exitCode, receipt.ExitCode);
        Assert.True(Verifier.Verify(receipt.ToBytes(), program.ImageId, exitCode).IsAccepted);
        foreach (var other in new[] { exitCode + 1, exitCode ^ 0x8000_0000, exitCode ^ 0x10000 })
        {
            Assert.False(Verifier.Verify(receipt.ToBytes(), program.ImageId, other).IsAccepted);
        }
    }

    [Fact]
    public void S24_RandomProgramsProveAndVerify()
    {
        using var prover = new Prover(new() { Threads = 2 });
        for (var seed = 7000; seed < 7012; seed++)
        {
            using var program = GuestProgram.Load(RandomPrograms.Terminating(seed, items: 60));
            var expected = prover.Execute(program, Input);
            var receipt = prover.Prove(program, Input);
            Assert.Equal(expected.Journal, receipt.Journal.ToArray());
            Assert.True(Verifier.Verify(receipt, program.ImageId, expected.ExitCode).IsAccepted, $"seed {seed}");
        }
    }

    [Fact]
    public void TheCompactProfileProvesTheSameRuns()
    {
        using var prover = new Prover(new() { Threads = 2, Profile = Profile.Compact });
        foreach (var name in new[] { "exit at once", "register operations", "ecalls" })
        {
            var (elf, input, exitCode) = EdgePrograms.All[name];
            using var program = GuestProgram.Load(elf);
            Assert.True(Verifier.Verify(prover.Prove(program, input).ToBytes(), program.ImageId, exitCode).IsAccepted);
        }
    }
}
