using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>Honest proofs verify, for both profiles and many combinations of heights.</summary>
public sealed class HonestProofTests
{
    // Profile, rows in use, heights of counter, square, range, program, parity, loop.
    [Theory]
    [InlineData(1, 200, 16, 10, 10, 10, 10, -1)]
    [InlineData(1, 200, 10, 10, 16, 10, 10, 10)]
    [InlineData(1, 200, 10, 11, 12, 13, 14, 16)]
    [InlineData(1, 60000, 16, 16, 16, 16, 16, 16)]
    [InlineData(1, 1200, 11, 11, 11, 12, 13, 17)]
    [InlineData(2, 90, 16, 9, 9, 9, 9, -1)]
    [InlineData(2, 90, 9, 9, 9, 9, 16, 10)]
    [InlineData(2, 90, 10, 9, 12, 16, 11, 9)]
    [InlineData(2, 65000, 16, 16, 16, 16, 16, 16)]
    public void An_honest_proof_verifies(byte profile, int rows, int counter, int square, int range, int program, int parity, int loop)
    {
        var proof = ToyProof.Create(Profile.OfId(profile)!, new(counter, square, range, program, parity, loop), rows);
        Assert.Null(proof.Verify());
    }
}
