using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Fuzzing.Cli;

/// <summary>Command lines of the tool's real options in every combination, with files of every sort.</summary>
internal sealed class ArgumentCampaign : Campaign
{
    public override string Name => "arguments";

    public override string Lines => "S18 S22";

    public override string Summary => "Any command line ends with a documented status, one line of complaint at most, and no half file.";

    public override int Version => 1;

    public override ICampaignWorker Start() => new ArgumentWorker();
}
