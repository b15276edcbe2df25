using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>The decoder against the manual's table of masks, and field by field against the assembler.</summary>
public sealed class InstructionDecoderTests
{
    private const byte Trash = Instruction.TrashRegister;

    // (bits that count, their value): the encodings of RV32IM as the manual lists them.
    private static readonly (uint Mask, uint Match, Opcode Opcode)[] Encodings =
    [
        (0x7F, 0x37, Opcode.Lui), (0x7F, 0x17, Opcode.Auipc), (0x7F, 0x6F, Opcode.Jal), (0x707F, 0x67, Opcode.Jalr),
        (0x707F, 0x0063, Opcode.Beq), (0x707F, 0x1063, Opcode.Bne), (0x707F, 0x4063, Opcode.Blt),
        (0x707F, 0x5063, Opcode.Bge), (0x707F, 0x6063, Opcode.Bltu), (0x707F, 0x7063, Opcode.Bgeu),
        (0x707F, 0x0003, Opcode.Lb), (0x707F, 0x1003, Opcode.Lh), (0x707F, 0x2003, Opcode.Lw),
        (0x707F, 0x4003, Opcode.Lbu), (0x707F, 0x5003, Opcode.Lhu),
        (0x707F, 0x0023, Opcode.Sb), (0x707F, 0x1023, Opcode.Sh), (0x707F, 0x2023, Opcode.Sw),
        (0x707F, 0x0013, Opcode.Addi), (0x707F, 0x2013, Opcode.Slti), (0x707F, 0x3013, Opcode.Sltiu),
        (0x707F, 0x4013, Opcode.Xori), (0x707F, 0x6013, Opcode.Ori), (0x707F, 0x7013, Opcode.Andi),
        (0xFE00707F, 0x1013, Opcode.Slli), (0xFE00707F, 0x5013, Opcode.Srli), (0xFE00707F, 0x40005013, Opcode.Srai),
        (0xFE00707F, 0x0033, Opcode.Add), (0xFE00707F, 0x40000033, Opcode.Sub), (0xFE00707F, 0x1033, Opcode.Sll),
        (0xFE00707F, 0x2033, Opcode.Slt), (0xFE00707F, 0x3033, Opcode.Sltu), (0xFE00707F, 0x4033, Opcode.Xor),
        (0xFE00707F, 0x5033, Opcode.Srl), (0xFE00707F, 0x40005033, Opcode.Sra), (0xFE00707F, 0x6033, Opcode.Or),
        (0xFE00707F, 0x7033, Opcode.And),
        (0xFE00707F, 0x2000033, Opcode.Mul), (0xFE00707F, 0x2001033, Opcode.Mulh), (0xFE00707F, 0x2002033, Opcode.Mulhsu),
        (0xFE00707F, 0x2003033, Opcode.Mulhu), (0xFE00707F, 0x2004033, Opcode.Div), (0xFE00707F, 0x2005033, Opcode.Divu),
        (0xFE00707F, 0x2006033, Opcode.Rem), (0xFE00707F, 0x2007033, Opcode.Remu),
        (0x707F, 0x000F, Opcode.Fence), (0xFFFFFFFF, 0x73, Opcode.Ecall), (0xFFFFFFFF, 0x100073, Opcode.Ebreak),
    ];

    [Fact]
    public void EveryOpcodeHasAnEncodingHere() =>
        Assert.Equal(Enum.GetValues<Opcode>().Where(o => o != Opcode.Illegal).Order(), Encodings.Select(e => e.Opcode).Order());

    [Fact]
    public void AllOpcodeFunct3Funct7CombinationsDecodeAsTheTableSays()
    {
        for (uint funct7 = 0; funct7 < 128; funct7++)
        {
            for (uint funct3 = 0; funct3 < 8; funct3++)
            {
                for (uint opcode = 0; opcode < 128; opcode++)
                {
                    AssertDecodesAsTable(funct7 << 25 | funct3 << 12 | opcode);
                    AssertDecodesAsTable(funct7 << 25 | 0x01EF8F80 | funct3 << 12 | opcode);
                }
            }
        }
    }

    [Fact]
    public void RandomWordsDecodeAsTheTableSays()
    {
        var random = new Random(1);
        for (var i = 0; i < 300_000; i++)
        {
            AssertDecodesAsTable((uint)random.NextInt64(1L << 32));
            var (mask, match, _) = Encodings[random.Next(Encodings.Length)];
            AssertDecodesAsTable(((uint)random.NextInt64(1L << 32) & ~mask) | match);
        }
    }

    [Fact]
    public void NearMissesOfSystemInstructionsAreIllegal()
    {
        for (var bit = 7; bit < 32; bit++)
        {
            AssertDecodesAsTable(Ecall() ^ 1u << bit);
            AssertDecodesAsTable(Ebreak() ^ 1u << bit);
        }
    }

    [Theory]
    [InlineData(0x0000100Fu)] // fence.i
    [InlineData(0x30529073u)] // csrrw
    [InlineData(0xC0002573u)] // rdcycle
    [InlineData(0x30200073u)] // mret
    [InlineData(0x1000202Fu)] // lr.w
    [InlineData(0x00002007u)] // flw
    [InlineData(0x00004501u)] // c.li
    [InlineData(0x02051513u)] // slli by 32, an RV64 encoding
    [InlineData(0x0000053Bu)] // addw
    [InlineData(0x00003503u)] // ld
    [InlineData(0x00000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void ForeignInstructionsAreIllegal(uint word) => Assert.Equal(default, InstructionDecoder.Decode(word));

    [Fact]
    public void FieldsOfImmediateFormats()
    {
        foreach (var immediate in new[] { -2048, -1, 0, 1, 5, 1024, 2047 })
        {
            Assert.Equal(new(Opcode.Addi, 5, 6, 0, immediate), InstructionDecoder.Decode(Addi(5, 6, immediate)));
            Assert.Equal(new(Opcode.Lw, 31, 30, 0, immediate), InstructionDecoder.Decode(Lw(31, immediate, 30)));
            Assert.Equal(new(Opcode.Jalr, 1, 31, 0, immediate), InstructionDecoder.Decode(Jalr(1, 31, immediate)));
            Assert.Equal(new(Opcode.Sb, 0, 17, 29, immediate), InstructionDecoder.Decode(Sb(29, immediate, 17)));
        }
    }

    [Fact]
    public void FieldsOfJumps()
    {
        for (var bit = 1; bit < 20; bit++)
        {
            foreach (var offset in new[] { 1 << bit, -(1 << bit), (1 << bit) - 2 })
            {
                Assert.Equal(new(Opcode.Jal, 1, 0, 0, offset), InstructionDecoder.Decode(Jal(1, offset)));
                if (bit < 12)
                {
                    Assert.Equal(new(Opcode.Bltu, 0, 7, 8, offset), InstructionDecoder.Decode(Bltu(7, 8, offset)));
                }
            }
        }

        Assert.Equal(-(1 << 20), InstructionDecoder.Decode(Jal(1, -(1 << 20))).Immediate);
        Assert.Equal(-4096, InstructionDecoder.Decode(Beq(1, 2, -4096)).Immediate);
    }

    [Fact]
    public void FieldsOfTheRest()
    {
        Assert.Equal(new(Opcode.Lui, 9, 0, 0, unchecked((int)0xFFFFF000)), InstructionDecoder.Decode(Lui(9, 0xFFFFF)));
        Assert.Equal(new(Opcode.Auipc, 9, 0, 0, 0x12345000), InstructionDecoder.Decode(Auipc(9, 0x12345)));
        Assert.Equal(new(Opcode.Srai, 3, 4, 0, 31), InstructionDecoder.Decode(Srai(3, 4, 31)));
        Assert.Equal(new(Opcode.Slli, 3, 4, 0, 1), InstructionDecoder.Decode(Slli(3, 4, 1)));
        Assert.Equal(new(Opcode.Remu, 3, 4, 5, 0), InstructionDecoder.Decode(Remu(3, 4, 5)));
        Assert.Equal(new(Opcode.Fence, Trash, 0, 0, 0), InstructionDecoder.Decode(0xFFFF8F8F));
        Assert.Equal(new(Opcode.Ecall, 0, 0, 0, 0), InstructionDecoder.Decode(Ecall()));
    }

    [Fact]
    public void DestinationZeroBecomesTheTrashRegister()
    {
        uint[] words = [Lui(0, 1), Auipc(0, 1), Jal(0, 8), Jalr(0, 1, 0), Lb(0, 0, 1), Addi(0, 0, 0), Slli(0, 1, 1), Add(0, 1, 2), Div(0, 1, 2)];
        Assert.All(words, word => Assert.Equal(Trash, InstructionDecoder.Decode(word).Rd));
    }

    [Fact]
    public void AnInstructionHasEightBytes() => Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<Instruction>());

    private static void AssertDecodesAsTable(uint word)
    {
        var expected = Opcode.Illegal;
        foreach (var (mask, match, opcode) in Encodings)
        {
            if ((word & mask) == match)
            {
                expected = opcode;
                break;
            }
        }

        var actual = InstructionDecoder.Decode(word);
        Assert.True(expected == actual.Opcode && (expected != Opcode.Illegal || actual == default), $"0x{word:x8}: {expected}, got {actual}");
    }
}
