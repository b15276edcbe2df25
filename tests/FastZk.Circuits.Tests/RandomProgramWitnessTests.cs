using FastZk.Vm;
using FastZk.Vm.Tests.Support;

namespace FastZk.Circuits.Tests;

/// <summary>S24: the recorded trace against executor and reference, and the witness of random programs.</summary>
public class RandomProgramWitnessTests
{
    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void S24_TerminatingProgramsEndAlikeAndKeepAllConstraints(int group)
    {
        for (var seed = 100 * group; seed < 100 * group + 50; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Terminating(seed));
            var executed = Executor.Run(image, Input);
            var reference = ReferenceInterpreter.Run(image, Input);
            using var w = new WitnessChecks(image, Input);
            Assert.Equal((executed.ExitCode, executed.Cycles), (w.ExitCode, w.Trace.Cycles));
            Assert.Equal((reference.ExitCode, reference.Cycles), (w.ExitCode, w.Trace.Cycles));
            Assert.Equal(executed.Journal, w.Journal);
            Assert.Equal(reference.Journal, w.Journal);
            // The fixed tables take most of the time: the rows of all programs, the buses of every fifth.
            Assert.Empty(w.Violations());
            if (seed % 5 == 0)
            {
                Assert.Empty(w.Imbalances());
            }
        }
    }

    [Fact]
    public void S24_WildProgramsFaultAlike()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Wild(seed));
            var options = new ExecutionOptions { MaxCycles = 5000 };
            var executed = End(() => Executor.Run(image, Input, options));
            var recorded = End(() =>
            {
                using var t = Vm.Trace.Recorder.Record(image, Input, options, WitnessChecks.Context.Pool, default);
                return new ExecutionResult { Cycles = t.Cycles, ExitCode = t.ExitCode, Journal = t.Journal };
            });
            Assert.Equal(executed, recorded);
        }
    }

    private static string End(Func<ExecutionResult> run)
    {
        try
        {
            var r = run();
            return $"exit {r.ExitCode} after {r.Cycles}, {Convert.ToHexString(r.Journal)}";
        }
        catch (GuestFaultException e)
        {
            return e.Message;
        }
    }
}
