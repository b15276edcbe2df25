using System.Diagnostics;
using FastZk.Circuits.Tests;
using FastZk.Stark.Security;
using Xunit.Abstractions;

namespace FastZk.Tests;

/// <summary>Calls of the Keccak accelerator, proven.</summary>
public class KeccakAcceleratorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, "fast")]
    [InlineData(3, "compact")]
    [InlineData(2590, "fast")]
    public void S23_AbsorbedBlocksAreProven(int blocks, string profile)
    {
        const uint state = 0x20000, data = 0x20000 + 200;
        var words = new uint[50 + 34 * blocks];
        new Random(1).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()));
        var elf = Bare.ElfWithData(words, Bare.Call(0x1002, state, data, (uint)blocks), Bare.Call(0x1003, state), Bare.Publish(state, 32));
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = 2 });
        for (var i = 0; i < 2; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var receipt = prover.Prove(program, [], out var s);
            output.WriteLine($"{blocks} blocks: {Stopwatch.GetElapsedTime(start).TotalSeconds:F3} s, used cells {s.UsedCells:N0}, padded {s.CommittedCells:N0}, receipt {receipt.ToBytes().Length:N0}");
            Assert.True(Verifier.Verify(receipt, program.ImageId).IsAccepted);
            Assert.Equal(prover.Execute(program, []).Journal, receipt.Journal.ToArray());
        }
    }
}
