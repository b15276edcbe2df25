using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>What a well-formed ELF becomes.</summary>
public sealed class ElfImageTests
{
    private static readonly uint[] Code = [Addi(A0, Zero, 0), Addi(A7, Zero, 93), Ecall()];

    [Fact]
    public void CodeEntryAndWords()
    {
        var image = ElfImage.Load(ElfBuilder.FromCode(Code));
        Assert.Equal(0x10000u, image.Entry);
        Assert.Equal(0x10000u, image.CodeBase);
        Assert.Equal(0x1000Cu, image.CodeEnd);
        Assert.Equal(Code, image.CodeWords);
        Assert.Equal(Code.Select(InstructionDecoder.Decode), image.Code);
        Assert.Equal([0x10000u, 0x10004u, 0x10008u], image.ImageAddresses);
        Assert.Equal(Code, image.ImageValues);
        Assert.Equal(new CodeRange(0x10000, 3), Assert.Single(image.CodeRanges.ToArray()));
    }

    [Fact]
    public void WordsOfUnalignedSegmentsAreMergedAndPadded()
    {
        var image = ElfImage.Load(ElfBuilder.WithCode(Code)
            .AddSegment(0x20001, [1, 2], ElfBuilder.ReadWrite)
            .AddSegment(0x20003, [3, 4, 5, 6, 7, 8], ElfBuilder.ReadWrite).Build());
        Assert.Equal([0x20000u, 0x20004u, 0x20008u], image.ImageAddresses[3..]);
        Assert.Equal([0x03020100u, 0x07060504u, 0x00000008u], image.ImageValues[3..]);
    }

    [Fact]
    public void SegmentsNeedNoOrderInTheTable()
    {
        var forward = ElfImage.Load(ElfBuilder.WithCode(Code).AddSegment(0x8000, [1, 2, 3, 4], ElfBuilder.Read).Build());
        Assert.Equal([0x8000u, 0x10000u, 0x10004u, 0x10008u], forward.ImageAddresses);
        var backward = new ElfBuilder { Entry = 0x10000 }.AddSegment(0x8000, [1, 2, 3, 4], ElfBuilder.Read).AddCode(0x10000, Code).Build();
        Assert.Equal(forward.ElfId, ElfImage.Load(backward).ElfId);
    }

    [Fact]
    public void TextMayEndInsideAWord()
    {
        byte[] bytes = [.. ElfBuilder.ToBytes(Code), 0x13, 0, 0];
        var elf = new ElfBuilder { Entry = 0x10000 }.AddSegment(0x10000, bytes, ElfBuilder.ReadExecute).Build();
        var image = ElfImage.Load(elf);
        Assert.Equal(3, image.Code.Length);
        Assert.Equal(4, image.ImageWordCount);
        Assert.Equal(0x13u, image.ImageValues[3]);
    }

    [Fact]
    public void GapsBetweenExecutableSegmentsAreNoCode()
    {
        var image = ElfImage.Load(ElfBuilder.WithCode(Code).AddCode(0x10020, Addi(1, 1, 1)).Build());
        Assert.Equal(9, image.Code.Length);
        Assert.All(image.Code[3..8], i => Assert.Equal(default, i));
        Assert.False(image.IsExecutable(0x1000C));
        Assert.False(image.IsExecutable(0x10022));
        Assert.True(image.IsExecutable(0x10020));
        Assert.False(image.IsExecutable(0x10024));
        Assert.Equal(2, image.CodeRanges.Length);
    }

    [Fact]
    public void DataIsNotExecutable()
    {
        var image = ElfImage.Load(ElfBuilder.WithCode(Code).AddSegment(0x1000C, ElfBuilder.ToBytes(Code), ElfBuilder.ReadWrite).Build());
        Assert.Equal(0x1000Cu, image.CodeEnd);
        Assert.Equal(6, image.ImageWordCount);
    }

    [Fact]
    public void GigabytesOfZeroesCostNothing()
    {
        var elf = ElfBuilder.WithCode(Code).AddSegment(0x20000, [1], ElfBuilder.ReadWrite, 0xF000_0000).Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var image = ElfImage.Load(elf);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal(4, image.ImageWordCount);
    }

    [Fact]
    public void BoundsAreInclusive()
    {
        var last = ElfBuilder.WithCode(Code, (1u << 30) - 12).AddSegment(0xFFFF_FEFC, [1, 2, 3, 4], ElfBuilder.ReadWrite).Build();
        Assert.Equal(1u << 30, ElfImage.Load(last).CodeEnd);
        var words = new byte[4 * (AddressSpace.MaxMemoryWords - 3)];
        Assert.Equal(AddressSpace.MaxMemoryWords, ElfImage.Load(ElfBuilder.WithCode(Code).AddSegment(0x100000, words, ElfBuilder.Read).Build()).ImageWordCount);
    }

    [Fact]
    public void SymbolsNameFunctionsAndOffsets()
    {
        var image = ElfImage.Load(ElfBuilder.WithCode(Code)
            .AddSymbol("start", 0x10000, 8).AddSymbol("bad\nname\u001b", 0x10008, 4).AddSymbol("data", 0x20000, 4).Build());
        Assert.Equal("start", image.SymbolAt(0x10000));
        Assert.Equal("start+0x4", image.SymbolAt(0x10004));
        Assert.Equal("bad?name?", image.SymbolAt(0x10008));
        Assert.Null(image.SymbolAt(0x1000C));
        Assert.Null(image.SymbolAt(0));
    }

    [Fact]
    public void BrokenSectionHeadersOnlyCostTheNames()
    {
        var elf = ElfBuilder.WithCode(Code).AddSymbol("start", 0x10000, 8).Build();
        Assert.Null(ElfImage.Load(elf.AsSpan()[..^50]).SymbolAt(0x10000));
    }

    [Fact]
    public void ElfIdNamesTheLoadedProgramOnly()
    {
        var plain = ElfImage.Load(ElfBuilder.FromCode(Code)).ElfId;
        Assert.Equal(32, plain.Length);
        Assert.Equal(plain, ElfImage.Load(ElfBuilder.WithCode(Code).AddSymbol("start", 0x10000, 8).Build()).ElfId);
        Assert.Equal(plain, ElfImage.Load(new ElfBuilder { Entry = 0x10000 }.AddCode(0x10000, Code[..1]).AddCode(0x10004, Code[1..]).Build()).ElfId);
        Assert.NotEqual(plain, ElfImage.Load(new ElfBuilder { Entry = 0x10004 }.AddCode(0x10000, Code).Build()).ElfId);
        Assert.NotEqual(plain, ElfImage.Load(ElfBuilder.WithCode(Code, 0x10004).Build()).ElfId);
        Assert.NotEqual(plain, ElfImage.Load(ElfBuilder.WithCode(Code).AddSegment(0x20000, [0], ElfBuilder.Read).Build()).ElfId);
        var dataAsText = new ElfBuilder { Entry = 0x10000 }.AddCode(0x10000, Code[..2]).AddSegment(0x10008, ElfBuilder.ToBytes(Code[2]), ElfBuilder.Read);
        Assert.NotEqual(plain, ElfImage.Load(dataAsText.Build()).ElfId);
    }

    // Computed independently from the definition of the canonical form.
    [Fact]
    public void TheIdentityIsPinned() => Assert.Equal(
        "9BEC12ED2B72A49F04B074F1FF14E1F5D5BCDFA3932EC437D27A004C25EC7E94", Convert.ToHexString(ElfImage.Load(ElfBuilder.FromCode(Code)).ElfId));
}
