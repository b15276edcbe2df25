using FastZk.Vm.Tests.Support;

namespace FastZk.Vm.Tests;

/// <summary>The executor against the reference interpreter on random programs (soundness checklist S24).</summary>
public sealed class RandomProgramTests
{
    private const int Batches = 10, ProgramsPerBatch = 200;

    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TerminatingProgramsEndAlike(int batch)
    {
        for (var seed = batch * ProgramsPerBatch; seed < (batch + 1) * ProgramsPerBatch; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Terminating(seed));
            var expected = Outcome.OfReference(image, Input);
            Assert.StartsWith("exit", expected.End);
            AssertSame(seed, expected, Outcome.OfExecutor(image, Input));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void WildProgramsEndAlike(int batch)
    {
        var options = new ExecutionOptions { MaxCycles = 3000, MaxJournalBytes = 4000 };
        for (var seed = batch * ProgramsPerBatch; seed < (batch + 1) * ProgramsPerBatch; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Wild(seed));
            AssertSame(seed, Outcome.OfReference(image, Input, options), Outcome.OfExecutor(image, Input, options));
        }
    }

    [Fact]
    public void WildProgramsReachManyKindsOfFault()
    {
        var seen = new HashSet<FaultKind>();
        for (var seed = 0; seed < 2000; seed++)
        {
            try
            {
                Executor.Run(ElfImage.Load(RandomPrograms.Wild(seed)), Input, new() { MaxCycles = 3000 });
            }
            catch (GuestFaultException fault)
            {
                seen.Add(fault.Kind);
            }
        }

        FaultKind[] expected =
        [
            FaultKind.IllegalInstruction, FaultKind.MisalignedLoad, FaultKind.MisalignedStore, FaultKind.MisalignedJump,
            FaultKind.OutsideProgram, FaultKind.UnknownEcall, FaultKind.AddressOutOfRange, FaultKind.CycleLimit,
        ];
        Assert.Empty(expected.Except(seen));
    }

    [Fact]
    public void EveryCycleLimitStopsAtTheSameInstruction()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Terminating(seed, items: 15));
            var cycles = Executor.Run(image, Input).Cycles;
            for (var limit = Math.Max(1, cycles - 400); limit <= cycles + 1; limit++)
            {
                var options = new ExecutionOptions { MaxCycles = limit };
                AssertSame(seed, Outcome.OfReference(image, Input, options), Outcome.OfExecutor(image, Input, options));
            }

            for (var limit = 1; limit < 100; limit++)
            {
                var options = new ExecutionOptions { MaxCycles = limit };
                var wild = ElfImage.Load(RandomPrograms.Wild(seed));
                AssertSame(seed, Outcome.OfReference(wild, Input, options), Outcome.OfExecutor(wild, Input, options));
            }
        }
    }

    private static void AssertSame(int seed, Outcome expected, Outcome actual) =>
        Assert.True(expected == actual, $"seed {seed}\nexpected {expected}\nactual   {actual}");
}
