using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>The host's calls and their limits (soundness checklist S21).</summary>
public sealed class EcallTests
{
    private const uint Buffer = 0x40001;
    private static readonly byte[] Input = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [Theory]
    [InlineData(0u)]
    [InlineData(42u)]
    [InlineData(256u)]
    [InlineData(0xFFFFFFFFu)]
    public void ExitCodesKeepAllTheirBits(uint code)
    {
        var result = Guest.Run(Guest.Load(Exit(code)));
        Assert.Equal(code, result.ExitCode);
        Assert.Equal(4, result.Cycles);
        Assert.Empty(result.Journal);
    }

    [Fact]
    public void ReadsContinueAndEndShort()
    {
        var image = Guest.Load(
            Guest.Call(63, 0, Buffer, 4), [Addi(20, A0, 0)],
            Guest.Call(63, 0, Buffer + 4, 0xFFFFFFFF), [Addi(21, A0, 0)],
            Guest.Call(63, 0, Buffer, 5), [Addi(22, A0, 0)],
            Guest.Call(64, 3, Buffer, 11),
            [Slli(20, 20, 8), Add(20, 20, 21), Slli(20, 20, 8), Add(A0, 20, 22)], Exit());
        var result = Guest.Run(image, Input);
        Assert.Equal(0x040600u, result.ExitCode);
        Assert.Equal([.. Input, 0], result.Journal);
    }

    [Theory]
    [InlineData(0u, 0xFFFFFFFFu, 0u)]
    [InlineData(10u, 0xFFFFFEF6u, 10u)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFEF6u, 10u)]
    public void ReadChecksOnlyTheBytesThatMove(uint count, uint buffer, uint expected) =>
        Assert.Equal(expected, Guest.Run(Guest.Load(Guest.Call(63, 0, buffer, count), Exit()), Input).ExitCode);

    [Theory]
    [InlineData(63u, 0u, 0xFFFFFEF7u, 10u)]
    [InlineData(63u, 0u, 0xFFFFFFFFu, 1u)]
    [InlineData(64u, 3u, 0xFFFFFEFFu, 2u)]
    [InlineData(64u, 3u, 0u, 0x40000000u)]
    [InlineData(64u, 1u, 0u, 0x40000000u)]
    [InlineData(64u, 2u, 0xFFFFFF00u, 1u)]
    [InlineData(64u, 3u, 0u, 0xFFFFFFFFu)]
    public void BuffersBeyondMemoryFault(uint number, uint descriptor, uint buffer, uint count)
    {
        var fault = Guest.Fault(Guest.Load(Guest.Call(number, descriptor, buffer, count), Exit()), Input);
        Assert.Equal((FaultKind.BadBuffer, buffer), (fault.Kind, fault.Address));
    }

    [Theory]
    [InlineData(63u, 1u)]
    [InlineData(63u, 3u)]
    [InlineData(63u, 0x10000u)]
    [InlineData(64u, 0u)]
    [InlineData(64u, 4u)]
    [InlineData(64u, 0x10003u)]
    public void UnknownDescriptorsFault(uint number, uint descriptor)
    {
        var fault = Guest.Fault(Guest.Load(Guest.Call(number, descriptor, 0, 0), Exit()));
        Assert.Equal((FaultKind.UnknownDescriptor, descriptor), (fault.Kind, fault.Address));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(62u)]
    [InlineData(94u)]
    [InlineData(0x0FFFu)]
    [InlineData(0x1100u)]
    [InlineData(0x1003Fu)]
    [InlineData(0x1005Du)]
    [InlineData(0x11000u)]
    public void UnknownNumbersFault(uint number)
    {
        var fault = Guest.Fault(Guest.Load(Guest.Call(number), Exit()));
        Assert.Equal((FaultKind.UnknownEcall, number, 0x10020u), (fault.Kind, fault.Address, fault.Pc));
    }

    [Theory]
    [InlineData(EcallNumber.FirstReserved)]
    [InlineData(0x1080u)]
    [InlineData(0x10FFu)]
    public void ReservedNumbersAreNotImplemented(uint number) =>
        Assert.Equal(unchecked((uint)-38), Guest.Run(Guest.Load(Guest.Call(number), Exit())).ExitCode);

    [Fact]
    public void TheCycleCountIsThatOfCompletedInstructions() => Assert.Equal(8u, Guest.Run(Guest.Load(Guest.Call(0x1000), Exit())).ExitCode);

    [Fact]
    public void CallsClobberA0Only()
    {
        var before = Guest.Load(Guest.Call(63, 0, Buffer, 4), [Add(5, A1, A2), Add(A0, 5, A7)], Exit());
        Assert.Equal(Buffer + 4 + 63, Guest.Run(before, Input).ExitCode);
    }

    [Fact]
    public void TheJournalHasALimit()
    {
        var image = Guest.Load(Guest.Call(64, 3, Buffer, 10), Guest.Call(64, 3, Buffer, 6), Exit(0));
        Assert.Equal(16, Guest.Run(image, options: new() { MaxJournalBytes = 16 }).Journal.Length);
        Assert.Equal(FaultKind.JournalTooLong, Guest.Fault(image, options: new() { MaxJournalBytes = 15 }).Kind);
        Assert.Equal(FaultKind.JournalTooLong, Guest.Fault(Guest.Load(Guest.Call(64, 3, 0, (1 << 20) + 1), Exit(0))).Kind);
    }

    [Fact]
    public void TheConsoleGetsDescriptorsOneAndTwoInPieces()
    {
        var output = new List<(int Descriptor, byte[] Bytes)>();
        var options = new ExecutionOptions { Console = (descriptor, bytes) => output.Add((descriptor, bytes.ToArray())) };
        var image = Guest.Load(
            Guest.Call(63, 0, Buffer, 10), Guest.Call(64, 1, Buffer, 3), Guest.Call(64, 2, Buffer + 3, 100_000), Guest.Call(64, 1, 7, 0), Exit());
        var result = Executor.Run(image, Input, options);
        Assert.Empty(result.Journal);
        Assert.Equal([1, 2, 2], output.Select(o => o.Descriptor));
        Assert.Equal(Input[..3], output[0].Bytes);
        Assert.Equal([.. Input[3..], .. new byte[100_000 - 7]], output.Skip(1).SelectMany(o => o.Bytes));
    }
}
