using FastZk.Field;
using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark.Security;

namespace FastZk.Stark.Proof;

/// <summary>
/// The transcript with the labels of this protocol, in one place for prover and verifier. The order of calls is the protocol
/// (docs/protocol.md, "Transcript").
/// </summary>
internal struct ProtocolTranscript : IProtocolTranscript
{
    private Transcript _transcript;

    /// <summary>Absorbs the statement: name and version, all parameters, the caller's statement, table heights, roots of the preprocessed trees.</summary>
    public ProtocolTranscript(ProofShape shape, ReadOnlySpan<byte> statement, Digest programRoot, Digest circuitRoot)
    {
        _transcript = new Transcript(shape.System.Name);
        var p = shape.Parameters;
        Span<uint> parameters =
        [
            Fp.Modulus, Fp5.Degree, shape.Profile.Id, (uint)shape.Profile.LogBlowup, (uint)shape.Profile.RandomRows, (uint)shape.Profile.PieceMask,
            (uint)shape.Profile.LogMinHeight, SecurityParameters.LogFold, (uint)p.Queries, (uint)p.Folds, (uint)p.FinalCoefficients,
            SecurityParameters.QueryGrinding, (uint)shape.System.LongestMessage, (uint)shape.System.BusCount,
        ];
        _transcript.AbsorbWords("parameters"u8, parameters);
        _transcript.Absorb("statement"u8, statement);
        Span<byte> heights = stackalloc byte[ProofShape.PackedHeightBytes(shape.System)];
        shape.PackHeights(heights);
        _transcript.Absorb("heights"u8, heights);
        _transcript.Absorb("program"u8, programRoot);
        _transcript.Absorb("circuit"u8, circuitRoot);
    }

    /// <summary>The chain value, for tests.</summary>
    public readonly Digest State => _transcript.State;

    public void Root(ReadOnlySpan<byte> label, Digest root) => _transcript.Absorb(label, root);

    /// <summary>Absorbs extension elements, canonical.</summary>
    public void Extensions(ReadOnlySpan<byte> label, ReadOnlySpan<Fp5> values, Span<uint> scratch)
    {
        var words = scratch[..(5 * values.Length)];
        for (var i = 0; i < values.Length; i++)
        {
            for (var k = 0; k < 5; k++)
            {
                words[5 * i + k] = values[i][k].ToUInt32();
            }
        }

        _transcript.AbsorbWords(label, words);
    }

    public ulong Grind(ReadOnlySpan<byte> label, int bits, WorkerSet workers) => _transcript.Grind(label, bits, workers);

    public bool CheckNonce(ReadOnlySpan<byte> label, int bits, ulong nonce) => _transcript.CheckAndAbsorbNonce(label, bits, nonce);

    public Fp5 Challenge(ReadOnlySpan<byte> label)
    {
        Span<uint> c = stackalloc uint[5];
        _transcript.SampleExtension(label, c);
        return new(Fp.FromUInt32(c[0]), Fp.FromUInt32(c[1]), Fp.FromUInt32(c[2]), Fp.FromUInt32(c[3]), Fp.FromUInt32(c[4]));
    }

    /// <summary>ζ, redrawn while it lies on ⟨ω_N⟩ or on a lifted extension coset.</summary>
    public Fp5 Point(ProofShape shape)
    {
        while (true)
        {
            var z = Challenge("zeta"u8);
            if (z.PowTwoTo(shape.LogTop) == Fp5.One)
            {
                continue;
            }

            var scaled = z * StarkConstants.Shift.Inverse();
            if (scaled.PowTwoTo(shape.LogTop + shape.Profile.LogBlowup) != Fp5.One)
            {
                return z;
            }
        }
    }

    public void Indexes(int logDomain, Span<int> indexes) => _transcript.SampleIndexes("indexes"u8, logDomain, indexes);
}
