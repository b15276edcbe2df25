using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark.Security;
using FastZk.Tests;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>Receipts of the same run, one a seed, judged each by itself and by 256 together.</summary>
internal sealed class UniformityCampaign : Campaign
{
    /// <summary>Receipts that are judged together.</summary>
    public const int Together = 256;

    private static readonly (string Guest, byte[] Input, Profile Profile)[] Runs =
    [
        ("key_ownership", new byte[64], Profile.Fast),
        ("fibonacci", Guests.Words(40), Profile.Fast),
        ("key_ownership", new byte[64], Profile.Compact),
        ("sort", Guests.Words(30, 1), Profile.Fast),
    ];

    private readonly ConcurrentDictionary<ulong, Uniformity> _pools = new();

    public override string Name => "uniformity";
    public override string Lines => "Z01";
    public override string Summary => $"A receipt of a constant run: its values, salts and digests look fresh and uniform, alone and among {Together}.";
    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker(this);

    /// <summary>32 bytes for the seed of a proof's randomness.</summary>
    public static byte[] Key(ulong seed)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        return SHA256.HashData(bytes);
    }

    private sealed class Worker(UniformityCampaign campaign) : ICampaignWorker
    {
        private readonly Dictionary<string, GuestProgram> _programs = [];

        public CaseResult Run(ulong seed)
        {
            var pool = seed / Together;
            var (guest, input, profile) = Runs[pool % (ulong)Runs.Length];
            if (!_programs.TryGetValue(guest, out var program))
            {
                _programs.Add(guest, program = Guests.Load(guest));
            }

            using var prover = new Prover(new() { Threads = 1, Profile = profile, Seed = Key(seed) });
            var opened = OpenedReceipt.Of(prover.Prove(program, input));
            var kind = $"receipt of {guest}, {profile.Name}";
            var alone = new Uniformity();
            alone.Add(opened);
            if (alone.Suspicions(1e-13) is { Count: > 0 } suspicions)
            {
                return CaseResult.Broke(kind, string.Join("; ", suspicions.Take(10)));
            }

            var together = campaign._pools.GetOrAdd(pool, _ => new());
            lock (together)
            {
                together.Add(opened);
                if (together.Receipts < Together)
                {
                    return CaseResult.Held(kind);
                }
            }

            campaign._pools.TryRemove(pool, out _);
            return together.Suspicions() is { Count: > 0 } more
                ? CaseResult.Broke($"{Together} {kind}", string.Join("; ", more.Take(10)))
                : CaseResult.Held($"{kind}, with {Together - 1} others");
        }

        public void Dispose()
        {
            foreach (var p in _programs.Values)
            {
                p.Dispose();
            }
        }
    }
}
