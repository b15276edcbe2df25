namespace FastZk.Hash.Tests;

public unsafe class DigestLanesTests
{
    [Fact]
    public void DigestsAreCollectedFromTheirLanes()
    {
        const int stride = 24;
        uint[] words = Backends.RandomWords(8 * stride, 1);
        for (int count = 0; count <= stride; count++)
        {
            // One digest more, which must stay as it is.
            var digests = new Digest[count + 1];
            fixed (uint* p = words) DigestLanes.Collect(p, stride, digests.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                for (int w = 0; w < 8; w++) Assert.Equal(words[w * stride + i], digests[i][w]);
            }
            Assert.Equal(default, digests[count]);
        }
    }

    [Fact]
    public void PairsAreCompressedAsOneByOne()
    {
        Digest[] digests = [.. Enumerable.Range(0, DigestPairs.Digests).Select(i => Digest.FromWords(Backends.RandomWords(8, i)))];
        foreach (int count in new[] { 0, 1, 7, 8, 31, 32, 33, DigestPairs.Capacity })
        {
            foreach (DomainKind kind in Enum.GetValues<DomainKind>())
            {
                ReadOnlySpan<uint> domain = kind == DomainKind.Node ? DomainStates.Node : DomainStates.Injection;
                var results = new Digest[count];
                var pairs = new DigestPairs(new Digest[DigestPairs.Digests]);
                for (int i = 0; i < count; i++) pairs.Set(i, digests[2 * i], digests[2 * i + 1]);
                pairs.Compress(kind, results);
                for (int i = 0; i < count; i++) Assert.Equal(DomainStates.Compress(domain, digests[2 * i], digests[2 * i + 1]), results[i]);
            }
        }
    }
}
