using System.Reflection;
using BenchmarkDotNet.Attributes;
using FastZk.Bench.Limits;
using FastZk.Bench.Macro;
using FastZk.Bench.Stages;

namespace FastZk.Bench.Tests;

/// <summary>The stage benchmarks still fit the prover, and say what they measure.</summary>
public sealed class StageTests
{
    public static TheoryData<Type> Stages => [.. StagesCommand.All];

    [Fact]
    public void EveryStageIsListed() =>
        Assert.Equal(typeof(StageBenchmarks).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(StageBenchmarks))).OrderBy(t => t.Name), StagesCommand.All.OrderBy(t => t.Name));

    [Theory]
    [MemberData(nameof(Stages))]
    public void StageRuns(Type stage)
    {
        var benchmark = (StageBenchmarks)Activator.CreateInstance(stage)!;
        benchmark.Case = "fibonacci-64k";
        benchmark.Threads = 1;
        benchmark.Setup();
        try
        {
            Method<IterationSetupAttribute>(stage)?.Invoke(benchmark, null);
            Method<BenchmarkAttribute>(stage)!.Invoke(benchmark, null);
        }
        finally
        {
            benchmark.Cleanup();
        }

        var (work, threads) = StageFigures.Of(stage, [benchmark.Case, benchmark.Threads])!.Value;
        Assert.Equal(1, threads);
        Assert.All(work.Amounts, a => Assert.True(a.Count > 0));
        Assert.True(work.Cells > 0);
        Assert.True(work.Demand.Limit(Rates).Seconds > 0);
    }

    [Fact]
    public void SlowerOfArithmeticAndMemoryIsTheLimit()
    {
        Assert.Equal((2, "field arithmetic"), new Demand { Multiplications = 2, ReadBytes = 1 }.Limit(Rates));
        Assert.Equal((3, "memory bandwidth"), new Demand { Multiplications = 2, ReadBytes = 1, WrittenBytes = 2 }.Limit(Rates));
        Assert.Equal((4, "SHA-256"), new Demand { Multiplications = 1, Compressions = 3, ReadBytes = 2 }.Limit(Rates));
        Assert.Equal((25, 5), (Demand.ExtensionMultiplications(1).Products + 5, Demand.ExtensionMultiplications(1).Multiplications));
    }

    [Fact]
    public void EveryPartOfAReceiptIsCountedOnce()
    {
        string[] parts = ["header", "roots", "nonces", "bus totals", "out-of-domain values", "final polynomial", "main rows", "main salts", "main paths", "FRI openings", "FRI paths"];
        Assert.Equal(parts.Length, ReceiptParts.Of([.. parts.Select(p => new ReceiptBytes(p, 1))]).Sum());
        Assert.Equal([2, 1, 1, 3, 2, 2], ReceiptParts.Of([.. parts.Select(p => new ReceiptBytes(p, 1))]));
    }

    // One of everything a second.
    private static MachineRates Rates => new(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    private static MethodInfo? Method<T>(Type type) where T : Attribute => type.GetMethods().SingleOrDefault(m => m.GetCustomAttribute<T>() is not null);
}
