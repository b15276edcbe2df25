using System.Diagnostics.Tracing;
using FastZk.Bench.Cases;

namespace FastZk.Bench.Tests;

/// <summary>Profilers see each phase of a proof as a start and a stop.</summary>
public sealed class EventTests
{
    [Fact]
    public void PhasesAreStartsAndStops()
    {
        using var listener = new Listener();
        var c = GuestCase.Of("key_ownership");
        using var program = GuestProgram.Load(c.Elf());
        using var prover = new Prover(new() { Threads = 1 });
        prover.Prove(program, c.Input, out var statistics);

        var phases = statistics.Phases.Select(p => p.Phase).ToArray();
        Assert.Equal([.. phases.SelectMany(p => new[] { $"PhaseStart {p}", $"PhaseStop {p}" }), $"ProofStop {statistics.Cycles}"], listener.Seen);
        Assert.Empty(listener.Errors);
    }

    // Hears only the thread that made it: other tests prove at the same time. Events are delivered on the thread that writes them.
    private sealed class Listener : EventListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public List<string> Seen { get; } = [];

        public List<string> Errors { get; } = [];

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "FastZk")
            {
                EnableEvents(source, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs e)
        {
            if (Environment.CurrentManagedThreadId != _thread)
            {
                return;
            }

            // Event 0 is how a source reports its own mistakes.
            (e.EventId == 0 ? Errors : Seen).Add($"{e.EventName} {e.Payload?[0]}");
        }
    }
}
