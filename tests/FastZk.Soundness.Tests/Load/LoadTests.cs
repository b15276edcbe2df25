using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Lies;
using FastZk.Stark;
using Xunit.Abstractions;

namespace FastZk.Soundness.Tests.Load;

/// <summary>The first cases of the campaigns under load and faults, and full disks.</summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cancellation", 12, "cancelled in", 3)]
    [InlineData("starved", 24, "ran out in", 3)]
    [InlineData("contention", 1, "", 1)]
    [InlineData("killed", 4, "", 1)]
    public void TheFirstCasesHold(string name, int cases, string kind, int kinds)
    {
        var count = CampaignRunner.Run(Campaign.All.Single(c => c.Name == name), 0, (ulong)cases, threads: 1);
        output.WriteLine(string.Join("\n", count.Held.Select(h => $"{h.Key}: {h.Value}")));
        Assert.Empty(count.Failures);
        Assert.Equal(cases, count.HeldCases);
        // Faults come in several phases of a proof.
        Assert.InRange(count.Held.Keys.Count(k => k.StartsWith(kind, StringComparison.Ordinal)), kinds, cases);
    }

    /// <summary>Found by the campaign "contention": the counters of the first workers stayed rented where a later worker's did not fit.</summary>
    [Fact]
    public void CountersThatDoNotAllFitGoBack()
    {
        using var workers = new WorkerSet(3);
        using var enough = new BufferPool();
        var image = SmallPrograms.Make(0).Image;
        new LookupCounts(new ProverContext(enough, workers), image).Dispose();
        using var pool = new BufferPool(enough.PeakBytes - 1);
        Assert.Throws<MemoryLimitException>(() => new LookupCounts(new ProverContext(pool, workers), image));
        Assert.Equal(0, pool.BytesInUse);
        Assert.True(pool.PeakBytes > 0);
    }

    /// <summary>A file that may not become as long as the receipt, as on a disk that is full: a typed error, the old file or none, nothing else.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public void AFullDiskLeavesTheOldFileAndNoOther(int blocks)
    {
        var folder = Directory.CreateTempSubdirectory("fastzk-").FullName;
        try
        {
            var target = Path.Combine(folder, "receipt");
            var input = Path.Combine(folder, "input");
            File.WriteAllBytes(input, new byte[64]);
            File.WriteAllBytes(target, [1, 2, 3]);
            // The runtime maps translated code through a file of its own; it is told not to. The signal is ignored, so that the write fails as on a full disk.
            var (status, error) = CliProcess.Shell($"""
                trap '' XFSZ; ulimit -f {blocks}; export DOTNET_EnableWriteXorExecute=0
                exec dotnet '{CliProcess.Dll}' prove '{CliProcess.Guest("key_ownership")}' --input '{input}' --receipt '{target}' --threads 1
                """);
            output.WriteLine(error);
            Assert.Equal(2, status);
            Assert.StartsWith("fastzk: cannot write", error);
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
            Assert.Equal(["input", "receipt"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
