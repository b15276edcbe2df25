using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>The protocol's transcript, which also remembers the query indexes: the verification is the usual one, to the letter.</summary>
internal sealed class IndexRecorder(ProtocolTranscript transcript) : IProtocolTranscript
{
    private ProtocolTranscript _transcript = transcript; // a struct that changes: not readonly

    /// <summary>The indexes drawn; null as long as the verification has not come so far.</summary>
    public int[]? Drawn { get; private set; }

    public void Root(ReadOnlySpan<byte> label, Digest root) => _transcript.Root(label, root);

    public void Extensions(ReadOnlySpan<byte> label, ReadOnlySpan<Fp5> values, Span<uint> scratch) => _transcript.Extensions(label, values, scratch);

    public bool CheckNonce(ReadOnlySpan<byte> label, int bits, ulong nonce) => _transcript.CheckNonce(label, bits, nonce);

    public Fp5 Challenge(ReadOnlySpan<byte> label) => _transcript.Challenge(label);

    public Fp5 Point(ProofShape shape) => _transcript.Point(shape);

    public void Indexes(int logDomain, Span<int> indexes)
    {
        _transcript.Indexes(logDomain, indexes);
        Drawn = indexes.ToArray();
    }
}
