using FastZk.Cli;

using var signals = new TerminationSignals();
return FastZkTool.Run(args, CliHost.ForProcess(signals.Token));
