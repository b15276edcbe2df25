namespace FastZk.Soundness.Tests.Campaigns;

/// <summary>An endless supply of hostile cases of one kind, numbered by seeds: the same seed is the same case on every machine.</summary>
/// <remarks>CI runs the first seeds of each; longer runs take up where the ledger ends (<see cref="CampaignRunner"/>).</remarks>
internal abstract class Campaign
{
    /// <summary>All campaigns, by name.</summary>
    public static IReadOnlyList<Campaign> All { get; } =
    [
        .. typeof(Campaign).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Campaign)) && !t.IsAbstract)
            .Select(t => (Campaign)Activator.CreateInstance(t)!).OrderBy(c => c.Name, StringComparer.Ordinal),
    ];

    /// <summary>The name on the command line and in the ledger.</summary>
    public abstract string Name { get; }

    /// <summary>The lines of the checklist that it hunts, such as "S16 S18"; empty where it tries what the prover withstands, not what the verifier accepts.</summary>
    public virtual string Lines => "";

    /// <summary>What a case does and what must hold, in one sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Goes up with every change of what a seed means; the ledger then counts from nothing.</summary>
    public abstract int Version { get; }

    /// <summary>The choices of a case for campaigns of few cases: different for seeds below 2^32.</summary>
    protected static Random RandomOf(ulong seed) => new((int)(seed * 0x9E37_79B9));

    /// <summary>Makes the state that one thread runs cases with.</summary>
    public abstract ICampaignWorker Start();
}

/// <summary>Runs cases of a campaign, one after the other, on one thread.</summary>
internal interface ICampaignWorker : IDisposable
{
    /// <summary>Runs one case. An exception counts as a case that broke.</summary>
    CaseResult Run(ulong seed);
}

/// <summary>How a case ended.</summary>
internal enum Verdict
{
    /// <summary>What must hold held: the forgery was rejected, the two sides agreed.</summary>
    Held,

    /// <summary>The seed came to nothing hostile, say a mutation that changed nothing; counted apart.</summary>
    Void,

    /// <summary>A defect: something false was accepted, something threw, two sides differ.</summary>
    Broke,
}

/// <summary>The outcome of one case.</summary>
/// <param name="Verdict">what it came to.</param>
/// <param name="Kind">a short name for cases of its sort, by which the ledger counts.</param>
/// <param name="Detail">for a case that broke: what happened.</param>
internal readonly record struct CaseResult(Verdict Verdict, string Kind, string Detail = "")
{
    /// <summary>What must hold held.</summary>
    public static CaseResult Held(string kind) => new(Verdict.Held, kind);

    /// <summary>No case came of the seed.</summary>
    public static CaseResult Void(string kind) => new(Verdict.Void, kind);

    /// <summary>A defect was found.</summary>
    public static CaseResult Broke(string kind, string detail) => new(Verdict.Broke, kind, detail);
}
