using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>
/// A seeded proof has the same bytes whatever the number of threads and the instruction set. The suite is run as it is and with
/// DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 and DOTNET_EnableHWIntrinsic=0.
/// </summary>
public sealed class ReproducibilityTests
{
    private const string FastHash = "0c476c2b6640e37fb8bb2527453b0623322bc8bd24f298ce68fd067c90ffe9be";
    private const string CompactHash = "137e771c4e990783d21cc67eb4c6fb565cf3fc4d5bd71f17a6e9fe27f8d562ba";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fast_proof_bytes_do_not_change(int threads)
    {
        var proof = ToyProof.Create(Profile.Fast, new(16, 10, 11, 12, 13, 10), 200, seed: 7, threads);
        Assert.Null(proof.Verify());
        IsGolden(FastHash, proof);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Compact_proof_bytes_do_not_change(int threads)
    {
        var proof = ToyProof.Create(Profile.Compact, new(9, 10, 11, 16, 13, 10), 90, seed: 8, threads);
        Assert.Null(proof.Verify());
        IsGolden(CompactHash, proof);
    }

    private static void IsGolden(string expected, ToyProof proof)
    {
        var actual = Convert.ToHexStringLower(SHA256.HashData(proof.Bytes));
        Assert.True(expected == actual, $"{actual} instead of {expected}: after a change of the protocol or of the toy tables put the new one here.");
    }

    [Fact]
    public void The_instruction_set_switches_take_effect()
    {
        static bool Off(string name) => Environment.GetEnvironmentVariable(name) == "0";
        Assert.False(Avx512F.IsSupported && (Off("DOTNET_EnableAVX512") || Off("DOTNET_EnableAVX2") || Off("DOTNET_EnableHWIntrinsic")));
        Assert.False(Avx2.IsSupported && (Off("DOTNET_EnableAVX2") || Off("DOTNET_EnableHWIntrinsic")));
    }
}
