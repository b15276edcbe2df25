using System.CommandLine;
using System.CommandLine.Help;
using FastZk.Bench.Compare;
using FastZk.Bench.Expected;
using FastZk.Bench.Layout;
using FastZk.Bench.Macro;
using FastZk.Bench.Micro;
using FastZk.Bench.Stages;

// No RootCommand: that takes its name from the file.
var root = new Command("bench", "Benchmarks of FastZk") { new HelpOption(), MicroCommand.Create(), CompareCommand.Create(), ExpectedCommand.Create(), LayoutCommand.Create() };
foreach (var command in MacroCommand.Create().Concat(StagesCommand.Create()))
{
    root.Add(command);
}

try
{
    return root.Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is InvalidOperationException or IOException or ArgumentException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
