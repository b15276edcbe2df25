using FastZk.Soundness.Tests.Campaigns;
using FastZk.Stark.Security;

namespace FastZk.Soundness.Tests.ZeroKnowledge.Residue;

/// <summary>Processes that handled a secret and let go of it; nothing of it may be left in their memory.</summary>
internal sealed class ResidueCampaign : Campaign
{
    /// <summary>
    /// Single words of the secret in any memory: a few hundred megabytes of random looking words have each of some three hundred words by chance with a probability
    /// of about 1/50, so a handful of them; one block of the hash alone would leave 72.
    /// </summary>
    public const int MostWords = 40;

    /// <summary>States in which nothing of the secret may be left.</summary>
    public static readonly HeldState[] States = [.. Enum.GetValues<HeldState>().Where(s => !HoldCommand.IsControl(s))];

    public override string Name => "residue";
    public override string Lines => "Z03";
    public override string Summary => "A process proves with a secret and lets go; a dump of its memory is searched for the secret in all its forms.";
    public override int Version => 1;

    public override ICampaignWorker Start() => new Worker();

    /// <summary>256 random bytes and a seed.</summary>
    public static (byte[] Secret, byte[] Seed) Secret(ulong seed)
    {
        var random = RandomOf(seed);
        var (secret, key) = (new byte[256], new byte[32]);
        random.NextBytes(secret);
        random.NextBytes(key);
        return (secret, key);
    }

    /// <summary>Handles a secret in a process in that state and searches it, in a dump or in place.</summary>
    public static SearchResult Search(HeldState state, Profile profile, byte[] secret, byte[] seed, bool dump)
    {
        var search = new MemorySearch(SecretForms.Of(secret, seed), SecretForms.Words(secret));
        using var process = new HeldProcess(state, profile.Name, secret, seed);
        return process.Search(search, dump);
    }

    private sealed class Worker : ICampaignWorker
    {
        public CaseResult Run(ulong seed)
        {
            var state = States[seed % (ulong)States.Length];
            var profile = Profile.All[(int)(seed / (ulong)States.Length) % Profile.All.Count];
            var (secret, key) = Secret(seed);
            var result = Search(state, profile, secret, key, dump: true);
            var kind = $"{state}, {profile.Name}";
            return result.Searched < 50 << 20 ? CaseResult.Broke(kind, $"only {result.Searched} bytes searched")
                : result.Finds.Count > 0 || result.Words > MostWords ? CaseResult.Broke(kind, $"{result.Words} words; {string.Join("; ", result.Finds)}")
                : CaseResult.Held(kind);
        }

        public void Dispose()
        {
        }
    }
}
