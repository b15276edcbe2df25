using System.Diagnostics;
using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>Runs seeds that the ledger does not have yet, a chunk at a time, and says how far it is.</summary>
/// <param name="campaign">what to run.</param>
/// <param name="chunk">seeds of a chunk.</param>
/// <param name="threads">threads, at least 1.</param>
/// <param name="record">whether the counts go to the ledger.</param>
/// <param name="again">whether seeds that the ledger has run too; not together with <paramref name="record"/>.</param>
internal sealed class Chunks(Campaign campaign, ulong chunk, int threads, bool record, bool again)
{
    private readonly string _path = Repository.Path(Ledger.RelativePath);

    /// <summary>Runs so many seeds from <paramref name="from"/> on; returns 1 when a case broke, otherwise 0.</summary>
    public int Run(ulong from, ulong cases, CancellationToken stop)
    {
        List<SeedRange> done = again ? [] : [.. Ledger.Read(_path).Done(campaign.Name, campaign.Version)];
        var total = new CampaignCount { Version = campaign.Version };
        var start = Stopwatch.GetTimestamp();
        for (var left = cases; left > 0 && !stop.IsCancellationRequested;)
        {
            var range = SeedRange.Gap(done, from, Math.Min(left, chunk));
            var count = CampaignRunner.Run(campaign, range.From, range.To, threads, stop);
            left -= range.To - range.From;
            total.Merge(count);
            done = SeedRange.Union([.. done, .. count.Ranges]);
            if (record)
            {
                // Read anew: another campaign may have written meanwhile.
                var ledger = Ledger.Read(_path);
                ledger.Add(campaign.Name, count);
                ledger.Write(_path);
            }

            Console.WriteLine($"{campaign.Name}: {total.HeldCases:N0} held, {total.Void:N0} void, {total.Broke:N0} broke, "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s, slowest {total.SlowestMilliseconds} ms, most bytes {total.MostAllocatedBytes:N0}");
        }

        foreach (var (kind, n) in total.Held)
        {
            Console.WriteLine($"  {kind}: {n:N0}");
        }

        total.Failures.ForEach(Console.Error.WriteLine);
        return total.Broke > 0 ? 1 : 0;
    }
}
