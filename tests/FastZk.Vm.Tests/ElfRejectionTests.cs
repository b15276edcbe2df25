using System.Buffers.Binary;
using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Every kind of file that is refused, by its code and a one-line message (soundness checklist S22).</summary>
public sealed class ElfRejectionTests
{
    private static readonly uint[] Code = [Addi(A0, Zero, 0), Addi(A7, Zero, 93), Ecall()];

    private const uint Address = ElfBuilder.DefaultCodeAddress;

    [Fact]
    public void S22_Empty() => AssertRefused(ElfError.EmptyFile, []);

    [Theory]
    [InlineData("MZ and more")]
    [InlineData("\u007fEL")]
    [InlineData("#!/bin/sh")]
    public void S22_NotElf(string text) => AssertRefused(ElfError.NotElf, System.Text.Encoding.Latin1.GetBytes(text));

    [Fact]
    public void S22_EveryPrefixIsRefused()
    {
        var elf = ElfBuilder.FromCode(Code);
        for (var length = 4; length < 52 + 32; length++)
        {
            AssertRefused(ElfError.Truncated, elf[..length]);
        }

        for (var length = 52 + 32; length < elf.Length; length++)
        {
            AssertRefused(ElfError.SegmentOutsideFile, elf[..length]);
        }
    }

    [Fact]
    public void S22_Class64() => AssertRefused(ElfError.WrongClass, new ElfBuilder { Class = 2 }.AddCode(Address, Code).Build(), "RV64");

    [Fact]
    public void S22_BigEndian() => AssertRefused(ElfError.WrongByteOrder, new ElfBuilder { ByteOrder = 2 }.AddCode(Address, Code).Build(), "big-endian");

    [Fact]
    public void S22_OtherMachine() => AssertRefused(ElfError.WrongMachine, new ElfBuilder { Machine = 40 }.AddCode(Address, Code).Build(), "-march=rv32im");

    [Theory]
    [InlineData(0, "static")]
    [InlineData(1, "object file")]
    [InlineData(3, "-no-pie")]
    [InlineData(4, "static")]
    public void S22_OtherType(int type, string advice) =>
        AssertRefused(ElfError.NotExecutable, new ElfBuilder { Type = (ushort)type }.AddCode(Address, Code).Build(), advice);

    [Theory]
    [InlineData(2u)]
    [InlineData(4u)]
    [InlineData(6u)]
    [InlineData(3u)]
    public void S22_FloatAbi(uint flags) =>
        AssertRefused(ElfError.FloatAbi, new ElfBuilder { Flags = flags }.AddCode(Address, Code).Build(), "-march=rv32im -mabi=ilp32");

    [Theory]
    [InlineData(8u)]
    [InlineData(0x20u)]
    [InlineData(0x80000000u)]
    public void S22_OtherFlags(uint flags) => AssertRefused(ElfError.UnsupportedFlags, new ElfBuilder { Flags = flags }.AddCode(Address, Code).Build());

    [Theory]
    [InlineData(1u)]
    [InlineData(16u)]
    public void S22_HarmlessFlags(uint flags)
    {
        var builder = ElfBuilder.WithCode(Code);
        builder.Flags = flags;
        Assert.Equal(3, ElfImage.Load(builder.Build()).Code.Length);
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(20, 2)]
    [InlineData(42, 33)]
    public void S22_MalformedHeader(int offset, byte value) => AssertRefused(ElfError.MalformedHeader, Patch(ElfBuilder.FromCode(Code), offset, value));

    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void S22_Dynamic(uint type) =>
        AssertRefused(ElfError.DynamicallyLinked, ElfBuilder.WithCode(Code).AddSegment(0x20000, [1], ElfBuilder.Read, type: type).Build(), "-static");

    [Fact]
    public void S22_NothingToLoad()
    {
        AssertRefused(ElfError.NoSegments, new ElfBuilder().Build());
        AssertRefused(ElfError.NoSegments, new ElfBuilder().AddSegment(0, [], 5, 0).Build());
        AssertRefused(ElfError.NoSegments, new ElfBuilder().AddSegment(0, [1], 5, type: 4).Build());
    }

    [Theory]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(85u)]
    public void S22_SegmentOffsetOutsideFile(uint offset) => AssertRefused(ElfError.SegmentOutsideFile, PatchWord(ElfBuilder.FromCode(Code), 52 + 4, offset));

    [Fact]
    public void S22_SegmentSizeOutsideFile()
    {
        var elf = PatchWord(ElfBuilder.FromCode(Code), 52 + 16, 0xFFFF_0000);
        AssertRefused(ElfError.SegmentOutsideFile, PatchWord(elf, 52 + 20, 0xFFFF_0000));
    }

    [Fact]
    public void S22_FileSizeAboveMemorySize() => AssertRefused(ElfError.FileSizeAboveMemorySize, PatchWord(ElfBuilder.FromCode(Code), 52 + 20, 11));

    [Theory]
    [InlineData(0xFFFF_FEFDu, 4u)]
    [InlineData(0xFFFF_FFFCu, 4u)]
    [InlineData(0x8000_0000u, 0x7FFF_FF01u)]
    [InlineData(0x8000_0000u, 0xFFFF_FFFFu)]
    public void S22_SegmentOutOfRange(uint address, uint memorySize) =>
        AssertRefused(ElfError.SegmentOutOfRange, ElfBuilder.WithCode(Code).AddSegment(address, [1, 2, 3, 4], ElfBuilder.ReadWrite, memorySize).Build());

    [Theory]
    [InlineData(0x1000Bu, 1u)]
    [InlineData(0x10000u, 12u)]
    [InlineData(0xFFFFu, 2u)]
    [InlineData(0x8000u, 0x100000u)]
    public void S22_Overlap(uint address, uint memorySize) =>
        AssertRefused(ElfError.OverlappingSegments, ElfBuilder.WithCode(Code).AddSegment(address, [1], ElfBuilder.ReadWrite, memorySize).Build());

    [Theory]
    [InlineData((1u << 30) - 8)]
    [InlineData(1u << 30)]
    [InlineData(0x8000_0000u)]
    public void S22_TextTooHigh(uint address) => AssertRefused(ElfError.TextTooHigh, ElfBuilder.WithCode(Code, address).Build());

    [Fact]
    public void S22_CodeSpanTooLarge() =>
        AssertRefused(ElfError.CodeSpanTooLarge, ElfBuilder.WithCode(Code).AddCode(Address + AddressSpace.MaxCodeSpan, Code).Build());

    [Fact]
    public void S22_GapsBetweenCodeTakeLittleMemory()
    {
        uint[] addresses = [Address + 0x10_0000, Address + AddressSpace.MaxCodeGaps];
        var elf = ElfBuilder.WithCode(Code).AddCode(addresses[0], Code).AddCode(addresses[1], Code);
        ElfImage.Load(elf.Build());
        AssertRefused(ElfError.CodeSpanTooLarge, elf.AddCode(addresses[1] + 4 * (uint)Code.Length + 0x1000, Code).Build());
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(ElfError.CodeSpanTooLarge, ElfBuilder.WithCode(Code).AddCode(Address + AddressSpace.MaxCodeSpan - 0x100, Code).Build());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void S22_ImageTooLarge()
    {
        var words = new byte[4 * (AddressSpace.MaxMemoryWords - 2)];
        var elf = ElfBuilder.WithCode(Code).AddSegment(0x100000, words, ElfBuilder.Read).Build();
        AssertRefused(ElfError.ImageTooLarge, elf);
    }

    [Theory]
    [InlineData(ElfError.EntryMisaligned, 0x10002u)]
    [InlineData(ElfError.EntryMisaligned, 0x10001u)]
    [InlineData(ElfError.EntryOutsideText, 0x1000Cu)]
    [InlineData(ElfError.EntryOutsideText, 0xFFFCu)]
    [InlineData(ElfError.EntryOutsideText, 0u)]
    [InlineData(ElfError.EntryOutsideText, 0xFFFFFFFCu)]
    [InlineData(ElfError.EntryOutsideText, 0x20000u)]
    public void S22_BadEntry(ElfError error, uint entry)
    {
        var builder = ElfBuilder.WithCode(Code).AddSegment(0x20000, ElfBuilder.ToBytes(Code), ElfBuilder.ReadWrite);
        builder.Entry = entry;
        AssertRefused(error, builder.Build());
    }

    [Fact]
    public void S22_NoTextAtAll() =>
        AssertRefused(ElfError.EntryOutsideText, new ElfBuilder { Entry = Address }.AddSegment(Address, ElfBuilder.ToBytes(Code), ElfBuilder.ReadWrite).Build());

    [Theory]
    [InlineData(ElfError.CompressedCode, 0x00014501u)]
    [InlineData(ElfError.EntryNotAnInstruction, 0xFFFFFFFFu)]
    [InlineData(ElfError.EntryNotAnInstruction, 0x30529073u)]
    public void S22_EntryThatDoesNotDecode(ElfError error, uint word) => AssertRefused(error, ElfBuilder.FromCode(word, Ecall()), "-march=rv32im");

    private static void AssertRefused(ElfError error, byte[] elf, string mentions = "")
    {
        var refusal = Assert.Throws<InvalidElfException>(() => ElfImage.Load(elf));
        Assert.Equal(error, refusal.Error);
        Assert.Contains(mentions, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Patch(byte[] elf, int offset, byte value)
    {
        elf[offset] = value;
        return elf;
    }

    private static byte[] PatchWord(byte[] elf, int offset, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(offset), value);
        return elf;
    }
}
