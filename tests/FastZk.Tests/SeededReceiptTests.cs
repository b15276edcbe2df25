using System.Security.Cryptography;
using FastZk.Stark.Security;

namespace FastZk.Tests;

/// <summary>
/// Receipts with a known seed are the same bytes for every number of threads. The digest is a constant, so running these tests with
/// DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 or DOTNET_EnableHWIntrinsic=0 compares the instruction sets.
/// </summary>
public class SeededReceiptTests
{
    [Theory]
    [InlineData("fast", 1)]
    [InlineData("fast", 2)]
    [InlineData("fast", 3)]
    [InlineData("compact", 1)]
    [InlineData("compact", 2)]
    public void S20_SameSeedSameBytes(string profile, int threads)
    {
        using var program = Guests.Load("key_ownership");
        var seed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        using var prover = new Prover(new() { Profile = Profile.All.Single(p => p.Name == profile), Threads = threads, Seed = seed });
        var receipt = prover.Prove(program, [.. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        IsGolden(Golden.SeededReceipts[profile], Convert.ToHexStringLower(SHA256.HashData(receipt.ToBytes())));
    }

    [Theory]
    [InlineData("edit_distance")]
    [InlineData("fault")]
    [InlineData("fibonacci")]
    [InlineData("key_ownership")]
    [InlineData("mixed")]
    [InlineData("sha256_stream")]
    [InlineData("sort")]
    public void ImageIdsAreStable(string guest)
    {
        using var program = Guests.Load(guest);
        IsGolden(Golden.ImageIds[guest], program.ImageId.ToString());
    }

    private static void IsGolden(string expected, string actual) =>
        Assert.True(expected == actual, $"{actual} instead of {expected}. If circuit, protocol or guest changed on purpose, renew it in Golden.cs; otherwise two machines would disagree.");
}
