using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Faults: kind, place, function, message.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void MisalignedWords(int offset)
    {
        AssertFault(FaultKind.MisalignedLoad, 0x10000, (uint)offset, Lw(5, offset, 0));
        AssertFault(FaultKind.MisalignedStore, 0x10000, (uint)offset, Sw(5, offset, 0));
    }

    [Fact]
    public void MisalignedHalves()
    {
        AssertFault(FaultKind.MisalignedLoad, 0x10000, 3, Lh(5, 3, 0));
        AssertFault(FaultKind.MisalignedLoad, 0x10000, 1, Lhu(0, 1, 0));
        AssertFault(FaultKind.MisalignedStore, 0x10000, 1, Sh(5, 1, 0));
    }

    [Theory]
    [InlineData(-256)]
    [InlineData(-4)]
    public void AddressesAtTheVeryTop(int offset)
    {
        var address = (uint)offset;
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address, Lw(5, offset, 0));
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address, Lhu(5, offset, 0));
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address, Lb(5, offset, 0));
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address, Sw(5, offset, 0));
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address, Sh(5, offset, 0));
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address, Sb(5, offset, 0));
        AssertFault(FaultKind.AddressOutOfRange, 0x10000, address + 1, Lw(5, offset + 1, 0));
    }

    [Fact]
    public void IllegalWordsAndEbreak()
    {
        AssertFault(FaultKind.IllegalInstruction, 0x10004, 0, Fence(), 0);
        AssertFault(FaultKind.IllegalInstruction, 0x10004, 0, Jal(0, 4), 0x30529073);
        AssertFault(FaultKind.Ebreak, 0x10004, 0, Fence(), Ebreak());
    }

    [Fact]
    public void ExecutionThatLeavesTheProgramNamesWhereItCameFrom()
    {
        AssertFault(FaultKind.OutsideProgram, 0x10008, 0x10004, Fence(), Fence());
        AssertFault(FaultKind.OutsideProgram, 0x10008, 0x10000, Jal(0, 8), Fence());
        AssertFault(FaultKind.OutsideProgram, 0x20000, 0x10000, Jal(0, 0x10000), Fence());
        AssertFault(FaultKind.OutsideProgram, 0xFFFC, 0x10000, Beq(0, 0, -4));
        AssertFault(FaultKind.OutsideProgram, 0xFFFFFFFC, 0x10000, Jalr(5, 0, -4));
        AssertFault(FaultKind.OutsideProgram, 0, 0x10000, Jalr(5, 0, 1));
    }

    [Fact]
    public void MisalignedTargetsFaultOnlyWhenTaken()
    {
        AssertFault(FaultKind.MisalignedJump, 0x10002, 0x10000, Jal(0, 2), Fence());
        AssertFault(FaultKind.MisalignedJump, 0x10006, 0x10000, Beq(0, 0, 6), Fence());
        AssertFault(FaultKind.MisalignedJump, 0x10006, 0x10004, Auipc(5, 0), Jalr(0, 5, 7), Fence());
        Assert.Equal(0u, Guest.Run(Guest.Load([Bne(0, 0, 6)], Exit(0))).ExitCode);
    }

    [Fact]
    public void FallingIntoAGapLeavesTheProgram()
    {
        var image = ElfImage.Load(ElfBuilder.WithCode([Fence()]).AddCode(0x10010, Fence()).Build());
        var fault = Guest.Fault(image);
        Assert.Equal((FaultKind.OutsideProgram, 0x10004u, 0x10000u), (fault.Kind, fault.Pc, fault.Address));
    }

    [Fact]
    public void TheMessageNamesAllThatIsKnown()
    {
        var elf = ElfBuilder.WithCode([Fence(), Lw(5, 3, 0)]).AddSymbol("parse", 0x10000, 8).Build();
        var fault = Guest.Fault(ElfImage.Load(elf));
        Assert.Equal(
            "Guest fault: misaligned load at address 0x00000003; pc 0x00010004 (parse+0x4), instruction 0x00302283, after 1 cycles.", fault.Message);
        Assert.Equal((0x00302283u, "parse+0x4", 1L), (fault.InstructionWord, fault.Symbol, fault.Cycle));
    }

    [Fact]
    public void ACycleLimitIsExact()
    {
        var image = Guest.Load(Exit(7));
        Assert.Equal(4, Guest.Run(image, options: new() { MaxCycles = 4 }).Cycles);
        var fault = Guest.Fault(image, options: new() { MaxCycles = 3 });
        Assert.Equal((FaultKind.CycleLimit, 0x1000Cu, 3L), (fault.Kind, fault.Pc, fault.Cycle));
        Assert.Throws<ArgumentOutOfRangeException>(() => Executor.Run(image, default, new() { MaxCycles = 0 }));
    }

    [Fact]
    public void NothingIsSeenOfInstructionsBeyondTheLimit()
    {
        var image = Guest.Load(Guest.Call(64, 1, 0, 4), Exit(0));
        var calls = 0;
        Assert.Throws<GuestFaultException>(() => Executor.Run(image, default, new() { MaxCycles = 8, Console = (_, _) => calls++ }));
        Assert.Equal(0, calls);
    }

    private static void AssertFault(FaultKind kind, uint pc, uint address, params uint[] code)
    {
        var fault = Guest.Fault(Guest.Load(code));
        Assert.Equal((kind, pc, address), (fault.Kind, fault.Pc, fault.Address));
    }
}
