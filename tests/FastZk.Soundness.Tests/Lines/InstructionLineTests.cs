using FastZk.Circuits;
using FastZk.Circuits.Tests;
using FastZk.Vm;
using FastZk.Vm.Trace;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Soundness.Tests.Lines;

/// <summary>S01 to S10: single instructions, from ELF to verdict. Each forgery is carried through: the later rows agree with the lie.</summary>
public sealed class InstructionLineTests
{
    private static readonly string[] Quotient = ["q0", "q1", "q0_low", "q1_low", "chosen0", "chosen1", "result0", "result1"];

    private const int AddImmediate = (int)InstructionClass.AddImmediate, Add = (int)InstructionClass.Add, Divide = (int)InstructionClass.Divide;

    [Fact]
    public void S01_X0HoldsNothing()
    {
        // addi x0, x0, 5 writes the trash register; claimed to write x0, which nobody reads afterwards.
        ForgedRun.AssertRejected(Vm.Tests.Support.ElfBuilder.FromCode(Addi(A0, 0, 0), Addi(A7, 0, 93), Addi(0, 0, 5), Ecall()), [], w =>
        {
            var row = w.Find(AddImmediate, "rd", Instruction.TrashRegister);
            var time = w.Get(AddImmediate, row, "time");
            w.Set(AddImmediate, row, "rd", 0);
            w.Set(AddImmediate, row, "time_d", time + 1);
            w.End(Instruction.TrashRegister, 0, 0);
            w.End(0, time + 3, 5);
        }, $"bus {Bus.Program} ");
    }

    [Fact]
    public void S02_OneRegisterInSeveralPlacesOfAnInstruction()
    {
        // t0 = 3; t0 = t0 + t0, the second read claimed to be of 4: three accesses of one register in one row, at times of their own.
        ForgedRun.AssertRejected(Bare.Elf([Addi(T0, 0, 3), Vm.Tests.Support.Assembler.Add(T0, T0, T0)]), [], w =>
        {
            w.Set(Add, 0, "b0", 4);
            w.Set(Add, 0, "r0", 7);
            w.Set(Add, 0, "old0", 4);
            w.End(T0, w.Get(Add, 0, "time") + 3, 7);
        }, $"bus {Bus.Memory} ");
    }

    [Fact]
    public void S02_AllInstructionsWithEqualRegistersProve()
    {
        var (elf, input, _) = EdgePrograms.All["x0 and equal registers"];
        ForgedRun.AssertProves(elf, input, ReferenceInterpreter.Run(ElfImage.Load(elf), input).Journal);
    }

    [Fact]
    public void S03_NoStepIsLeftOut()
    {
        // t1 = t0 + 2 is left out, and with it its accesses.
        ForgedRun.AssertRejected(Bare.Elf([Addi(T0, 0, 1), Addi(T1, T0, 2)]), [], w =>
        {
            w.Clear(AddImmediate, w.Find(AddImmediate, "rd", T1));
            w.End(T0, w.Get(AddImmediate, w.Find(AddImmediate, "rd", T0), "time") + 3, 1);
            w.End(T1, 0, 0);
        }, $"bus {Bus.State} ");
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(0x10000u)]
    public void S04_TheExitCodeIsTheGuests(uint code) => ForgedRun.AssertRejected(Bare.Elf([Addi(T0, 0, 1)]), [], w => w.ExitCode = code, $"bus {Bus.Public} ");

    [Fact]
    public void S05_AnAdditionIsNoSubtraction()
    {
        ForgedRun.AssertRejected(Bare.Elf([Addi(T1, 0, 7), Addi(T2, 0, 2), Vm.Tests.Support.Assembler.Add(T0, T1, T2)]), [], w =>
        {
            w.Set(Add, 0, "is_add", 0);
            w.Set(Add, 0, "is_sub", 1);
            w.Set(Add, 0, "r0", 5);
            w.End(T0, w.Get(Add, 0, "time") + 3, 5);
        }, $"bus {Bus.Program} ");
    }

    [Fact]
    public void S06_ARowNotInUseWritesNothing()
    {
        // A register that nobody touched ends with 5, written by a row without its flag.
        ForgedRun.AssertRejected(Bare.Elf([Addi(T0, 0, 1)]), [], w =>
        {
            var row = w.Rows[AddImmediate];
            w.Copy(AddImmediate, w.Find(AddImmediate, "rd", T0), row);
            w.Set(AddImmediate, row, "is_real", 0);
            w.Set(AddImmediate, row, "rd", T2);
            w.Set(AddImmediate, row, "time_a", 7);
            w.Set(AddImmediate, row, "time", 7);
            w.Set(AddImmediate, row, "time_d", 0);
            w.End(T2, 7, 1);
        }, "idle");
    }

    [Fact]
    public void S08_ADivisionByZeroGivesAllOnes()
    {
        ForgedRun.AssertRejected(Bare.Elf([Addi(T1, 0, 7), Divu(T0, T1, 0)]), [], w =>
        {
            foreach (var column in Quotient)
            {
                w.Set(Divide, 0, column, 0);
            }

            w.End(T0, w.Get(Divide, 0, "time") + 3, 0);
            w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", T0), "final1", 0);
        }, "zero_q");
    }

    [Fact]
    public void S09_ALoadedByteIsExtendedByItsSign()
    {
        const int load = (int)InstructionClass.LoadPart;
        ForgedRun.AssertRejected(Bare.ElfWithData([0x80], Li(Bare.In, Bare.Data), [Lb(T0, 0, Bare.In)]), [], w =>
        {
            w.Set(load, 0, "sign_byte", 0);
            w.Set(load, 0, "r0", 0x80);
            w.End(T0, w.Get(load, 0, "time") + 3, 0x80);
            w.Set(Rv32Circuit.Boundary, w.Find(Rv32Circuit.Boundary, "key", T0), "final1", 0);
        }, $"bus {Bus.Range} ");
    }

    [Fact]
    public void S10_AnAddressHasOneKey()
    {
        // The word at Data read as that 2^14 before it with the high limb one more: the same key, the carries agree, no limb of the address.
        const int load = (int)InstructionClass.LoadWord;
        ForgedRun.AssertRejected(Bare.ElfWithData([5], Li(Bare.In, Bare.Data), [Lw(T0, 0, Bare.In)]), [], w =>
        {
            w.Set(load, 0, "quarter", w.Get(load, 0, "quarter") - (1L << 14));
            w.Set(load, 0, "sum1", w.Get(load, 0, "sum1") + 1L);
        }, $"bus {Bus.Range} ");
    }
}
