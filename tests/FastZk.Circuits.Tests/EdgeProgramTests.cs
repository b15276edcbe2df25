using FastZk.Vm;

namespace FastZk.Circuits.Tests;

/// <summary>S02, S08, S09, S21, S27 on honest runs: every instruction with edge operands keeps every constraint and every bus.</summary>
public class EdgeProgramTests
{
    [Theory]
    [MemberData(nameof(EdgePrograms.Names), MemberType = typeof(EdgePrograms))]
    public void EdgeOperandsAgreeWithTheReferenceAndCanBeProven(string name)
    {
        var (elf, input, exitCode) = EdgePrograms.All[name];
        var image = ElfImage.Load(elf);
        var reference = ReferenceInterpreter.Run(image, input);
        using var w = new WitnessChecks(image, input);
        Assert.Equal(exitCode, w.ExitCode);
        Assert.Equal(reference.ExitCode, w.ExitCode);
        Assert.Equal(reference.Cycles, w.Trace.Cycles);
        Assert.Equal(reference.Journal, w.Journal);
        w.AssertSound();
    }

    [Fact]
    public void LongRunsNeedBumpRowsOfRegistersAndPseudoRegisters()
    {
        var (elf, input, _) = EdgePrograms.All["long gaps"];
        using var w = new WitnessChecks(ElfImage.Load(elf), input);
        var keys = Enumerable.Range(0, w.Rows[Rv32Circuit.Bump]).Select(r => w.Get(Rv32Circuit.Bump, r, "key")).ToHashSet();
        Assert.Superset(new HashSet<uint> { 10, 11, 12, 17, 20, 33, 34 }, keys);
    }
}
