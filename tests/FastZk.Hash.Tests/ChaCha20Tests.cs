using System.Runtime.InteropServices;

namespace FastZk.Hash.Tests;

public class ChaCha20Tests
{
    public static TheoryData<HashBackend> Supported => Backends.Supported;

    [Fact]
    public void Rfc8439BlockFunction()
    {
        // RFC 8439, 2.3.2: key 00..1f, nonce 00:00:00:09 00:00:00:4a 00:00:00:00, block count 1.
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var words = new uint[16];
        ChaCha20.Block(key, streamId: 0x4a000000, counter: 1 | (0x09000000UL << 32), words);
        Assert.Equal(
        [
            0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
            0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9, 0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2,
        ], words);
    }

    [Fact]
    public void Rfc8439ZeroKey()
    {
        // RFC 8439, A.1, test vectors 1 and 2.
        var words = new uint[16];
        ChaCha20.Block(new byte[32], 0, 0, words);
        Assert.StartsWith("76b8e0ada0f13d90405d6ae55386bd28", Convert.ToHexStringLower(MemoryMarshal.AsBytes(words.AsSpan())));
        ChaCha20.Block(new byte[32], 0, 1, words);
        Assert.StartsWith("9f07e7be5551387a98ba977c732d080d", Convert.ToHexStringLower(MemoryMarshal.AsBytes(words.AsSpan())));
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public void BatchesAreInterleavedBlocks(HashBackend backend)
    {
        byte[] key = Backends.Key(1);
        // The second start lets the counter's low half wrap inside a batch.
        foreach (ulong start in new ulong[] { 0, 0xffff_fff5, ulong.MaxValue - 5 })
        {
            var batches = new uint[512];
            var block = new uint[16];
            ChaCha20.Blocks(key, 0x1122334455667788, start, batches, backend);
            for (uint b = 0; b < 32; b++)
            {
                ChaCha20.Block(key, 0x1122334455667788, unchecked(start + b), block);
                for (uint j = 0; j < 16; j++) Assert.Equal(block[j], batches[b / 16 * 256 + j * 16 + b % 16]);
            }
        }
        Assert.Throws<ArgumentException>(() => ChaCha20.Blocks(key, 0, 0, new uint[255], backend));
        Assert.Throws<ArgumentException>(() => ChaCha20.Blocks(new byte[31], 0, 0, new uint[256], backend));
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public void RandomStreamIsTheBatchSequenceHoweverCut(HashBackend backend)
    {
        byte[] key = Backends.Key(2);
        var all = new uint[256 * 20];
        ChaCha20.Blocks(key, 7, 0, all);
        uint[] accepted = [.. all.Select(w => w & 0x7fffffff).Where(w => w < RandomStream.Prime)];
        using var words = new RandomStream(key, 7, backend);
        using var elements = new RandomStream(key, 7, backend);
        var random = new Random(3);
        for (int at = 0, field = 0; at < all.Length - 700;)
        {
            var part = new uint[random.Next(0, 600)];
            words.FillWords(part);
            Assert.Equal(all[at..(at + part.Length)], part);
            at += part.Length;
            var fieldPart = new uint[part.Length / 2];
            elements.FillFieldElements(fieldPart);
            Assert.Equal(accepted[field..(field + fieldPart.Length)], fieldPart);
            field += fieldPart.Length;
        }
    }

    [Fact]
    public void FieldElementsAreUniform()
    {
        const int Count = 1 << 20, Buckets = 64;
        using var stream = new RandomStream(Backends.Key(4), 1);
        var elements = new uint[Count];
        stream.FillFieldElements(elements);
        var histogram = new int[Buckets];
        foreach (uint element in elements)
        {
            Assert.True(element < RandomStream.Prime);
            histogram[(int)((ulong)element * Buckets / RandomStream.Prime)]++;
        }
        double expected = (double)Count / Buckets;
        double chi2 = histogram.Sum(h => (h - expected) * (h - expected) / expected);
        // 63 degrees of freedom: mean 63, deviation 11; the seed is fixed.
        Assert.InRange(chi2, 25, 120);
        // Each element is drawn by itself: neighbours and the elements a vector apart differ.
        foreach (int distance in new[] { 1, 8, 16, 256 })
        {
            Assert.True(Enumerable.Range(0, Count - distance).Count(i => elements[i] == elements[i + distance]) < 5);
        }
    }

    [Fact]
    public void ARestartedStreamIsTheOtherOne()
    {
        var (expected, found) = (new uint[600], new uint[600]);
        using (var other = new RandomStream(Backends.Key(5), 1UL << 40 | 2)) other.FillWords(expected);
        using var stream = new RandomStream(Backends.Key(5), 1);
        stream.FillWords(found.AsSpan(0, 300));
        stream.Restart(1UL << 40 | 2);
        stream.FillWords(found);
        Assert.Equal(expected, found);
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.Restart(1));
    }

    [Fact]
    public void StreamsDifferAndRefuseAfterDisposal()
    {
        var a = new uint[64];
        var b = new uint[64];
        var stream = new RandomStream(Backends.Key(5), 1);
        stream.FillWords(a);
        using (var other = new RandomStream(Backends.Key(5), 2)) other.FillWords(b);
        Assert.NotEqual(a, b);
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.FillWords(a));
        Assert.Throws<ObjectDisposedException>(() => stream.FillFieldElements(a));
    }

    [Theory]
    [MemberData(nameof(Supported))]
    public unsafe void SaltsInBulkAreTheSaltsOfTheRows(HashBackend backend)
    {
        byte[] key = Backends.Key(6);
        using var salts = new SaltSource(key, 9);
        const int Groups = 3, Stride = 100;
        var bulk = new uint[8 * Stride];
        fixed (uint* p = bulk) salts.FillGroups(5, Groups, p, Stride, backend);
        var one = new uint[8];
        var block = new uint[16];
        for (int i = 0; i < 32 * Groups; i++)
        {
            long row = 5 * 32 + i;
            salts.Salt(row, one);
            ChaCha20.Block(key, 9, (ulong)(row / 32 * 16 + row % 16), block);
            Assert.Equal(block.Skip((int)(row / 16 % 2) * 8).Take(8), one);
            for (int w = 0; w < 8; w++) Assert.Equal(one[w], bulk[w * Stride + i]);
        }
    }
}
