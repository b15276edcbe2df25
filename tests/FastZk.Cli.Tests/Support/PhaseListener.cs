using System.Diagnostics.Tracing;

namespace FastZk.Cli.Tests;

/// <summary>Does something when a proof on this thread begins a phase. Others prove at the same time; events are delivered on the thread that writes them.</summary>
internal sealed class PhaseListener(string phase, Action begins) : EventListener
{
    private readonly int _thread = Environment.CurrentManagedThreadId;

    protected override void OnEventSourceCreated(EventSource source)
    {
        if (source.Name == "FastZk")
        {
            EnableEvents(source, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs e)
    {
        if (Environment.CurrentManagedThreadId == _thread && e.EventName == "PhaseStart" && e.Payload?[0] is string name && name == phase)
        {
            begins();
        }
    }
}
