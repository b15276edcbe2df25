using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Load;

/// <summary>
/// Proofs whose pool runs out at every possible moment: the limit lies anywhere between nothing and what the proof takes, and the prediction, which would refuse
/// such a proof at once, is told of another.
/// </summary>
internal sealed class StarvedCampaign : Campaign
{
    public override string Name => "starved";
    public override string Summary => "The pool runs out of memory somewhere in a proof: a typed error, nothing is left in use, and the prover proves again with more.";
    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker();

    private sealed class Worker : ICampaignWorker
    {
        private readonly Jobs _jobs = new();
        private readonly Prover _prover = new(new() { Threads = 2, MemoryLimitBytes = 8L << 30 });
        private readonly BufferPool _own;
        private readonly long[] _needs = new long[Jobs.Count];

        public Worker() => _own = Jobs.Pool(_prover);

        public CaseResult Run(ulong seed)
        {
            var random = RandomOf(seed);
            var job = random.Next(Jobs.Count);
            var (program, input) = _jobs[job];
            if (_needs[job] == 0)
            {
                _prover.Prove(program, input, out var statistics);
                _needs[job] = statistics.PredictedBytes;
            }

            // Small limits end early; most moments lie near the peak.
            var limit = 1 + (long)(_needs[job] * Math.Sqrt(random.NextDouble()));
            using var pool = new BufferPool(limit);
            var phase = "start";
            string kind;
            Jobs.Replace(_prover, pool);
            try
            {
                var receipt = _prover.Prove(program, input, default, new Told(p => phase = p.Phase));
                kind = "fitted";
                if (Jobs.Check(receipt, program) is { } reason)
                {
                    return CaseResult.Broke(kind, reason);
                }
            }
            catch (MemoryLimitException)
            {
                kind = $"ran out in {phase}";
            }
            finally
            {
                Jobs.Replace(_prover, _own);
            }

            if (pool.BytesInUse != 0)
            {
                return CaseResult.Broke(kind, $"limit {limit}: {pool.BytesInUse} bytes are still in use");
            }

            return seed % 4 == 0 && _jobs.Prove(_prover, job) is { } wrong ? CaseResult.Broke(kind, $"limit {limit}, the next proof: {wrong}") : CaseResult.Held(kind);
        }

        public void Dispose()
        {
            _prover.Dispose();
            _jobs.Dispose();
        }
    }
}
