using System.Globalization;
using System.Text;

namespace FastZk.Soundness.Tests.Report;

/// <summary>The generated parts of docs/soundness.md that need no run.</summary>
internal static class SoundnessTables
{
    /// <summary>The checklist with the tests named after each line.</summary>
    public static string Lines()
    {
        var tests = TestInventory.All.ToLookup(t => t.Line);
        var b = new StringBuilder("| line | what is hunted | tests | in |\n|---|---|---|---|\n");
        foreach (var (line, text) in Checklist.Lines)
        {
            b.Append(CultureInfo.InvariantCulture, $"| {line} | {text} | {tests[line].Count()} | {string.Join(", ", tests[line].Select(t => t.Class).Distinct())} |\n");
        }

        return b.ToString();
    }

    /// <summary>What the ledger has of each campaign.</summary>
    public static string Campaigns()
    {
        var b = new StringBuilder("| campaign | lines | cases held | void | broke | slowest case (its thread's processor time) | most bytes | held, by kind |\n|---|---|---|---|---|---|---|---|\n");
        var ledger = Ledger.Read(Repository.Path(Ledger.RelativePath));
        foreach (var campaign in Soundness.Tests.Campaigns.Campaign.All)
        {
            var has = ledger.Campaigns.TryGetValue(campaign.Name, out var count) && count.Version == campaign.Version;
            var c = has ? count! : new();
            var kinds = string.Join(", ", c.Held.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Key} {k.Value:N0}")));
            b.Append(CultureInfo.InvariantCulture, $"| {campaign.Name}: {campaign.Summary} | {campaign.Lines} | {c.HeldCases:N0} | {c.Void:N0} | {c.Broke:N0} | {c.SlowestMilliseconds:N1} ms | {c.MostAllocatedBytes:N0} | {kinds} |\n");
        }

        return b.ToString();
    }
}
