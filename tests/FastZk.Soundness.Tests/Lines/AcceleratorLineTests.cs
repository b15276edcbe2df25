using System.Numerics;
using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>
/// S23: lies about calls of Keccak and of the 256-bit multiplication, as complete receipts. All that follows from a lie is told to fit; what is named stands
/// alone against it. (The lying machine lies at random about all accelerators.)
/// </summary>
public class AcceleratorLineTests
{
    private const uint State = Bare.Data, Blocks = State + 200;

    private static readonly Multiplication Product = new(Multiplications.Secp256K1 - 5, Multiplications.Secp256K1 - 7, 3, 4, Multiplications.Secp256K1);

    [Fact]
    public void S23_AProductHasNoOtherRemainder() => AssertRejected(Product, Product.Q - 1, Product.R + Product.M, $"bus {Bus.Range} ");

    [Fact]
    public void S23_AWideProductHasNoOtherHalves()
    {
        var wide = Product with { M = Multiplications.Top + 1, IsWide = true };
        AssertRejected(wide, wide.Q - 1, wide.R + wide.M, $"bus {Bus.Range} ");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void S23_AProductIsNotThatOfAnOlderOperand(string name)
    {
        // The operand's first byte is overwritten before the call, which goes on with the old one.
        var address = (int)Bare.Data + 32 * (1 + (name[0] - 'a'));
        uint[] store = [.. Assembler.Li(Bare.In, (uint)address), Assembler.Sb(0, 0, Bare.In)];
        using var f = new MultiplicationForge(Product, store);
        var older = Product.A * Product.B + Product.C + Product.D;
        Assert.Equal(0, f[name + "_0"]);
        f[name + "_0"] = (long)((name == "a" ? Product.A : Product.B) & 0xFF);
        f.Claim(older / Product.M, older % Product.M);
        ForgedRun.AssertRejected(Elf(Product, store), f.W, $"bus {Bus.Memory} ");
    }

    [Fact]
    public void S23_APermutationIsNotLeftOut()
    {
        var elf = Keccak(Bare.Call(EcallNumber.KeccakPermute, State));
        ForgedRun.AssertRejected(elf, [], w =>
        {
            for (var row = 0; row < w.Rows[Rv32Circuit.KeccakPermute]; row++)
            {
                w.Clear(Rv32Circuit.KeccakPermute, row);
            }

            for (var row = 0; row < w.Rows[Rv32Circuit.KeccakParity]; row++)
            {
                w.Set(Rv32Circuit.KeccakParity, row, "count", 0);
            }

            for (var k = 0; k < 50; k++)
            {
                Result(w, k, Old(w, k));
            }
        }, $"bus {Bus.Keccak} ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(34)]
    [InlineData(49)]
    public void S23_NoWordOfAPermutedStateIsAnother(int word)
    {
        var elf = Keccak(Bare.Call(EcallNumber.KeccakAbsorb, State, Blocks, 2));
        ForgedRun.AssertRejected(elf, [], w => Result(w, word, New(w, word) ^ 0x0100_0001), $"bus {Bus.Keccak} ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void S23_NoOtherNumberOfBlocksIsAbsorbed(int count)
    {
        // The rows of the state say so; the call and a2 say 2, and two permutations lead 68 words on.
        var elf = Keccak(Bare.Call(EcallNumber.KeccakAbsorb, State, Blocks, 2));
        ForgedRun.AssertRejected(elf, [], w =>
        {
            for (var row = 0; row < w.Rows[Rv32Circuit.KeccakState]; row++)
            {
                w.Set(Rv32Circuit.KeccakState, row, "last_word", w.Get(Rv32Circuit.KeccakState, row, "first_word") + 34 * count);
            }
        }, $"bus {Bus.Keccak} ");
    }

    private static void AssertRejected(Multiplication x, BigInteger q, BigInteger r, string because)
    {
        using var f = new MultiplicationForge(x);
        f.Claim(q, r);
        ForgedRun.AssertRejected(Elf(x), f.W, because);
    }

    private static byte[] Elf(Multiplication x, params uint[] before) =>
        Bare.ElfWithData(Multiplications.Data(x), before, Multiplications.Call(x.IsWide, Bare.Data));

    private static byte[] Keccak(uint[] call) => Bare.ElfWithData([.. Enumerable.Range(1, 50 + 2 * 34).Select(i => 0x9E37_79B9u * (uint)i)], call);

    private static uint Old(WitnessChecks w, int word) => Word(w, "old", word);

    private static uint New(WitnessChecks w, int word) => Word(w, "new", word);

    private static uint Word(WitnessChecks w, string name, int word) =>
        w.Get(Rv32Circuit.KeccakState, word / 6, $"{name}{word % 6}_0") | w.Get(Rv32Circuit.KeccakState, word / 6, $"{name}{word % 6}_1") << 16;

    // Claims a word of the state behind the only call, and as the end of memory.
    private static void Result(WitnessChecks w, int word, uint value)
    {
        var row = word / 6;
        w.Set(Rv32Circuit.KeccakState, row, $"new{word % 6}_0", value & 0xFFFF);
        w.Set(Rv32Circuit.KeccakState, row, $"new{word % 6}_1", value >> 16);
        for (var i = 0; i < 4; i++)
        {
            var limb = 3 * i + 1;
            w.Set(Rv32Circuit.KeccakState, row, $"new_low{i}", w.Get(Rv32Circuit.KeccakState, row, $"new{limb / 2}_{limb % 2}") & 0xFF);
        }

        var end = w.Find(Rv32Circuit.Boundary, "key", WitnessEdits.Key(State + 4 * (uint)word));
        w.Set(Rv32Circuit.Boundary, end, "final0", value & 0xFFFF);
        w.Set(Rv32Circuit.Boundary, end, "final1", value >> 16);
    }
}
