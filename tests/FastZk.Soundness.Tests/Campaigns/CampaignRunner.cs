using FastZk.Soundness.Tests.Report;

namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>Runs seeds of a campaign on some threads and counts what happens.</summary>
internal static class CampaignRunner
{
    /// <summary>Neighbouring seeds that a thread is given at once.</summary>
    public const int Block = 16;

    /// <summary>Runs the seeds [from, to).</summary>
    /// <param name="campaign">what to run.</param>
    /// <param name="from">first seed.</param>
    /// <param name="to">behind the last seed.</param>
    /// <param name="threads">at least 1; each has a worker of its own.</param>
    /// <param name="stop">ends the run early; seeds begun are finished.</param>
    /// <returns>the counts of exactly the seeds that ran: a range from <paramref name="from"/> on.</returns>
    public static CampaignCount Run(Campaign campaign, ulong from, ulong to, int threads, CancellationToken stop = default)
    {
        var next = from;
        var gate = new Lock();
        var total = new CampaignCount { Version = campaign.Version };
        var failures = new List<Exception>();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToArray();
        foreach (var t in workers)
        {
            t.Start();
        }

        foreach (var t in workers)
        {
            t.Join();
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"The campaign {campaign.Name} could not run.", failures);
        }

        total.Ranges.Add(new(from, next));
        return total;

        void Work()
        {
            var mine = new CampaignCount { Version = campaign.Version };
            try
            {
                using var worker = campaign.Start();
                while (true)
                {
                    ulong first, last;
                    lock (gate)
                    {
                        if (stop.IsCancellationRequested || next >= to)
                        {
                            break;
                        }

                        first = next;
                        last = Math.Min(to, first + Block);
                        next = last;
                    }

                    for (var seed = first; seed < last; seed++)
                    {
                        mine.Add(seed, One(worker, seed, out var milliseconds, out var bytes), milliseconds, bytes);
                    }
                }
            }
            catch (Exception e)
            {
                lock (gate)
                {
                    failures.Add(e);
                    next = to;
                }
            }

            lock (gate)
            {
                total.Merge(mine);
            }
        }
    }

    private static CaseResult One(ICampaignWorker worker, ulong seed, out double milliseconds, out long bytes)
    {
        var start = ThreadClock.Milliseconds;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        CaseResult result;
        try
        {
            result = worker.Run(seed);
        }
        catch (Exception e)
        {
            result = CaseResult.Broke("exception", e.ToString());
        }

        milliseconds = ThreadClock.Milliseconds - start;
        bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return result;
    }
}
