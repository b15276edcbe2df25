using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Security;

namespace FastZk.Stark.Proof;

/// <summary>
/// What the verifier asks of a transcript. There is one implementation, <see cref="ProtocolTranscript"/>, and one that listens to it
/// (<see cref="Verify.IndexRecorder"/>); tests record and replay challenges through
/// another to show that nothing is left out of it. A type parameter, not a switch: the verifier that is shipped cannot be told to skip a check.
/// </summary>
internal interface IProtocolTranscript
{
    void Root(ReadOnlySpan<byte> label, Digest root);

    void Extensions(ReadOnlySpan<byte> label, ReadOnlySpan<Fp5> values, Span<uint> scratch);

    bool CheckNonce(ReadOnlySpan<byte> label, int bits, ulong nonce);

    Fp5 Challenge(ReadOnlySpan<byte> label);

    Fp5 Point(ProofShape shape);

    void Indexes(int logDomain, Span<int> indexes);
}
