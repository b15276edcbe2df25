using System.Runtime.InteropServices;
using FastZk.Circuits.Tests;
using FastZk.Stark.Security;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Tests;

/// <summary>Calls of the Keccak accelerator, proven.</summary>
public class KeccakAcceleratorTests
{
    private const uint State = Bare.Data, Blocks = Bare.Data + 200, Absorb = 0x1002, Permute = 0x1003;

    [Theory]
    [InlineData(0, "fast")]
    [InlineData(1, "fast")]
    [InlineData(3, "compact")]
    public void S23_AbsorbedBlocksAreProven(int blocks, string profile) =>
        Prove(profile, Bare.ElfWithData(Data(blocks), Bare.Call(Absorb, State, Blocks, (uint)blocks), Bare.Call(Permute, State), Bare.Publish(State, 200)));

    /// <summary>So many that rows are filled in several pieces, and that the permutations take two tables.</summary>
    [Fact]
    public void S23_ManyCallsAreProven()
    {
        uint[] loop = [.. Bare.Call(Absorb, State, Blocks, 2), .. Bare.Call(Permute, State), Addi(9, 9, -1)];
        Prove("fast", Bare.ElfWithData(Data(2), Li(9, 520), loop, [Bne(9, 0, -4 * loop.Length)], Bare.Publish(State, 200)));
    }

    private static uint[] Data(int blocks)
    {
        var words = new uint[50 + 34 * blocks];
        new Random(blocks).NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    private static void Prove(string profile, byte[] elf)
    {
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = 2 });
        var receipt = prover.Prove(program, []);
        Assert.True(Verifier.Verify(receipt, program.ImageId).IsAccepted);
        Assert.Equal(new Vm.ReferenceInterpreter(Vm.ElfImage.Load(elf), []).Run().Journal, receipt.Journal.ToArray());
    }
}
