using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Tests.Toy;

/// <summary>What a verification drew from its transcript, and the order of all that went in and out.</summary>
internal sealed class TranscriptTape
{
    public List<Fp5> Challenges { get; } = [];

    public int[] Indexes { get; set; } = [];

    public List<string> Events { get; } = [];

    /// <summary>The challenge with the given number: α, β, γ, ζ, λ, then the folds.</summary>
    public Fp5 Zeta => Challenges[3];

    public Fp5 Lambda => Challenges[4];
}

/// <summary>The real transcript, with a tape running.</summary>
internal struct RecordingTranscript(ProtocolTranscript inner, TranscriptTape tape) : IProtocolTranscript
{
    private ProtocolTranscript _inner = inner;

    public void Root(ReadOnlySpan<byte> label, Digest root)
    {
        Log("root", label);
        _inner.Root(label, root);
    }

    public void Extensions(ReadOnlySpan<byte> label, ReadOnlySpan<Fp5> values, Span<uint> scratch)
    {
        Log($"{values.Length} values", label);
        _inner.Extensions(label, values, scratch);
    }

    public bool CheckNonce(ReadOnlySpan<byte> label, int bits, ulong nonce)
    {
        Log("nonce", label);
        return _inner.CheckNonce(label, bits, nonce);
    }

    public Fp5 Challenge(ReadOnlySpan<byte> label)
    {
        Log("challenge", label);
        var c = _inner.Challenge(label);
        tape.Challenges.Add(c);
        return c;
    }

    public Fp5 Point(ProofShape shape)
    {
        Log("challenge", "zeta"u8);
        var c = _inner.Point(shape);
        tape.Challenges.Add(c);
        return c;
    }

    public void Indexes(int logDomain, Span<int> indexes)
    {
        Log("challenge", "indexes"u8);
        _inner.Indexes(logDomain, indexes);
        tape.Indexes = indexes.ToArray();
    }

    private readonly void Log(string what, ReadOnlySpan<byte> label) => tape.Events.Add($"{what} {System.Text.Encoding.ASCII.GetString(label)}");
}

/// <summary>Plays a tape whatever it is told, and takes any nonce: the transcript of a verifier whose challenges depend on nothing.</summary>
internal struct FrozenTranscript(TranscriptTape tape) : IProtocolTranscript
{
    private int _next;

    public readonly void Root(ReadOnlySpan<byte> label, Digest root)
    {
    }

    public readonly void Extensions(ReadOnlySpan<byte> label, ReadOnlySpan<Fp5> values, Span<uint> scratch)
    {
    }

    public readonly bool CheckNonce(ReadOnlySpan<byte> label, int bits, ulong nonce) => true;

    public Fp5 Challenge(ReadOnlySpan<byte> label) => tape.Challenges[_next++];

    public Fp5 Point(ProofShape shape) => tape.Challenges[_next++];

    public readonly void Indexes(int logDomain, Span<int> indexes) => tape.Indexes.CopyTo(indexes);
}
