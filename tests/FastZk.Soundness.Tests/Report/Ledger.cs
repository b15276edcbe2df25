using System.Text.Json;

namespace FastZk.Soundness.Tests.Report;

/// <summary>The counts of all campaigns over all runs, in a file of the repository. Running the same seeds again does not count twice.</summary>
internal sealed class Ledger
{
    /// <summary>Where the file is in the repository.</summary>
    public const string RelativePath = "docs/soundness/ledger.json";

    private static readonly JsonSerializerOptions Json =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, NewLine = "\n" };

    /// <summary>Counts by the campaign's name.</summary>
    public SortedDictionary<string, CampaignCount> Campaigns { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>Reads a ledger; a file that is not there is an empty one.</summary>
    public static Ledger Read(string path)
    {
        var counts = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, CampaignCount>>(File.ReadAllText(path), Json)! : [];
        return new() { Campaigns = new(counts, StringComparer.Ordinal) };
    }

    /// <summary>The seeds of a campaign that have run.</summary>
    public IReadOnlyList<SeedRange> Done(string campaign, int version) =>
        Campaigns.TryGetValue(campaign, out var count) && count.Version == version ? count.Ranges : [];

    /// <summary>Adds seeds that had not run; counts of another version are dropped.</summary>
    public void Add(string campaign, CampaignCount count)
    {
        if (Campaigns.TryGetValue(campaign, out var old) && old.Version == count.Version)
        {
            old.Merge(count);
        }
        else
        {
            Campaigns[campaign] = count;
        }
    }

    /// <summary>Writes the file in one step.</summary>
    public void Write(string path)
    {
        var partial = path + ".partial";
        File.WriteAllText(partial, JsonSerializer.Serialize(Campaigns, Json) + "\n");
        File.Move(partial, path, overwrite: true);
    }
}
