using FastZk.Memory;
using FastZk.Stark.Opening;
using FastZk.Stark.Proof;

namespace FastZk.Stark.Tests;

/// <summary>The writer grows, gives its memory back once, and is of no use afterwards; sections lie where they were added.</summary>
public sealed class ProofWriterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 12)]
    public void What_is_written_survives_growing(int capacity)
    {
        using var writer = new ProofWriter(capacity);
        var expected = new List<byte>();
        for (var i = 0; i < 3000; i++)
        {
            writer.UInt32((uint)i);
            writer.Reserve(3).Span.Fill((byte)i);
            expected.AddRange([.. BitConverter.GetBytes(i), (byte)i, (byte)i, (byte)i]);
        }

        Assert.Equal(expected, writer.ToArray());
        Assert.Equal(expected.Count, writer.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Disposing_twice_is_harmless_and_using_it_afterwards_throws(int bytes)
    {
        var writer = new ProofWriter();
        writer.Bytes(new byte[bytes]);
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Byte(1));
        Assert.Throws<ObjectDisposedException>(() => writer.Reserve(1 << 20));
    }

    [Fact]
    public void Sections_are_written_in_their_order_by_all_workers()
    {
        using var workers = new WorkerSet(4);
        using var writer = new ProofWriter(1);
        writer.Byte(99);
        var sections = new SectionList();
        for (var i = 0; i < 200; i++)
        {
            var value = (byte)i;
            sections.Add(i % 7, bytes => bytes.Fill(value));
        }

        sections.Write(writer, workers);
        Assert.Equal([99, .. Enumerable.Range(0, 200).SelectMany(i => Enumerable.Repeat((byte)i, i % 7))], writer.ToArray());
    }

    [Fact]
    public void A_section_that_fails_fails_the_whole()
    {
        using var workers = new WorkerSet(2);
        using var writer = new ProofWriter();
        var sections = new SectionList();
        for (var i = 0; i < 50; i++)
        {
            var section = i;
            sections.Add(8, _ => { if (section == 20) throw new InvalidTimeZoneException(); });
        }

        Assert.Throws<InvalidTimeZoneException>(() => sections.Write(writer, workers));
    }
}
