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

    // secp256k1, public key, signature, message.
    private static readonly byte[] Signature = Convert.FromHexString(
        "000000009ed047bd483a8b21172f718e8a06233b50916e76f1ff64dc4b0b8d565b80920d4715d1d84574e4c8a881aafb11f341d8917279990099d51b6da33a5f7e90dabc"
        + "ef223c578b77ceabdc7121f0f0c95127210a9f6548e44669ee29e714be9d59685094d1bc98592e6ab99716d00359f73706dfcb833d4a18e340852c5c7bf0ec1f09000000"
        + "61206d657373616765");

    public static TheoryData<string> Profiles => [.. Profile.All.Select(p => p.Name)];

    /// <summary>The estimate is an upper one, and not far above what a new prover takes.</summary>
    [Theory]
    [InlineData("sha256_digest", 1_000, "fast")]
    [InlineData("sha256_digest", 130_000, "fast")]
    [InlineData("sha256_digest", 1_000, "compact")]
    [InlineData("sha256_digest", 40_000, "compact")]
    [InlineData("keccak256_digest", 1_000, "fast")]
    [InlineData("keccak256_digest", 20_000, "fast")]
    [InlineData("keccak256_digest", 1_000, "compact")]
    [InlineData("ecdsa_verify", 0, "fast")]
    [InlineData("ecdsa_verify", 0, "compact")]
    public void PredictionsHoldForAccelerators(string guest, int bytes, string profile)
    {
        using var program = Guests.Load(guest);
        var input = guest == "ecdsa_verify" ? Signature : new byte[bytes];
        var options = new ProverOptions { Threads = 2, Profile = Profile.All.Single(p => p.Name == profile) };
        ProofStatistics alone, limited;
        using (var prover = new Prover(options))
        {
            prover.Prove(program, input, out alone);
        }

        Assert.InRange((double)alone.PredictedBytes / alone.PeakBytes, 1, 1.15);
        using (var prover = new Prover(options with { MemoryLimitBytes = alone.PredictedBytes }))
        {
            prover.Prove(program, input, out limited);
        }

        Assert.InRange(limited.PeakBytes, 1, alone.PredictedBytes);
    }

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
