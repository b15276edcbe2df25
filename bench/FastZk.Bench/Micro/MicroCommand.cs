using System.CommandLine;
using BenchmarkDotNet.Running;

namespace FastZk.Bench.Micro;

/// <summary>`bench micro`: BenchmarkDotNet's own command line.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        var command = new Command("micro", "BenchmarkDotNet suites, one for each stage; takes BenchmarkDotNet's arguments, for example --filter *Lde*") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(parsed =>
        {
            BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run([.. parsed.UnmatchedTokens]);
            return 0;
        });
        return command;
    }
}
