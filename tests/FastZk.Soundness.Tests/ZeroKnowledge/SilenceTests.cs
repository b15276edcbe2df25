using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text;
using FastZk.Memory;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Soundness.Tests.ZeroKnowledge.Residue;
using FastZk.Stark.Security;
using FastZk.Tests;
using FastZk.Vm;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>Z03: receipts, events, progress and exceptions say nothing of the input.</summary>
public sealed class SilenceTests
{
    [Fact]
    public void Z03_NoFormOfTheInputIsInAReceipt()
    {
        var (secret, seed) = ResidueCampaign.Secret(2000);
        using var program = Guests.Load("sha256_stream");
        foreach (var profile in Profile.All)
        {
            using var prover = new Prover(new() { Threads = 2, Profile = profile, Seed = seed });
            var receipt = prover.Prove(program, secret).ToBytes();
            var search = new MemorySearch(SecretForms.Of(secret, seed), SecretForms.Words(secret));
            search.Add(new MemoryStream(receipt), 0);
            Assert.Empty(search.Finds);
            Assert.Empty(search.Words);
        }
    }

    [Fact]
    public void Z03_EventsAndMessagesAreSilent()
    {
        var (secret, seed) = ResidueCampaign.Secret(2001);
        using var events = new Events();
        using var hash = Guests.Load("sha256_stream");
        using var fault = GuestProgram.Load(HoldCommand.Faulting());
        var text = new StringBuilder();
        var progress = new Told(p => text.AppendLine(p.ToString()));
        var failures = 0;

        void Try(GuestProgram program, ProverOptions options, Action<CancellationTokenSource>? before = null)
        {
            using var source = new CancellationTokenSource();
            before?.Invoke(source);
            try
            {
                using var prover = new Prover(options);
                prover.Prove(program, secret, out var statistics, source.Token, progress);
                text.AppendLine(statistics.ToString()).AppendLine(string.Join(' ', statistics.Phases));
            }
            catch (Exception e) when (e is GuestFaultException or ProofTooLargeException or MemoryLimitException or OperationCanceledException)
            {
                failures++;
                text.AppendLine(e.ToString());
                foreach (System.Collections.DictionaryEntry d in e.Data)
                {
                    text.AppendLine($"{d.Key} {d.Value}");
                }
            }
        }

        var options = new ProverOptions { Threads = 2, Seed = seed };
        Try(hash, options);
        Try(fault, options);
        Try(hash, options with { MaxProveCycles = 1000 });
        Try(hash, options with { MaxJournalBytes = 5 });
        Try(hash, options with { MemoryLimitBytes = 30 << 20 });
        Try(hash, options, s => s.Cancel());
        Assert.Equal(5, failures);

        text.AppendLine(string.Join('\n', events.Texts));
        Assert.Contains("fri", text.ToString());
        Assert.NotEmpty(events.Texts);
        var search = new MemorySearch(SecretForms.Of(secret, seed), SecretForms.Words(secret));
        search.Add(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), 0);
        Assert.Empty(search.Finds);
        // Numbers of four bytes are text of up to ten digits or eight hexadecimal ones.
        Assert.All(SecretForms.Words(secret).Where(w => w > 1_000_000), w =>
        {
            Assert.DoesNotContain(w.ToString(), text.ToString());
            Assert.DoesNotContain(w.ToString("x8"), text.ToString(), StringComparison.OrdinalIgnoreCase);
        });
    }

    // All events of the process: other tests prove other things meanwhile, which is no harm.
    private sealed class Events : EventListener
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "FastZk")
            {
                EnableEvents(source, EventLevel.Verbose, EventKeywords.All);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs e) => Texts.Enqueue($"{e.EventName} {e.Message} {string.Join(' ', e.Payload ?? (IReadOnlyList<object?>)[])}");
    }
}
