using FastZk.Circuits.Tests;
using FastZk.Stark.Security;
using FastZk.Vm.Tests.Support;

namespace FastZk.Tests;

/// <summary>Calls of modmul256 and mulwide256, proven.</summary>
public class Multiply256ProofTests
{
    [Theory]
    [InlineData("fast")]
    [InlineData("compact")]
    public void S23_MultiplicationsAreProven(string profile)
    {
        var random = new Random(4);
        Multiplication[] calls =
        [
            new(3, 5, 0, 0, Multiplications.Secp256K1), Multiplications.Greatest(Multiplications.Top, Multiplications.Top - 1),
            new(Multiplications.Top, Multiplications.Top, Multiplications.Top, Multiplications.Top, Multiplications.Top + 1, true),
            .. Enumerable.Range(0, 17).Select(_ => Multiplications.Next(random)),
        ];
        var code = calls.SelectMany((x, i) => Multiplications.Call(x.IsWide, Bare.Data + 224 * (uint)i)).ToArray();
        var elf = Bare.ElfWithData([.. calls.SelectMany(Multiplications.Data)], code, Bare.Publish(Bare.Data, 224 * (uint)calls.Length));
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = 2 });
        var receipt = prover.Prove(program, []);
        var verdict = Verifier.Verify(receipt, program.ImageId);
        Assert.True(verdict.IsAccepted, verdict.ToString());
        uint[] expected = [.. calls.SelectMany(x => (uint[])[.. Multiplications.Split(x.R), .. Multiplications.Data(x)[8..48], .. Multiplications.Split(x.Q)])];
        Assert.Equal(ElfBuilder.ToBytes(expected), receipt.Journal.ToArray());
    }
}
