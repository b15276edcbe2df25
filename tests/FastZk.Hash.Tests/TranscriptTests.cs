using System.Buffers.Binary;
using System.Text;
using FastZk.Memory;
using Reference = System.Security.Cryptography.SHA256;

namespace FastZk.Hash.Tests;

public class TranscriptTests
{
    public static TheoryData<HashBackend> Supported => Backends.Supported;

    private static byte[] Bytes(Digest digest)
    {
        var bytes = new byte[32];
        digest.CopyTo(bytes);
        return bytes;
    }

    private static byte[] UInt64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    [Fact]
    public void FollowsItsDefinition()
    {
        byte[] Absorb(byte[] state, string label, byte[] data) =>
            Reference.HashData([.. state, (byte)label.Length, .. Encoding.ASCII.GetBytes(label), .. UInt64((ulong)data.Length), .. data]);

        var transcript = new Transcript("FastZk.Test");
        byte[] state = Absorb(new byte[32], "protocol", "FastZk.Test"u8.ToArray());
        Assert.Equal(state, Bytes(transcript.State));

        transcript.Absorb("root"u8, [1, 2, 3]);
        state = Absorb(state, "root", [1, 2, 3]);
        Assert.Equal(state, Bytes(transcript.State));

        transcript.AbsorbWords("words"u8, [0x04030201, 5]);
        state = Absorb(state, "words", [1, 2, 3, 4, 5, 0, 0, 0]);
        transcript.Absorb("digest"u8, Digest.FromBytes(state));
        state = Absorb(state, "digest", state);
        Assert.Equal(state, Bytes(transcript.State));

        var expected = new List<uint>();
        for (uint counter = 0; expected.Count < 21; counter++)
        {
            byte[] block = Reference.HashData([.. state, 0xff, .. "alpha"u8, .. UInt64(counter)[..4]]);
            for (int i = 0; i < 8; i++)
            {
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(4 * i)) & 0x7fffffff;
                if (word < 2013265921) expected.Add(word);
            }
        }
        var sampled = new uint[21];
        transcript.SampleFields("alpha"u8, sampled);
        Assert.Equal(expected.Take(21), sampled);
        state = Reference.HashData([.. state, 0xfd, .. "alpha"u8]);
        Assert.Equal(state, Bytes(transcript.State));

        var indexes = new int[3];
        transcript.SampleIndexes("index"u8, 20, indexes);
        byte[] words = Reference.HashData([.. state, 0xff, .. "index"u8, 0, 0, 0, 0]);
        for (int i = 0; i < 3; i++) Assert.Equal((int)(BinaryPrimitives.ReadUInt32LittleEndian(words.AsSpan(4 * i)) & 0xfffff), indexes[i]);
    }

    [Fact]
    public void EverythingAbsorbedChangesWhatIsSampled()
    {
        uint Sample(string protocol, byte[] label, byte[] data, byte[] sampleLabel)
        {
            var transcript = new Transcript(protocol);
            transcript.Absorb(label, data);
            return transcript.SampleField(sampleLabel);
        }
        uint[] all =
        [
            Sample("p", [1], [2], [3]), Sample("q", [1], [2], [3]), Sample("p", [2], [2], [3]), Sample("p", [1], [3], [3]),
            Sample("p", [1], [2], [4]), Sample("p", [1, 2], [], [3]), Sample("p", [], [1, 2], [3]), Sample("p", [1], [2, 0], [3]),
        ];
        Assert.Equal(Sample("p", [1], [2], [3]), all[0]);
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void SamplesDifferAndAreUniform()
    {
        var transcript = new Transcript("uniform");
        var a = new uint[5];
        var b = new uint[5];
        transcript.SampleExtension("x"u8, a);
        transcript.SampleExtension("x"u8, b);
        Assert.Empty(a.Intersect(b));
        Assert.Throws<ArgumentException>(() => new Transcript("x").SampleExtension("x"u8, new uint[4]));
        var many = new uint[1 << 16];
        transcript.SampleFields("many"u8, many);
        Assert.All(many, x => Assert.True(x < 2013265921));
        Assert.InRange(many.Average(x => (double)x) / 2013265921, 0.49, 0.51);
        var indexes = new int[4096];
        transcript.SampleIndexes("i"u8, 3, indexes);
        for (int i = 0; i < 8; i++) Assert.InRange(indexes.Count(x => x == i), 400, 624);
        transcript.SampleIndexes("i"u8, 0, indexes);
        Assert.All(indexes, x => Assert.Equal(0, x));
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public void GrindingFindsTheSmallestNonce(HashBackend backend)
    {
        // All label lengths: the nonce starts at each offset inside a word, and in different words.
        for (int length = 0; length <= Transcript.MaxNonceLabelBytes; length++)
        {
            byte[] label = [.. Enumerable.Range(0, length).Select(i => (byte)('a' + i))];
            var start = new Transcript("grind" + length);
            int bits = length == 5 ? 15 : 9;
            ulong expected = 0;
            while (true)
            {
                byte[] hash = Reference.HashData([.. Bytes(start.State), 0xfe, .. label, .. UInt64(expected)]);
                if (BinaryPrimitives.ReadUInt64BigEndian(hash) >> (64 - bits) == 0) break;
                expected++;
            }
            foreach (int threads in new[] { 1, 3 })
            {
                using var workers = new WorkerSet(threads);
                Transcript prover = start, verifier = start;
                Assert.Equal(expected, prover.Grind(label, bits, workers, backend));
                Assert.False(expected > 0 && verifier.CheckAndAbsorbNonce(label, bits, expected - 1));
                Assert.Equal(start.State, verifier.State);
                Assert.True(verifier.CheckAndAbsorbNonce(label, bits, expected));
                Assert.Equal(prover.State, verifier.State);
                Assert.NotEqual(start.State, prover.State);
            }
        }
    }

    [Fact]
    public void ZeroBitsMeanNonceZero()
    {
        using var workers = new WorkerSet(1);
        var prover = new Transcript("zero");
        Transcript verifier = prover;
        Assert.Equal(0ul, prover.Grind("n"u8, 0, workers));
        Assert.False(verifier.CheckAndAbsorbNonce("n"u8, 0, 1));
        Assert.True(verifier.CheckAndAbsorbNonce("n"u8, 0, 0));
        Assert.Equal(prover.State, verifier.State);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Transcript("x").Grind("thirteen byte"u8, 1, workers));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Transcript("x").CheckAndAbsorbNonce("n"u8, 41, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Transcript("x").Absorb(new byte[65], []));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var data = new byte[100];
        var indexes = new int[20];
        var elements = new uint[5];
        long allocated = 0;
        for (int repeat = 0; repeat < 2; repeat++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var transcript = new Transcript("allocation");
            transcript.Absorb("a"u8, data);
            transcript.SampleExtension("b"u8, elements);
            transcript.CheckAndAbsorbNonce("c"u8, 0, 0);
            transcript.SampleIndexes("d"u8, 10, indexes);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }
}
