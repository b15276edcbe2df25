using FastZk.Field;
using FastZk.Soundness.Tests.ZeroKnowledge.Residue;
using FastZk.Stark.Security;
using Xunit.Abstractions;

namespace FastZk.Soundness.Tests.ZeroKnowledge;

/// <summary>Z03: what is left of a secret in the memory of a process that handled it.</summary>
public sealed class ResidueTests(ITestOutputHelper output)
{
    public static TheoryData<string> States => [.. ResidueCampaign.States.Select(s => s.ToString())];

    [Theory]
    [MemberData(nameof(States))]
    public void Z03_NothingOfASecretIsLeftInMemory(string state)
    {
        var (secret, seed) = ResidueCampaign.Secret(1000);
        var result = ResidueCampaign.Search(Enum.Parse<HeldState>(state), Profile.Fast, secret, seed, dump: false);
        output.WriteLine($"{result.Searched >> 20} MiB, {result.Words} words");
        Assert.True(result.Searched > 50 << 20);
        Assert.Empty(result.Finds);
        Assert.InRange(result.Words, 0, ResidueCampaign.MostWords);
    }

    /// <summary>The same search in the same process finds the input and the seed where the caller keeps them, and says what holds them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Z03_ASecretThatIsKeptIsFound(bool dump)
    {
        var (secret, seed) = ResidueCampaign.Secret(1001);
        var result = ResidueCampaign.Search(HeldState.Kept, Profile.Fast, secret, seed, dump);
        output.WriteLine(string.Join("\n", result.Finds));
        var holder = result.IsDump ? "System.Byte[]" : "";
        Assert.Contains(result.Finds, f => f.StartsWith($"bytes: {holder}", StringComparison.Ordinal));
        Assert.Contains(result.Finds, f => f.StartsWith($"seed: {holder}", StringComparison.Ordinal));
    }

    /// <summary>What the prover itself holds in the middle of its work is found: the forms are those in which it keeps the secret.</summary>
    [Theory]
    [InlineData("Recorded", "seed")]
    [InlineData("Filled", "input limbs, Montgomery", "message schedule limbs, Montgomery", "seed")]
    public void Z03_ASecretInUseIsFound(string state, params string[] forms)
    {
        var (secret, seed) = ResidueCampaign.Secret(1003);
        var result = ResidueCampaign.Search(Enum.Parse<HeldState>(state), Profile.Fast, secret, seed, dump: false);
        output.WriteLine($"{result.Words} words\n{string.Join("\n", result.Finds)}");
        Assert.All(forms, f => Assert.Contains(result.Finds, x => x.StartsWith(f + ":", StringComparison.Ordinal)));
        Assert.True(result.Words > ResidueCampaign.MostWords);
    }

    /// <summary>Every form is found at every alignment, across the pieces in which the memory is read, and in nothing but the secret's memory.</summary>
    [Fact]
    public void Z03_TheSearchKnowsItsForms()
    {
        var (secret, seed) = ResidueCampaign.Secret(1002);
        var patterns = SecretForms.Of(secret, seed);
        var random = new Random(7);
        var memory = new byte[MemorySearch.ChunkBytes + 5000];
        foreach (var group in patterns.GroupBy(p => p.Form))
        {
            var pattern = group.ElementAt(random.Next(group.Count())).Bytes;
            foreach (var place in new[] { 0, 1001, MemorySearch.ChunkBytes - 5, memory.Length - pattern.Length })
            {
                pattern.CopyTo(memory, place);
            }

            var search = new MemorySearch(patterns.Where(p => p.Form == group.Key), []);
            search.Add(new MemoryStream(memory), 0);
            foreach (var place in new[] { 0, 1001, MemorySearch.ChunkBytes - 5, memory.Length - pattern.Length })
            {
                Assert.Contains(search.Finds, f => f.Form == group.Key && f.Offset == place);
                memory.AsSpan(place, pattern.Length).Clear();
            }
        }

        var other = new byte[8 << 20];
        random.NextBytes(other);
        var none = new MemorySearch(patterns, SecretForms.Words(secret));
        none.Add(new MemoryStream(other), 0);
        Assert.Empty(none.Finds);
        Assert.InRange(none.Words.Count, 0, 10);
    }

    /// <summary>The schedule is SHA-256's: the last chaining value of a padded message is its digest.</summary>
    [Fact]
    public void Z03_TheFormsFollowTheGuestsHash()
    {
        var message = new byte[64];
        "abc"u8.CopyTo(message);
        message[3] = 0x80;
        message[63] = 24;
        var digest = System.Security.Cryptography.SHA256.HashData("abc"u8);
        uint[] words = [.. Enumerable.Range(0, 8).Select(i => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(digest.AsSpan(4 * i)))];
        var chaining = SecretForms.Of(message, new byte[32]).Where(p => p.Form == "chaining value words").Select(p => BitConverter.ToUInt64(p.Bytes)).ToList();
        Assert.Equal(Enumerable.Range(0, 7).Select(i => words[i] | (ulong)words[i + 1] << 32), chaining);
        Assert.Contains(SecretForms.Of(message, new byte[32]), p => p.Form == "chaining value limbs, Montgomery" && BitConverter.ToUInt32(p.Bytes) == Fp.FromUInt32(words[0] & 0xFFFF).Raw);
    }
}
