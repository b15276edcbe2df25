using FastZk.Vm.Tests.Support;
using static FastZk.Vm.Tests.Support.Assembler;

namespace FastZk.Vm.Tests;

/// <summary>Cancellation, stores to text, and runs that share a program.</summary>
public sealed class ExecutorTests
{
    private static readonly ElfImage Endless = Guest.Load([Jal(0, 0)]);

    [Fact]
    public void CancellationEndsAnEndlessLoop()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => Executor.Run(Endless, default, new() { MaxCycles = long.MaxValue }, source.Token));
        Assert.Throws<OperationCanceledException>(() => Executor.Run(Endless, default, new() { CancellationToken = source.Token }));
    }

    [Fact]
    public void StoresToTextChangeWhatLoadsSeeButNotWhatRuns()
    {
        var warnings = new List<(uint Pc, uint Address)>();
        var image = Guest.Load(
            [Auipc(5, 0), Sw(0, 8, 5), Addi(6, 0, 3), Sb(0, 9, 5), Lw(7, 8, 5), Add(A0, 6, 7)], Exit());
        var options = new ExecutionOptions { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) };
        Assert.Equal(3u, Guest.Run(image).ExitCode);
        Assert.Equal(3u, Executor.Run(image, default, options).ExitCode);
        Assert.Equal((0x10004u, 0x10008u), Assert.Single(warnings));
    }

    [Fact]
    public void ReadsIntoTextWarnToo()
    {
        var warnings = new List<(uint Pc, uint Address)>();
        var options = new ExecutionOptions { TextStoreWarning = (pc, address) => warnings.Add((pc, address)) };
        Executor.Run(Guest.Load(Guest.Call(63, 0, 0xFFFE, 4), Exit(0)), [1, 2, 3, 4], options);
        Assert.Equal((0x10020u, 0x10000u), Assert.Single(warnings));
        warnings.Clear();
        Executor.Run(Guest.Load(Guest.Call(63, 0, 0xFFFC, 4), Exit(0)), [1, 2, 3, 4], options);
        Assert.Empty(warnings);
    }

    [Fact]
    public void OneProgramServesManyRunsAtOnce()
    {
        var image = ElfImage.Load(RandomPrograms.Terminating(99));
        var expected = Executor.Run(image, default);
        Parallel.For(0, 16, _ =>
        {
            var result = Executor.Run(image, default);
            Assert.Equal((expected.Cycles, expected.ExitCode), (result.Cycles, result.ExitCode));
            Assert.Equal(expected.Journal, result.Journal);
        });
    }

    [Fact]
    public void LongLoopsCountExactly()
    {
        // 2 + 2n + 4 cycles, over several slices of the interpreter.
        var result = Executor.Run(Guest.Load(Li(T0, 5_000_000), [Addi(T0, T0, -1), Bne(T0, 0, -4)], Exit(0)), default);
        Assert.Equal(10_000_006, result.Cycles);
    }
}
