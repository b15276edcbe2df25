using System.Diagnostics;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark.Security;

namespace FastZk.Soundness.Tests.Load;

/// <summary>Proof after proof in one process, whose memory, threads and open files must not grow. Run it in a process of its own.</summary>
internal sealed class EnduranceCampaign : Campaign
{
    /// <summary>Proofs of a process until its first figures are taken, and until the figures that all later ones are compared with are complete.</summary>
    public const int WarmUp = 24, Measured = 48;

    // What the allocator and the collector may move by.
    private const long NativeSlack = 64L << 20, ManagedSlack = 8L << 20;
    private const int HandleSlack = 8;

    private readonly Lock _gate = new();
    private Figures _most;
    private int _proofs;

    public override string Name => "endurance";
    public override string Summary => "Proof after proof, each verified: resident, pooled and managed memory, threads and open files of the process stay where they were.";
    public override int Version => 2;

    public override ICampaignWorker Start() => new Worker(this);

    // The process's figures after a proof, compared with those after the warm-up.
    private string? Grown(Prover prover)
    {
        lock (_gate)
        {
            _proofs++;
            if (_proofs < WarmUp || _proofs > Measured && _proofs % 8 != 0)
            {
                return null;
            }

            var now = Figures.Now(Jobs.Pool(prover).BytesCached);
            if (_proofs <= Measured)
            {
                _most = Figures.Max(_most, now);
                return null;
            }

            return now.Resident > _most.Resident + NativeSlack || now.Pooled > _most.Pooled + NativeSlack || now.Managed > _most.Managed + ManagedSlack
                || now.Threads > _most.Threads + HandleSlack || now.Files > _most.Files + HandleSlack ? $"after {_proofs} proofs {now} instead of {_most}" : null;
        }
    }

    private readonly record struct Figures(long Resident, long Pooled, long Managed, int Threads, int Files)
    {
        public static Figures Now(long pooled)
        {
            // Aggressive: what the collector keeps for later is given back, or resident memory would show its budgets.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var managed = GC.GetTotalMemory(forceFullCollection: false);
            using var process = Process.GetCurrentProcess();
            return new(process.WorkingSet64, pooled, managed, process.Threads.Count, Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0);
        }

        public static Figures Max(Figures a, Figures b) =>
            new(Math.Max(a.Resident, b.Resident), Math.Max(a.Pooled, b.Pooled), Math.Max(a.Managed, b.Managed), Math.Max(a.Threads, b.Threads), Math.Max(a.Files, b.Files));
    }

    private sealed class Worker : ICampaignWorker
    {
        private readonly EnduranceCampaign _campaign;
        private readonly Jobs _jobs = new();
        private readonly Prover _fast = new(new() { Threads = 1 }), _compact = new(new() { Threads = 1, Profile = Profile.Compact });

        public Worker(EnduranceCampaign campaign)
        {
            _campaign = campaign;
            // Its turn comes too seldom for the warm-up to see it with every job.
            for (var job = 0; job < Jobs.Count; job++)
            {
                _jobs.Prove(_compact, job);
            }
        }

        public CaseResult Run(ulong seed)
        {
            // One in sixteen is of the other profile, which takes several times as long.
            var prover = seed % 16 == 5 ? _compact : _fast;
            var kind = prover == _fast ? "fast" : "compact";
            return _jobs.Prove(prover, (int)(seed % (ulong)Jobs.Count)) is { } reason ? CaseResult.Broke(kind, reason)
                : Jobs.Pool(prover).BytesInUse != 0 ? CaseResult.Broke(kind, $"{Jobs.Pool(prover).BytesInUse} bytes are still in use")
                : _campaign.Grown(_fast) is { } grown ? CaseResult.Broke(kind, grown) : CaseResult.Held(kind);
        }

        public void Dispose()
        {
            _fast.Dispose();
            _compact.Dispose();
            _jobs.Dispose();
        }
    }
}
