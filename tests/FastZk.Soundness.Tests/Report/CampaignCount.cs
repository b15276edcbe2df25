using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Report;

/// <summary>What running some seeds of a campaign came to.</summary>
internal sealed class CampaignCount
{
    private const int MostFailures = 20;

    /// <summary>The campaign's version that it counts.</summary>
    public int Version { get; set; }

    /// <summary>The seeds that ran: disjoint, in order, none adjacent.</summary>
    public List<SeedRange> Ranges { get; set; } = [];

    /// <summary>Cases where what must hold held, by kind.</summary>
    public SortedDictionary<string, long> Held { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Seeds that came to no case.</summary>
    public long Void { get; set; }

    /// <summary>Defects found.</summary>
    public long Broke { get; set; }

    /// <summary>Seeds and details of the first defects.</summary>
    public List<string> Failures { get; set; } = [];

    /// <summary>The slowest case, in milliseconds of its thread's processor time (wall time where the system does not tell), making of the case included.</summary>
    public double SlowestMilliseconds { get; set; }

    /// <summary>The most managed bytes that a case allocated, making of the case included.</summary>
    public long MostAllocatedBytes { get; set; }

    /// <summary>Cases where what must hold held.</summary>
    public long HeldCases => Held.Values.Sum();

    /// <summary>Counts a case.</summary>
    public void Add(ulong seed, CaseResult result, double milliseconds, long bytes)
    {
        SlowestMilliseconds = Math.Max(SlowestMilliseconds, Math.Round(milliseconds, 1));
        MostAllocatedBytes = Math.Max(MostAllocatedBytes, bytes);
        switch (result.Verdict)
        {
            case Verdict.Held:
                Held[result.Kind] = Held.GetValueOrDefault(result.Kind) + 1;
                break;
            case Verdict.Void:
                Void++;
                break;
            default:
                Broke++;
                Fail($"seed {seed}, {result.Kind}: {result.Detail}");
                break;
        }
    }

    /// <summary>Adds counts of other seeds of the same version.</summary>
    public void Merge(CampaignCount other)
    {
        foreach (var (kind, n) in other.Held)
        {
            Held[kind] = Held.GetValueOrDefault(kind) + n;
        }

        Void += other.Void;
        Broke += other.Broke;
        other.Failures.ForEach(Fail);
        SlowestMilliseconds = Math.Max(SlowestMilliseconds, other.SlowestMilliseconds);
        MostAllocatedBytes = Math.Max(MostAllocatedBytes, other.MostAllocatedBytes);
        Ranges = SeedRange.Union([.. Ranges, .. other.Ranges]);
    }

    private void Fail(string failure)
    {
        if (Failures.Count < MostFailures)
        {
            Failures.Add(failure);
        }
    }
}
