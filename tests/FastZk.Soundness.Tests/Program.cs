using System.CommandLine;
using System.CommandLine.Help;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.Fuzzing.Explore;
using FastZk.Soundness.Tests.Report;
using FastZk.Soundness.Tests.ZeroKnowledge.Residue;

// No RootCommand: that takes its name from the file.
var root = new Command("soundness", "Campaigns of hostile cases against FastZk")
{
    new HelpOption(), CampaignCommands.List(), CampaignCommands.Run(), CampaignCommands.Replay(), ExploreCommand.Create(), ResultsCommand.Create(),
    HoldCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is InvalidOperationException or IOException or ArgumentException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
