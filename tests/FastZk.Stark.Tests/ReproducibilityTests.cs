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
    private const string FastHash = "7b5e41cdbefcfe78cdf5b723a59012c46d40fe2cb2d8926d5c78ae90516210dc";
    private const string CompactHash = "ea96b72ad2f5520dbb040b295c4458eb91829ffe85668c2d8d541d8b88965f9c";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fast_proof_bytes_do_not_change(int threads)
    {
        var proof = ToyProof.Create(Profile.Fast, new(16, 10, 11, 12, 13, 10), 200, seed: 7, threads);
        Assert.Null(proof.Verify());
        Assert.Equal(FastHash, Convert.ToHexStringLower(SHA256.HashData(proof.Bytes)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Compact_proof_bytes_do_not_change(int threads)
    {
        var proof = ToyProof.Create(Profile.Compact, new(9, 10, 11, 16, 13, 10), 90, seed: 8, threads);
        Assert.Null(proof.Verify());
        Assert.Equal(CompactHash, Convert.ToHexStringLower(SHA256.HashData(proof.Bytes)));
    }

    [Fact]
    public void The_instruction_set_switches_take_effect()
    {
        static bool Off(string name) => Environment.GetEnvironmentVariable(name) == "0";
        Assert.False(Avx512F.IsSupported && (Off("DOTNET_EnableAVX512") || Off("DOTNET_EnableAVX2") || Off("DOTNET_EnableHWIntrinsic")));
        Assert.False(Avx2.IsSupported && (Off("DOTNET_EnableAVX2") || Off("DOTNET_EnableHWIntrinsic")));
    }
}
