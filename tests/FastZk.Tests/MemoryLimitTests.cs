using FastZk.Memory;
using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>The predicted memory is enough, whatever the prover proved before.</summary>
public class MemoryLimitTests
{
    private static readonly (string Guest, byte[] Input)[] Runs =
    [
        ("key_ownership", new byte[64]), ("fibonacci", Guests.Words(1000)), ("fibonacci", Guests.Words(9000)), ("sort", Guests.Words(1000, 1)), ("fibonacci", Guests.Words(20_000)),
    ];

    public static TheoryData<string> Profiles => [.. Profile.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void PredictionsHoldForProversWithAPast(string name)
    {
        var profile = Profile.All.Single(p => p.Name == name);
        foreach (var (guest, input) in Runs)
        {
            using var program = Guests.Load(guest);
            ProofStatistics first;
            using (var alone = new Prover(new() { Threads = 2, Profile = profile }))
            {
                alone.Prove(program, input, out first);
                Assert.InRange((double)first.PeakBytes / first.PredictedBytes, 0.75, 1); // Of the smallest proofs, what each thread may hold is a fifth.
            }

            using var prover = new Prover(new() { Threads = 2, Profile = profile, MemoryLimitBytes = first.PredictedBytes });
            foreach (var (other, otherInput) in Runs)
            {
                using var before = Guests.Load(other);
                try
                {
                    prover.Prove(before, otherInput);
                }
                catch (Exception e) when (e is ProofTooLargeException or MemoryLimitException)
                {
                    // Larger than the limit that fits the program: it leaves blocks all the same.
                }

                prover.Prove(program, input, out var statistics);
                Assert.True(statistics.PeakBytes <= first.PredictedBytes);
            }
        }
    }
}
