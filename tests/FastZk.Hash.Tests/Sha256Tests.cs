using System.Text;
using Reference = System.Security.Cryptography.SHA256;

namespace FastZk.Hash.Tests;

public unsafe class Sha256Tests
{
    // FIPS 180-4 examples (NIST "SHA256.pdf") and the empty message.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void StandardVectors(string message, string expected) =>
        Assert.Equal(expected, Sha256.Hash(Encoding.ASCII.GetBytes(message)).ToString());

    [Fact]
    public void MillionTimesA()
    {
        var message = new byte[1_000_000];
        message.AsSpan().Fill((byte)'a');
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Sha256.Hash(message).ToString());
    }

    [Fact]
    public void AgreesWithTheRuntimeForAllLengthsAndCuts()
    {
        var random = new Random(1);
        Span<byte> ours = stackalloc byte[32];
        for (int length = 0; length < 300; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            Sha256.Hash(message, ours);
            Assert.True(ours.SequenceEqual(Reference.HashData(message)));
            Sha256Stream stream = Sha256Stream.Start();
            for (int at = 0; at < length;)
            {
                int take = random.Next(0, Math.Min(100, length - at) + 1);
                stream.Append(message.AsSpan(at, take));
                at += take;
            }
            stream.Finish(ours);
            Assert.True(ours.SequenceEqual(Reference.HashData(message)));
        }
    }

    [Fact]
    public void StreamWritesIntegersLittleEndian()
    {
        Sha256Stream stream = Sha256Stream.Start();
        stream.AppendUInt32(0x04030201);
        stream.AppendUInt64(0x0c0b0a0908070605);
        stream.AppendByte(13);
        Assert.Equal(Sha256.Hash([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]), stream.Finish());
    }

    [Fact]
    public void StreamDoesNotAllocate()
    {
        var data = new byte[1000];
        Span<byte> hash = stackalloc byte[32];
        Sha256.Hash(data, hash);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Sha256.Hash(data, hash);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void DigestRoundTrips()
    {
        byte[] bytes = Backends.Key(3);
        Digest digest = Digest.FromBytes(bytes);
        var copy = new byte[32];
        digest.CopyTo(copy);
        Assert.Equal(bytes, copy);
        Assert.Equal((uint)(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]), digest[0]);
        Span<uint> words = stackalloc uint[8];
        digest.CopyWordsTo(words);
        Assert.True(Digest.FromWords(words) == digest);
        words[7] ^= 1;
        Assert.True(Digest.FromWords(words) != digest);
        Assert.Throws<ArgumentException>(() => Digest.FromBytes(new byte[31]));
    }

    [Fact]
    public void DomainStatesAreTheStatesAfterTheirTags()
    {
        AssertState("FastZk.Leaf.v1", DomainStates.Leaf);
        AssertState("FastZk.Node.v1", DomainStates.Node);
        AssertState("FastZk.Injection.v1", DomainStates.Injection);

        // Independent of our own compression: a whole message whose first block is the tag and whose second is the padding.
        static void AssertState(string tag, ReadOnlySpan<uint> domain)
        {
            var message = new byte[64];
            Encoding.ASCII.GetBytes(tag, message);
            var padding = new uint[16];
            padding[0] = 0x80000000;
            padding[15] = 512;
            uint[] state = domain.ToArray();
            Sha256.Compress(state, padding);
            Assert.Equal(Digest.FromBytes(Reference.HashData(message)), Digest.FromWords(state));
        }
    }

    public static TheoryData<HashBackend> Supported => Backends.Supported;

    [Theory]
    [MemberData(nameof(Supported))]
    public void LanesAgreeWithOneAtATime(HashBackend backend)
    {
        const int Stride = 131;
        uint[] message = Backends.RandomWords(16 * Stride, 5);
        uint[] initial = Backends.RandomWords(8, 6);
        uint** mp = stackalloc uint*[16];
        uint** sp = stackalloc uint*[8];
        foreach (int count in new[] { 0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 130 })
        {
            foreach (bool fromInitial in new[] { true, false })
            {
                uint[] state = Backends.RandomWords(8 * Stride, 7);
                uint[] before = [.. state];
                fixed (uint* m = message, s = state, i = initial)
                {
                    for (int j = 0; j < 16; j++) mp[j] = m + j * Stride;
                    for (int w = 0; w < 8; w++) sp[w] = s + w * Stride;
                    Sha256Lanes.Compress(fromInitial ? i : null, sp, mp, count, backend);
                }
                for (int lane = 0; lane < Stride; lane++)
                {
                    uint[] expected = [.. Enumerable.Range(0, 8).Select(w => fromInitial && lane < count ? initial[w] : before[w * Stride + lane])];
                    uint[] block = [.. Enumerable.Range(0, 16).Select(j => message[j * Stride + lane])];
                    if (lane < count) Sha256.Compress(expected, block);
                    Assert.Equal(expected, Enumerable.Range(0, 8).Select(w => state[w * Stride + lane]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public void StatesMayBeAmongTheWordsOfTheMessage(HashBackend backend)
    {
        // Inner nodes are written over the left children; a vector that is computed twice must not read what it wrote.
        const int Stride = 72;
        uint* state0 = stackalloc uint[8];
        Sha256.InitialState.CopyTo(new Span<uint>(state0, 8));
        uint** mp = stackalloc uint*[16];
        foreach (int count in new[] { 1, 8, 24, 40, 71 })
        {
            uint[] words = Backends.RandomWords(16 * Stride, 8);
            uint[] before = [.. words];
            fixed (uint* m = words)
            {
                for (int j = 0; j < 16; j++) mp[j] = m + j * Stride;
                Sha256Lanes.Compress(state0, mp, mp, count, backend);
            }
            for (int lane = 0; lane < count; lane++)
            {
                uint[] expected = [.. Sha256.InitialState];
                Sha256.Compress(expected, [.. Enumerable.Range(0, 16).Select(j => before[j * Stride + lane])]);
                Assert.Equal(expected, Enumerable.Range(0, 8).Select(w => words[w * Stride + lane]));
            }
        }
    }

    [Fact]
    public void TheBestBackendFollowsTheRuntimeSwitches()
    {
        // The instruction-set suites set these; the names are those .NET 10 obeys.
        bool Off(string name) => Environment.GetEnvironmentVariable(name) is "0";
        if (Off("DOTNET_EnableHWIntrinsic") || Off("DOTNET_EnableAVX2")) Assert.Equal(HashBackend.Scalar, HashBackends.Best);
        else if (Off("DOTNET_EnableAVX512")) Assert.NotEqual(HashBackend.Avx512, HashBackends.Best);
        Assert.True(HashBackends.IsSupported(HashBackends.Best));
        if (!HashBackends.IsSupported(HashBackend.Avx512))
        {
            Assert.Throws<PlatformNotSupportedException>(() => ChaCha20.Blocks(new byte[32], 0, 0, new uint[256], HashBackend.Avx512));
        }
    }
}
