using System.Diagnostics.Tracing;

namespace FastZk;

/// <summary>Marks the phases of a proof for dotnet-trace and other EventPipe listeners: provider "FastZk".</summary>
[EventSource(Name = "FastZk")]
internal sealed class FastZkEventSource : EventSource
{
    public static readonly FastZkEventSource Log = new();

    [Event(1, Level = EventLevel.Informational)]
    public void PhaseStart(string phase)
    {
        if (IsEnabled())
        {
            WriteEvent(1, phase);
        }
    }

    [Event(2, Level = EventLevel.Informational)]
    public void ProofStop(long cycles, long receiptBytes)
    {
        if (IsEnabled())
        {
            WriteEvent(2, cycles, receiptBytes);
        }
    }
}
