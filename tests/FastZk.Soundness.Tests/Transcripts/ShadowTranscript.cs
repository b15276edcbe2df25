using System.Buffers.Binary;
using System.Text;
using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Soundness.Tests.Transcripts;

/// <summary>One thing that went into a transcript or came out.</summary>
/// <param name="Label">its label.</param>
/// <param name="IsDrawn">whether it came out.</param>
/// <param name="Bytes">the data, or the challenge.</param>
internal sealed record TranscriptEvent(string Label, bool IsDrawn, string Bytes);

/// <summary>
/// Hands out the challenges of a tape, takes any nonce, and keeps a real transcript on the side that absorbs the same and says what it would have drawn.
/// Made of the hash chain alone, beside <see cref="ProtocolTranscript"/>.
/// </summary>
internal sealed class ShadowTranscript : IProtocolTranscript
{
    private readonly TranscriptTape _frozen;
    private Hash.Transcript _chain;
    private int _next;

    public ShadowTranscript(RealProof proof, TranscriptTape frozen)
    {
        _frozen = frozen;
        var items = Inventory.Statement;
        _chain = new Hash.Transcript(Encoding.UTF8.GetString(items[0].Data!(proof, 0)));
        Events.Add(new(items[0].Label, false, Convert.ToHexString(items[0].Data!(proof, 0))));
        foreach (var item in items.Skip(1))
        {
            Absorb(Encoding.ASCII.GetBytes(item.Label), item.Data!(proof, 0));
        }
    }

    /// <summary>All that went in and would have come out.</summary>
    public List<TranscriptEvent> Events { get; } = [];

    public void Root(ReadOnlySpan<byte> label, Digest root)
    {
        var bytes = new byte[32];
        root.CopyTo(bytes);
        Absorb(label, bytes);
    }

    public void Extensions(ReadOnlySpan<byte> label, ReadOnlySpan<Fp5> values, Span<uint> scratch)
    {
        var bytes = new byte[20 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            for (var k = 0; k < Fp5.Degree; k++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20 * i + 4 * k), values[i][k].ToUInt32());
            }
        }

        Absorb(label, bytes);
    }

    public bool CheckNonce(ReadOnlySpan<byte> label, int bits, ulong nonce)
    {
        Absorb(label, BitConverter.GetBytes(nonce));
        return true;
    }

    public Fp5 Challenge(ReadOnlySpan<byte> label)
    {
        Span<uint> drawn = stackalloc uint[Fp5.Degree];
        _chain.SampleExtension(label, drawn);
        Events.Add(new(Encoding.ASCII.GetString(label), true, string.Join(" ", drawn.ToArray())));
        return _frozen.Challenges[_next++];
    }

    // Redrawn only at points that are met once in 2^129.
    public Fp5 Point(ProofShape shape) => Challenge("zeta"u8);

    public void Indexes(int logDomain, Span<int> indexes)
    {
        _chain.SampleIndexes("indexes"u8, logDomain, indexes);
        Events.Add(new("indexes", true, string.Join(" ", indexes.ToArray())));
        _frozen.Indexes.CopyTo(indexes);
    }

    private void Absorb(ReadOnlySpan<byte> label, byte[] data)
    {
        _chain.Absorb(label, data);
        Events.Add(new(Encoding.ASCII.GetString(label), false, Convert.ToHexString(data)));
    }
}
