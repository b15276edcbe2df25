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
    private const string FastHash = "dc617fc96f2e2dc131db0d3df873001ef539f647fead1c6b57e0169fd6befab2";
    private const string CompactHash = "7675ce50ea88e7b002fa31cc4f335a8eb059a843fee49f7467e81a567ebae3ba";

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
