using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Each instruction on edge operands, against the reference and, where the manual fixes a value, against that.</summary>
public sealed class InstructionTests
{
    private static readonly uint[] Edges =
    [
        0, 1, 2, 3, 31, 32, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x12345678,
        0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_0000, 0xFFFF_8000, 0xFFFF_FFE0, 0xFFFF_FFFE, 0xFFFF_FFFF,
    ];

    private static readonly int[] EdgeImmediates = [-2048, -2047, -1, 0, 1, 2, 31, 255, 1024, 2047];

    public static TheoryData<int> RegisterForms => [.. Enumerable.Range(0, 18)];

    // Every operand pair in one program; the results land in memory, so one run checks hundreds of them.
    [Theory]
    [MemberData(nameof(RegisterForms))]
    public void RegisterFormsOnAllEdgePairs(int index)
    {
        Func<int, int, int, uint> encode = new Func<int, int, int, uint>[]
        {
            Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Mul, Mulh, Mulhsu, Mulhu, Div, Divu, Rem, Remu,
        }[index];
        var code = new List<uint>(Li(Sp, 0x100000));
        foreach (var a in Edges)
        {
            foreach (var b in Edges)
            {
                code.AddRange([.. Li(5, a), .. Li(6, b), encode(7, 5, 6), encode(6, 5, 6), encode(5, 5, 5), encode(0, 7, 6)]);
                code.AddRange([Sw(7, 0, Sp), Sw(6, 4, Sp), Sw(5, 8, Sp), Sw(0, 12, Sp), Addi(Sp, Sp, 16)]);
            }
        }

        Guest.Run(Guest.Load([.. code], Exit(0)));
    }

    [Fact]
    public void ImmediateFormsOnAllEdges()
    {
        Func<int, int, int, uint>[] forms = [Addi, Slti, Sltiu, Xori, Ori, Andi, Slli, Srli, Srai];
        var code = new List<uint>(Li(Sp, 0x100000));
        foreach (var encode in forms)
        {
            foreach (var a in Edges)
            {
                foreach (var immediate in EdgeImmediates)
                {
                    code.AddRange([.. Li(5, a), encode(7, 5, immediate), encode(5, 5, immediate), encode(0, 5, immediate)]);
                    code.AddRange([Sw(7, 0, Sp), Sw(5, 4, Sp), Addi(Sp, Sp, 8)]);
                }
            }
        }

        Guest.Run(Guest.Load([.. code], Exit(0)));
    }

    [Fact]
    public void BranchesOnAllEdgePairs()
    {
        Func<int, int, int, uint>[] forms = [Beq, Bne, Blt, Bge, Bltu, Bgeu];
        var code = new List<uint>();
        foreach (var encode in forms)
        {
            foreach (var a in Edges)
            {
                foreach (var b in Edges)
                {
                    code.AddRange([.. Li(5, a), .. Li(6, b), Slli(7, 7, 1), encode(5, 6, 8), Addi(7, 7, 1), encode(5, 5, 8), Xori(7, 7, 77)]);
                }
            }
        }

        Guest.Run(Guest.Load([.. code], Exit(0)));
    }

    [Theory]
    [InlineData(0x80000000u, 0xFFFFFFFFu, 0x80000000u, 0u, 0u, 0x80000000u)]
    [InlineData(7u, 0u, 0xFFFFFFFFu, 7u, 0xFFFFFFFFu, 7u)]
    [InlineData(0x80000000u, 0u, 0xFFFFFFFFu, 0x80000000u, 0xFFFFFFFFu, 0x80000000u)]
    [InlineData(0xFFFFFFF9u, 2u, 0xFFFFFFFDu, 0xFFFFFFFFu, 0x7FFFFFFCu, 1u)]
    [InlineData(7u, 0xFFFFFFFEu, 0xFFFFFFFDu, 1u, 0u, 7u)]
    [InlineData(0u, 0u, 0xFFFFFFFFu, 0u, 0xFFFFFFFFu, 0u)]
    public void DivisionAsTheManualSays(uint a, uint b, uint div, uint rem, uint divu, uint remu)
    {
        Assert.Equal(div, Guest.Evaluate(7, Li(5, a), Li(6, b), [Div(7, 5, 6)]));
        Assert.Equal(rem, Guest.Evaluate(7, Li(5, a), Li(6, b), [Rem(7, 5, 6)]));
        Assert.Equal(divu, Guest.Evaluate(7, Li(5, a), Li(6, b), [Divu(7, 5, 6)]));
        Assert.Equal(remu, Guest.Evaluate(7, Li(5, a), Li(6, b), [Remu(7, 5, 6)]));
    }

    [Theory]
    [InlineData(0x80000000u, 0x80000000u, 0x40000000u, 0xC0000000u, 0x40000000u)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu, 0u, 0xFFFFFFFFu, 0xFFFFFFFEu)]
    [InlineData(0x7FFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0x7FFFFFFEu, 0x7FFFFFFEu)]
    public void UpperProductsAsTheManualSays(uint a, uint b, uint mulh, uint mulhsu, uint mulhu)
    {
        Assert.Equal(mulh, Guest.Evaluate(7, Li(5, a), Li(6, b), [Mulh(7, 5, 6)]));
        Assert.Equal(mulhsu, Guest.Evaluate(7, Li(5, a), Li(6, b), [Mulhsu(7, 5, 6)]));
        Assert.Equal(mulhu, Guest.Evaluate(7, Li(5, a), Li(6, b), [Mulhu(7, 5, 6)]));
    }

    [Fact]
    public void LoadsExtendAndStoresKeepTheirNeighbours()
    {
        uint[] word = [.. Li(Sp, 0x30000), .. Li(5, 0x80FF7F81), Sw(5, 0, Sp)];
        Assert.Equal(0xFFFFFF81u, Guest.Evaluate(7, word, [Lb(7, 0, Sp)]));
        Assert.Equal(0x81u, Guest.Evaluate(7, word, [Lbu(7, 0, Sp)]));
        Assert.Equal(0xFFFF80FFu, Guest.Evaluate(7, word, [Lh(7, 2, Sp)]));
        Assert.Equal(0x80FFu, Guest.Evaluate(7, word, [Lhu(7, 2, Sp)]));
        Assert.Equal(0x7F81u, Guest.Evaluate(7, word, [Lh(7, 0, Sp)]));
        Assert.Equal(0x80AA7F81u, Guest.Evaluate(7, word, Li(6, 0x123456AA), [Sb(6, 2, Sp), Lw(7, 0, Sp)]));
        Assert.Equal(0xBBCC7F81u, Guest.Evaluate(7, word, Li(6, 0x1234BBCC), [Sh(6, 2, Sp), Lw(7, 0, Sp)]));
    }

    [Fact]
    public void AddressesWrapAndReachTheEnds()
    {
        Assert.Equal(5u, Guest.Evaluate(7, [Addi(5, 0, 5), Sw(5, -260, 0), Lw(7, -260, 0)]));
        Assert.Equal(5u, Guest.Evaluate(7, [Addi(5, 0, 5), Sb(5, -257, 0), Lbu(7, -257, 0)]));
        Assert.Equal(5u, Guest.Evaluate(7, Li(6, 0xFFFFFFFC), [Addi(5, 0, 5), Sw(5, 4, 6), Lw(7, 0, 0)]));
    }

    [Fact]
    public void MemoryThatNobodyWroteIsZero() => Assert.Equal(0u, Guest.Evaluate(7, Li(6, 0x8000_0000), [Addi(7, 0, 1), Lw(7, 0, 6)]));

    [Fact]
    public void RegistersStartAtZeroAndX0StaysZero()
    {
        var all = Enumerable.Range(1, 31).Select(i => Or(5, 5, i)).ToArray();
        Assert.Equal(0u, Guest.Evaluate(5, all));
        Assert.Equal(0u, Guest.Evaluate(7, [Addi(0, 0, 5), Lui(0, 5), Auipc(0, 5), Lw(0, 0, 0), Jal(0, 4), Add(7, 0, 0)]));
    }

    [Fact]
    public void JumpsLinkAndJalrTakesItsTargetBeforeItWritesRd()
    {
        Assert.Equal(0x10004u, Guest.Evaluate(7, [Jal(7, 4)]));
        Assert.Equal(0x10008u, Guest.Evaluate(7, [Auipc(7, 0), Jalr(7, 7, 13), Addi(7, 0, 1)]));
        Assert.Equal(0xF000u, Guest.Evaluate(7, [Auipc(7, 0xFFFFF)]));
    }
}
