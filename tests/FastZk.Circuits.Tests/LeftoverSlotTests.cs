using FastZk.Vm;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Circuits.Tests;

/// <summary>S07: the slots of the lookup tables that are left over behind the last entry provide nothing that is no valid tuple.</summary>
public class LeftoverSlotTests
{
    [Fact]
    public void S07_TheByteTableHasNoPairBeyondBytes()
    {
        // LBU of 0x0100 as the pair (256, 0) instead of (0, 1): the guest would load 256.
        var image = ElfImage.Load(Bare.ElfWithData([0x0100], Li(Bare.In, Bare.Data), [Lbu(T0, 0, Bare.In), Sw(T0, 4, Bare.In), Addi(T0, 0, 0)]));
        using var w = new WitnessChecks(image, []);
        w.AssertSound();
        const int load = (int)InstructionClass.LoadPart, store = (int)InstructionClass.StoreWord, clear = (int)InstructionClass.AddImmediate;
        w.Set(load, 0, "limb_low", 256);
        w.Set(load, 0, "r0", 256);
        w.Set(store, 0, "b0", 256);
        var last = Enumerable.Range(0, w.Rows[clear]).Single(r => w.Get(clear, r, "rd") == T0);
        w.Set(clear, last, "old0", 256);
        var word = Enumerable.Range(0, w.Rows[Rv32Circuit.Boundary]).Single(r => w.Get(Rv32Circuit.Boundary, r, "key") == MemoryKey.Memory + Bare.Data / 4 + 1);
        w.Set(Rv32Circuit.Boundary, word, "final0", 256);
        Assert.NotEmpty(Forgery.Finish(w));
    }
}
