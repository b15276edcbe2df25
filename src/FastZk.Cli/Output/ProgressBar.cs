using Spectre.Console;

namespace FastZk.Cli.Output;

/// <summary>A progress bar on standard error while a proof is made; nothing where that is no terminal.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work, with something to report to or with null.</summary>
    public static T Show<T>(CliHost host, bool quiet, string title, Func<IProgress<ProofProgress>?, T> work) =>
        quiet || !host.ErrorIsTerminal ? work(null) : OnTerminal(host, title, work);

    // Apart, so that a run without a terminal does not even load Spectre.Console.
    private static T OnTerminal<T>(CliHost host, string title, Func<IProgress<ProofProgress>?, T> work) =>
        TerminalPage.ConsoleOn(host.Error).Progress().AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(title)), title)));

    private sealed class Bar(ProgressTask task, string title) : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value)
        {
            task.MaxValue = value.Steps;
            task.Value = value.Step;
            task.Description = Markup.Escape($"{title}: {value.Phase}");
        }
    }
}
