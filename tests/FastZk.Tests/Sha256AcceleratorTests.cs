using System.Diagnostics;
using FastZk.Circuits.Tests;
using FastZk.Stark.Security;
using Xunit.Abstractions;

namespace FastZk.Tests;

/// <summary>Calls of the SHA-256 accelerator, proven.</summary>
public class Sha256AcceleratorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, "fast")]
    [InlineData(3, "compact")]
    [InlineData(16384, "fast")]
    public void S23_HashedBlocksAreProven(int blocks, string profile)
    {
        const uint state = 0x20000, data = 0x20040;
        var words = new uint[16 + 16 * blocks];
        new Random(1).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()));
        var elf = Bare.ElfWithData(words, Bare.Call(0x1001, state, data, (uint)blocks), Bare.Publish(state, 32));
        using var program = GuestProgram.Load(elf);
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = 2 });
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var receipt = prover.Prove(program, [], out var s);
            output.WriteLine($"{blocks} blocks: {Stopwatch.GetElapsedTime(start).TotalSeconds:F3} s, used cells {s.UsedCells:N0}, padded {s.CommittedCells:N0}, receipt {receipt.ToBytes().Length:N0}");
            Assert.True(Verifier.Verify(receipt, program.ImageId).IsAccepted);
            Assert.Equal(prover.Execute(program, []).Journal, receipt.Journal.ToArray());
        }
    }
}
