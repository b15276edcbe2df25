using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Field.Ntt;
using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark.Kernels;
using FastZk.Stark.Opening;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Fri;

/// <summary>
/// FRI on one codeword of degree below N over s·⟨ω_{BN}⟩ (Ben-Sasson, Bentov, Horesh, Riabzev 2018), folding by 8 with one challenge a fold.
/// Owns the layers and their trees until the openings are written.
/// </summary>
internal sealed unsafe class FriProver : IDisposable
{
    private readonly ProofShape _shape;
    private readonly List<ColumnMatrix> _layers = [];
    private readonly List<MerkleTree> _trees = [];

    public FriProver(ProofShape shape) => _shape = shape;

    /// <summary>Commits to the layers, writing roots, nonces and the final polynomial. Takes ownership of the codeword (five columns, B·N rows).</summary>
    public void Commit(ProverContext context, ColumnMatrix codeword, ref ProtocolTranscript transcript, ProofWriter writer, Action<int, ColumnMatrix>? fault = null)
    {
        _layers.Add(codeword);
        var p = _shape.Parameters;
        var b = _shape.Profile.Blowup;
        for (var k = 0; k < p.Folds; k++)
        {
            context.Phase("fri");
            var layer = _layers[k];
            fault?.Invoke(k, layer);
            var tree = BuildTree(context, layer, FriLayout.LogRows(_shape, k));
            _trees.Add(tree);
            transcript.Root("fri"u8, tree.Root);
            writer.Digest(tree.Root);
            var nonce = transcript.Grind("fold"u8, p.FoldGrinding(k), context.Workers);
            writer.UInt64(nonce);
            var c = transcript.Challenge("fold"u8);
            var next = new ColumnMatrix(context.Pool, (long)b << FriLayout.LogRows(_shape, k + 1), 5);
            _layers.Add(next);
            FoldLayer(context, layer, next, k, c);
        }

        WriteFinal(ref transcript, writer);
    }

    private MerkleTree BuildTree(ProverContext context, ColumnMatrix layer, int logRows)
    {
        var eighth = 1L << (logRows - SecurityParameters.LogFold);
        var bases = new nint[5 * FriLayout.Arity];
        for (var k = 0; k < FriLayout.Arity; k++)
        {
            for (var limb = 0; limb < 5; limb++)
            {
                bases[5 * k + limb] = (nint)(layer.Pointer(limb) + k * eighth);
            }
        }

        return MerkleTree.Build(context.Pool, context.Workers, _shape.Profile.LogBlowup, [new LeafGroup(eighth, bases, 1L << logRows)]);
    }

    // Binary folds with c, c², c⁴; block j of the layer lies on s_k·ω^j·⟨ω_m⟩, so 1/x = (s_k·ω^j)^-1 · ω_m^-r, the last factor from the inverse twiddles.
    private void FoldLayer(ProverContext context, ColumnMatrix source, ColumnMatrix target, int layer, Fp5 challenge)
    {
        var logRows = FriLayout.LogRows(_shape, layer);
        var rows = 1L << logRows;
        var half = Fp.FromUInt32(2).Inverse();
        var kernels = StarkKernels.Best;
        using var scratch = new ColumnMatrix(context.Pool, rows >> 1, 10 * _shape.Profile.Blowup);
        context.Workers.For(_shape.Profile.Blowup, j =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var x = FriLayout.Shift(layer) * Fp.RootOfUnity(logRows + _shape.Profile.LogBlowup).Pow((ulong)j);
            var c = challenge;
            var d = stackalloc uint[5];
            var from = source.Pointer(0) + j * rows;
            var fromStride = source.Stride;
            for (var step = 0; step < SecurityParameters.LogFold; step++)
            {
                var count = rows >> (step + 1);
                var last = step == SecurityParameters.LogFold - 1;
                var to = last ? target.Pointer(0) + j * count : scratch.Pointer(10 * j + 5 * (step & 1));
                var toStride = last ? target.Stride : scratch.Stride;
                (c * (x.Inverse() * half)).CopyRawTo(new Span<uint>(d, 5));
                kernels.Fold(from, fromStride, to, toStride, TwiddleTable.Inverse(logRows - step).Level(), d, count);
                c *= c;
                x *= x;
                from = to;
                fromStride = toStride;
            }
        });
    }

    private void WriteFinal(ref ProtocolTranscript transcript, ProofWriter writer)
    {
        var count = _shape.Parameters.FinalCoefficients;
        var log = System.Numerics.BitOperations.Log2((uint)count);
        var layer = _layers[^1];
        var coefficients = new Fp5[count];
        var words = new uint[5][];
        for (var limb = 0; limb < 5; limb++)
        {
            // Block 0 alone determines a polynomial of that many coefficients.
            words[limb] = new uint[count];
            NumberTheoreticTransform.Interpolate(layer.Column(limb)[..count], words[limb]);
        }

        var scale = Fp.One;
        var step = FriLayout.Shift(_shape.Parameters.Folds).Inverse();
        for (var i = 0; i < count; i++, scale *= step)
        {
            var r = (int)BitReversal.Reverse((uint)i, log);
            coefficients[i] = Fp5.FromRawUnchecked([words[0][r], words[1][r], words[2][r], words[3][r], words[4][r]]) * scale;
            writer.Extension(coefficients[i]);
        }

        transcript.Extensions("final"u8, coefficients, new uint[5 * count]);
    }

    /// <summary>Adds, layer by layer, the opened leaves (ascending distinct indexes) and their multi-proof.</summary>
    public void Open(ReadOnlySpan<int> indexes, SectionList sections)
    {
        for (var k = 0; k < _trees.Count; k++)
        {
            var leaves = IndexSet.Reduce(indexes, FriLayout.LogLeaves(_shape, k));
            var layer = k;
            sections.Add(leaves.Length * FriLayout.Arity * 5 * sizeof(uint), bytes => WriteLeaves(bytes, layer, leaves));
            TreeOpener.AddMultiProof(_trees[k], leaves, sections);
        }
    }

    private void WriteLeaves(Span<byte> bytes, int k, int[] leaves)
    {
        var logRows = FriLayout.LogRows(_shape, k);
        var layer = _layers[k];
        foreach (var leaf in leaves)
        {
            // Leaf i holds the values at i + k·leaves, k = 0..7: block i mod B, rows i div B + k·m/8.
            var block = (long)(leaf & (_shape.Profile.Blowup - 1)) << logRows;
            var row = block + (leaf >> _shape.Profile.LogBlowup);
            for (var e = 0; e < FriLayout.Arity; e++)
            {
                for (var limb = 0; limb < 5; limb++)
                {
                    var word = layer.Pointer(limb)[row + ((long)e << (logRows - SecurityParameters.LogFold))];
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes, Fp.FromRawUnchecked(word).ToUInt32());
                    bytes = bytes[sizeof(uint)..];
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var l in _layers)
        {
            l.Dispose();
        }

        foreach (var t in _trees)
        {
            t.Dispose();
        }
    }
}
