using FastZk.Cli;
using FastZk.Messenger;

using var signals = new TerminationSignals();
return await MessengerTool.RunAsync(args, MessengerHost.ForProcess(signals.Token));
