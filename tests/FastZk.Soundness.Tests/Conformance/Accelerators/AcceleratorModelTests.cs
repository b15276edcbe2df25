using System.Security.Cryptography;
using System.Text;
using FastZk.Soundness.Tests.Campaigns;
using FastZk.Vm.Tests.Support;

namespace FastZk.Soundness.Tests.Conformance.Accelerators;

/// <summary>The model of the accelerators against the library's hashes and published values, and the first seeds of the campaign that uses it.</summary>
public sealed class AcceleratorModelTests
{
    private const int Calls = 1600;

    private static readonly int[] AroundBlocks = [1, 135, 136, 137, 271, 272, 1000];

    private static readonly string[] BlockCalls = ["sha256_compress", "keccak_absorb"];

    /// <summary>Lengths around those at which padding takes another block.</summary>
    public static TheoryData<int> Lengths => [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void S23_TheModelHashesAsTheLibraryDoes(int length)
    {
        var message = new byte[length];
        new Random(length).NextBytes(message);
        // FIPS 180-4, section 5.1.1.
        var padded = new byte[64 * ((length + 8) / 64 + 1)];
        message.CopyTo(padded, 0);
        padded[length] = 0x80;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), 8 * (ulong)length);
        var state = Sha256Model.Initial();
        foreach (var block in padded.Chunk(64))
        {
            state = Sha256Model.Compress(state, Words(block));
        }

        Assert.Equal(Convert.ToHexString(SHA256.HashData(message)), string.Concat(state.Select(w => w.ToString("X8", null))));
    }

    [Theory]
    [InlineData("", 0x01, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", 0x01, "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("", 0x06, "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a")]
    [InlineData("abc", 0x06, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532")]
    public void S23_TheModelsSpongeGivesPublishedValues(string message, byte suffix, string expected) =>
        Assert.Equal(expected, Sponge(Encoding.ASCII.GetBytes(message), suffix));

    [Fact]
    public void S23_TheModelsSpongeIsTheLibrarys()
    {
        foreach (var length in AroundBlocks)
        {
            var message = new byte[length];
            new Random(length).NextBytes(message);
            var hash = Sponge(message, 0x06);
            Assert.Equal(64, hash.Length);
            if (SHA3_256.IsSupported)
            {
                Assert.Equal(Convert.ToHexStringLower(SHA3_256.HashData(message)), hash);
            }
        }
    }

    [Fact]
    public void S23_CallsAndTheirFaultsAreTheModels()
    {
        var count = CampaignRunner.Run(new CallCampaign(), 0, Calls, threads: 2);
        Assert.Empty(count.Failures);
        Assert.Equal(Calls, count.HeldCases);
        // Every argument of every call is refused in some cases, and every call is made.
        string[] kinds =
        [
            .. from call in BlockCalls from argument in Enumerable.Range(0, 3) select $"{call}, a{argument} refused", "keccak_f1600, a0 refused",
            .. Enumerable.Range(0, 7).Select(a => $"modmul256, a{a} refused"),
            .. Enumerable.Range(0, 7).Where(a => a != 5).Select(a => $"mulwide256, a{a} refused"),
            "sha256_compress", "keccak_absorb", "keccak_f1600", "modmul256", "mulwide256",
        ];
        Assert.Equal(kinds.Order(StringComparer.Ordinal), count.Held.Keys.Order(StringComparer.Ordinal));
    }

    // Keccak with the capacity 512 by absorbing padded blocks.
    private static string Sponge(byte[] message, byte suffix)
    {
        var padded = new byte[136 * (message.Length / 136 + 1)];
        message.CopyTo(padded, 0);
        padded[message.Length] = suffix;
        padded[^1] |= 0x80;
        var state = padded.Chunk(136).Aggregate(new uint[50], (s, block) => KeccakModel.Absorb(s, Words(block)));
        return Convert.ToHexStringLower(ElfBuilder.ToBytes(state.AsSpan(0, 8).ToArray()));
    }

    private static uint[] Words(byte[] bytes) => [.. bytes.Chunk(4).Select(b => BitConverter.ToUInt32(b))];
}
