using System.Diagnostics;
using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Load;

/// <summary>Proofs that are cancelled at some point of some phase; nothing may be left of them, and the next proof must stand.</summary>
internal sealed class CancellationCampaign : Campaign
{
    private const int Threads = 3, Steps = 16, MostMicroseconds = 12_000;

    public override string Name => "cancellation";
    public override string Summary => "A proof is cancelled at a random point; its memory is back in the pool, and the next proof of the same prover verifies.";
    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker();

    private sealed class Worker : ICampaignWorker
    {
        private readonly Jobs _jobs = new();
        private readonly Prover[] _provers = [.. Enumerable.Range(1, Threads).Select(t => new Prover(new() { Threads = t }))];

        public CaseResult Run(ulong seed)
        {
            var random = RandomOf(seed);
            var prover = _provers[random.Next(Threads)];
            var (program, input) = _jobs[random.Next(Jobs.Count)];
            var (step, delay) = (random.Next(Steps), random.Next(4) == 0 ? 0 : random.Next(MostMicroseconds));
            using var source = new CancellationTokenSource();
            Task canceller = Task.CompletedTask;
            var phase = "start";
            string kind;
            try
            {
                var receipt = prover.Prove(program, input, source.Token, new Told(p =>
                {
                    if (p.Step == step && canceller.IsCompleted)
                    {
                        canceller = delay == 0 ? Cancel(source) : Task.Run(() => Later(source, delay));
                    }

                    phase = p.Phase;
                }));
                kind = "was done before";
                if (Jobs.Check(receipt, program) is { } reason)
                {
                    return CaseResult.Broke(kind, reason);
                }
            }
            catch (OperationCanceledException)
            {
                kind = $"cancelled in {phase}";
            }

            // The token source must outlive it.
            canceller.Wait();
            if (Jobs.Pool(prover).BytesInUse is not 0 and var left)
            {
                return CaseResult.Broke(kind, $"{left} bytes are still in use");
            }

            return _jobs.Prove(prover, random.Next(Jobs.Count)) is { } wrong ? CaseResult.Broke(kind, $"the next proof: {wrong}")
                : Jobs.Pool(prover).BytesInUse is not 0 and var more ? CaseResult.Broke(kind, $"the next proof left {more} bytes") : CaseResult.Held(kind);
        }

        private static Task Cancel(CancellationTokenSource source)
        {
            source.Cancel();
            return Task.CompletedTask;
        }

        private static void Later(CancellationTokenSource source, int microseconds)
        {
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds)
            {
                Thread.Yield();
            }

            source.Cancel();
        }

        public void Dispose()
        {
            foreach (var p in _provers)
            {
                p.Dispose();
            }

            _jobs.Dispose();
        }
    }
}
