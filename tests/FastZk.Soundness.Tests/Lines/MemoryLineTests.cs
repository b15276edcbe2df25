using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>S11 to S13, S25, S28: memory, time and the chain of states, from ELF to verdict.</summary>
public sealed class MemoryLineTests
{
    private static readonly string[] Final = ["time", "final0", "final1"];

    private const int AddImmediate = (int)InstructionClass.AddImmediate, Boundary = Rv32Circuit.Boundary;

    [Fact]
    public void S11_AReadDoesNotSeeAnOlderValue()
    {
        // x5 = 1; x5 = 2; x6 = x5, the read put between the two writes.
        ForgedRun.AssertRejected(Bare.Elf([Addi(T0, 0, 1), Addi(T0, 0, 2), Addi(T1, T0, 0)]), [], w =>
        {
            int one = w.Find(AddImmediate, "imm0", 1), two = w.Find(AddImmediate, "imm0", 2), read = w.Find(AddImmediate, "rs1", T0);
            w.Set(AddImmediate, read, "time_a", w.Get(AddImmediate, one, "time") + 3);
            w.Set(AddImmediate, read, "a0", 1);
            w.Set(AddImmediate, read, "r0", 1);
            w.Set(AddImmediate, two, "time_d", w.Get(AddImmediate, read, "time") + 1);
            w.End(T0, w.Get(AddImmediate, two, "time") + 3, 2);
            w.End(T1, w.Get(AddImmediate, read, "time") + 3, 1);
        }, $"bus {Bus.Range} ");
    }

    [Fact]
    public void S12_ARegisterBeginsAtZero()
    {
        // Nobody touches x7: it begins and ends with 7.
        ForgedRun.AssertRejected(Bare.Elf([Addi(T0, 0, 1)]), [], w =>
        {
            var row = w.Find(Boundary, "key", T2);
            w.Set(Boundary, row, "initial0", 7);
            w.Set(Boundary, row, "final0", 7);
        }, "initial0");
    }

    [Fact]
    public void S13_AReadKeepsToItsBuffer()
    {
        // read(0, Data, 4): the bytes arrive one word further on.
        ForgedRun.AssertRejected(Bare.ElfWithData([0, 0], Bare.Call(63, 0, Bare.Data, 4)), [1, 2, 3, 4], w =>
        {
            var key = WitnessEdits.Key(Bare.Data);
            int first = w.Find(Boundary, "key", key), second = w.Find(Boundary, "key", key + 1);
            w.Set(Rv32Circuit.Input, 0, "word", w.Get(Rv32Circuit.Input, 0, "word") + 1);
            foreach (var column in Final)
            {
                w.Set(Boundary, second, column, w.Get(Boundary, first, column));
                w.Set(Boundary, first, column, 0);
            }
        }, $"bus {Bus.Device} ");
    }

    [Fact]
    public void S25_AWordOfTheImageBeginsAsTheImageSays()
    {
        ForgedRun.AssertRejected(Bare.ElfWithData([3], [Addi(T0, 0, 1)]), [], w =>
        {
            var row = w.Find(Boundary, "key", WitnessEdits.Key(Bare.Data));
            w.Set(Boundary, row, "initial0", 4);
            w.Set(Boundary, row, "final0", 4);
        }, $"bus {Bus.Image} ");
    }

    [Fact]
    public void S28_ALoopBesideTheRunDoesNotClose()
    {
        // "j ." at a time of its own, with accesses of the trash register put behind the run's.
        const int constant = (int)InstructionClass.Constant;
        ForgedRun.AssertRejected(Bare.Elf([Jal(0, 8), Jal(0, 0), Addi(T0, 0, 1)]), [], w =>
        {
            var row = w.Rows[constant];
            var end = w.Find(Boundary, "key", Instruction.TrashRegister);
            w.Copy(constant, 0, row);
            w.Set(constant, row, "time_d", w.Get(Boundary, end, "time"));
            w.Set(constant, row, "old0", w.Get(constant, 0, "r0"));
            w.Set(constant, row, "old1", w.Get(constant, 0, "r1"));
            w.Set(constant, row, "pc", w.Image.Entry + 4);
            w.Set(constant, row, "next_pc", w.Image.Entry + 4);
            w.Set(constant, row, "r0", w.Image.Entry + 8 & 0xFFFF);
            w.Set(constant, row, "r1", w.Image.Entry + 8 >> 16);
            w.Set(constant, row, "time", 1000);
            w.End(Instruction.TrashRegister, 1003, w.Get(constant, row, "r0"));
            w.Set(Boundary, end, "final1", w.Get(constant, row, "r1"));
        }, $"bus {Bus.State} ");
    }
}
