using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Load;

/// <summary>Sixteen proofs at once on one prover, whose memory is too little for all of them.</summary>
internal sealed class ContentionCampaign : Campaign
{
    /// <summary>Proofs at once.</summary>
    public const int AtOnce = 16;

    public override string Name => "contention";
    public override string Summary => "Sixteen proofs at once under one memory limit: each verifies or ends with the typed error; then each goes through by itself.";
    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker();

    private sealed class Worker : ICampaignWorker
    {
        private readonly Jobs _jobs = new();
        private readonly long[] _needs = new long[Jobs.Count];

        public CaseResult Run(ulong seed)
        {
            var random = RandomOf(seed);
            int[] jobs = [.. Enumerable.Range(0, AtOnce).Select(_ => random.Next(Jobs.Count))];
            var limit = (long)(jobs.Max(Needed) * (1 + 5 * random.NextDouble()));
            using var prover = new Prover(new() { Threads = random.Next(1, 4), MemoryLimitBytes = limit });
            var wrong = new List<string>();
            var verified = 0;
            using var start = new Barrier(AtOnce);
            Thread[] threads = [.. jobs.Select(j => new Thread(() => Prove(j)))];
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());
            var kind = $"{verified} of {AtOnce} fitted";
            if (Jobs.Pool(prover) is { BytesInUse: not 0 } pool)
            {
                wrong.Add($"{pool.BytesInUse} bytes are still in use");
            }

            if (Jobs.Pool(prover).PeakBytes > limit)
            {
                wrong.Add($"the peak was {Jobs.Pool(prover).PeakBytes} of {limit} bytes");
            }

            foreach (var j in jobs.Distinct())
            {
                if (_jobs.Prove(prover, j) is { } reason)
                {
                    wrong.Add($"alone: {reason}");
                }
            }

            return wrong.Count > 0 ? CaseResult.Broke(kind, string.Join("; ", wrong)) : CaseResult.Held(kind);

            void Prove(int job)
            {
                start.SignalAndWait();
                try
                {
                    var reason = _jobs.Prove(prover, job);
                    lock (wrong)
                    {
                        verified++;
                        if (reason is not null)
                        {
                            wrong.Add(reason);
                        }
                    }
                }
                catch (MemoryLimitException)
                {
                }
                catch (Exception e)
                {
                    lock (wrong)
                    {
                        wrong.Add(e.ToString());
                    }
                }
            }
        }

        // With as many threads as any case has: more threads need more.
        private long Needed(int job)
        {
            if (_needs[job] == 0)
            {
                using var prover = new Prover(new() { Threads = 3 });
                var (program, input) = _jobs[job];
                prover.Prove(program, input, out var statistics);
                _needs[job] = statistics.PredictedBytes;
            }

            return _needs[job];
        }

        public void Dispose() => _jobs.Dispose();
    }
}
