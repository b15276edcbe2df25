using FastZk.Vm;

namespace FastZk.Circuits.Tests;

/// <summary>The Keccak accelerator: honest calls satisfy everything.</summary>
public class KeccakTests
{
    private const uint State = Bare.Data, Blocks = Bare.Data + 200, Absorb = 0x1002, Permute = 0x1003;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(21)]
    public void S23_CallsSatisfyTheTables(int blocks)
    {
        var data = new uint[50 + 34 * blocks];
        new Random(blocks).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.AsSpan()));
        // Three calls, one behind the other: each goes on from the state of the one before.
        var half = (uint)blocks / 2;
        var elf = Bare.ElfWithData(data, Bare.Call(Absorb, State, Blocks, half), Bare.Call(Permute, State),
            Bare.Call(Absorb, State, Blocks + 136 * half, (uint)blocks - half), Bare.Publish(State, 200));
        using var w = new WitnessChecks(ElfImage.Load(elf), []);
        Assert.Empty(w.Violations());
        Assert.Empty(w.Imbalances());
        Assert.Equal(new ReferenceInterpreter(w.Image, []).Run().Journal, w.Journal);
    }
}
