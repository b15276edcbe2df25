using System.Diagnostics.Tracing;

namespace FastZk;

/// <summary>
/// Marks the phases of a proof for dotnet-trace and other EventPipe listeners: provider "FastZk". Phases of one proof follow each other on the thread that
/// proves, so a phase ends where the next one begins, or the proof; a phase that an exception cut short ends with the next event of its thread.
/// </summary>
[EventSource(Name = "FastZk")]
internal sealed class FastZkEventSource : EventSource
{
    public static readonly FastZkEventSource Log = new();

    [ThreadStatic]
    private static string? t_phase;

    [Event(1, Level = EventLevel.Informational, Task = Tasks.Phase, Opcode = EventOpcode.Start)]
    public void PhaseStart(string phase)
    {
        EndPhase();
        if (IsEnabled())
        {
            t_phase = phase;
            WriteEvent(1, phase);
        }
    }

    [Event(2, Level = EventLevel.Informational, Task = Tasks.Phase, Opcode = EventOpcode.Stop)]
    public void PhaseStop(string phase) => WriteEvent(2, phase);

    [Event(3, Level = EventLevel.Informational)]
    public void ProofStop(long cycles, long receiptBytes)
    {
        EndPhase();
        if (IsEnabled())
        {
            WriteEvent(3, cycles, receiptBytes);
        }
    }

    [NonEvent]
    private void EndPhase()
    {
        if (t_phase is { } phase)
        {
            t_phase = null;
            PhaseStop(phase);
        }
    }

    /// <summary>Names of the tasks in the manifest.</summary>
    public static class Tasks
    {
        public const EventTask Phase = (EventTask)1;
    }
}
