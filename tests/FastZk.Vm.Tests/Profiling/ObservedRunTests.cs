using FastZk.Vm.Profiling;
using FastZk.Vm.Tests.Support;
using FastZk.Vm.Trace;

namespace FastZk.Vm.Tests.Profiling;

/// <summary>A profiled run ends as every run does, and counts what the reference interpreter executes, instruction by instruction.</summary>
public sealed class ObservedRunTests
{
    private static readonly byte[] Input = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7 + 1))];

    [Fact]
    public void TerminatingProgramsAreCountedExactly()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            CheckCounts(ElfImage.Load(RandomPrograms.Terminating(seed)), Input);
        }
    }

    [Theory]
    [InlineData("edit_distance", new byte[] { 3, 0, 0, 0, 2, 0, 0, 0, 1, 2, 3, 1, 3 })]
    [InlineData("mixed", new byte[] { 1, 0, 0, 0, 9, 0, 0, 0 })]
    [InlineData("sha256_stream", new byte[] { 1, 2, 3 })]
    [InlineData("sort", new byte[] { 77, 0, 0, 0, 5, 0, 0, 0 })]
    public void GuestsAreCountedExactly(string guest, byte[] input) => CheckCounts(Profiles.Prebuilt(guest), input);

    [Fact]
    public void FaultsAndLimitsAreThoseOfARun()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var image = ElfImage.Load(RandomPrograms.Wild(seed));
            var options = new ExecutionOptions { MaxCycles = 1 + seed * 5, MaxJournalBytes = 4000 };
            Assert.Equal(End(() => Executor.Run(image, Input, options)), End(() => GuestProfiler.Run(image, Input, new() { Weights = Profiles.Weights, Execution = options }).Result));
        }
    }

    [Fact]
    public void CancellingEndsARun()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var image = Guest.Load([Assembler.Jal(0, 0)]);
        Assert.Throws<OperationCanceledException>(() => GuestProfiler.Run(image, default, new() { Weights = Profiles.Weights }, source.Token));
        Assert.Throws<OperationCanceledException>(() => GuestProfiler.Run(image, default, new() { Weights = Profiles.Weights, Execution = new() { CancellationToken = source.Token } }));
    }

    private static void CheckCounts(ElfImage image, byte[] input)
    {
        var expected = new long[image.Code.Length];
        var reference = new ReferenceInterpreter(image, input);
        do
        {
            expected[(reference.Pc - image.CodeBase) / 4]++;
        }
        while (reference.Step());

        var profile = Profiles.Of(image, input);
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => profile.Counts[i]));
        Assert.Equal(reference.Cycles, profile.Result.Cycles);

        // Every instruction is charged once, to the function that it lies in.
        var byFunction = new long[profile.Names.Count];
        long cycles = 0, cells = 0;
        for (var n = 1; n < profile.Tree.Count; n++)
        {
            byFunction[profile.Tree[n].Function] += profile.Tree[n].Cycles;
            cycles += profile.Tree[n].Cycles;
            cells += profile.Tree[n].Cells;
        }

        Assert.Equal(reference.Cycles, cycles);
        var own = profile.Counts.ByClass().Select((count, c) => count * Profiles.Weights.Classes[c]).Sum();
        Assert.Equal(own + 1000 * profile.Counters.InputWords + 10_000 * profile.Counters.JournalWords, cells);
        foreach (var (f, function) in profile.Functions.Functions.Index())
        {
            Assert.Equal(expected.Skip(function.First).Take(function.Count).Sum(), byFunction[f]);
        }

        using var pool = new FastZk.Memory.BufferPool();
        using var trace = Recorder.Record(image, input, ExecutionOptions.Default, pool, default);
        Assert.Equal((trace.InputWords.Count, trace.JournalWords.Count), (profile.Counters.InputWords, profile.Counters.JournalWords));
    }

    private static string End(Func<ExecutionResult> run)
    {
        try
        {
            var result = run();
            return $"exit {result.ExitCode} after {result.Cycles}, journal {Convert.ToHexString(result.Journal)}";
        }
        catch (GuestFaultException fault)
        {
            return fault.Message;
        }
    }
}
