using BenchmarkDotNet.Running;
using FastZk.Bench.Macro;

// macro: whole proofs, a report in perf-reports. macro-one: one configuration, for the former. micro: BenchmarkDotNet suites, one per stage.
switch (args.FirstOrDefault())
{
    case "macro":
        return MacroCommand.Run(args[1..]);
    case "macro-one":
        return MacroCommand.RunOne(args[1..]);
    case "micro":
        BenchmarkSwitcher.FromAssembly(typeof(MacroCommand).Assembly).Run(args[1..]);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: macro [--out FOLDER] [--case NAME]... [--profile fast|compact] [--threads N]... [--repeats N]
                   micro [BenchmarkDotNet arguments, for example --filter *]
            """);
        return 2;
}
