using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>A part of a proof or receipt and how many bytes it takes.</summary>
public sealed record ProofPart(string Name, long Bytes);

/// <summary>
/// Says what the bytes of a proof are spent on. Nothing in a proof names a length: the sizes follow from the shape and, for the openings, from the query
/// indexes, which only a verification yields.
/// </summary>
public static class ProofMap
{
    /// <summary>Name of the one part that stands for all openings where the verification ended before it drew the indexes.</summary>
    public const string Unsplit = "openings (not split)";

    /// <summary>Verifies a proof and lists its parts; what is longer than a proof should be is a part of its own.</summary>
    /// <param name="shape">the shape.</param>
    /// <param name="inputs">the statement.</param>
    /// <param name="programRoot">root of the program's preprocessed tree.</param>
    /// <param name="circuitRoot">root of the circuit's preprocessed tree.</param>
    /// <param name="proof">the proof's bytes.</param>
    /// <param name="reason">null when the proof is accepted, else why not.</param>
    public static IReadOnlyList<ProofPart> Of(ProofShape shape, PublicInputs inputs, Digest programRoot, Digest circuitRoot, ReadOnlySpan<byte> proof, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(inputs);
        var recorder = new IndexRecorder(new(shape, inputs.Statement, programRoot, circuitRoot));
        reason = StarkVerifier.Verify(recorder, shape, inputs, programRoot, circuitRoot, proof);

        const int extension = Fp5.Degree * sizeof(uint);
        var parameters = shape.Parameters;
        var pairs = 15 + shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext);
        List<ProofPart> parts =
        [
            new("roots", (3 + parameters.Folds) * (long)Sha256.DigestBytes),
            new("nonces", (5 + parameters.Folds) * (long)sizeof(ulong)),
            new("bus totals", (shape.Present.Length + shape.Present.Count(t => t.Pairs.Length > 0)) * extension),
            new("out-of-domain values", pairs * extension),
            new("final polynomial", parameters.FinalCoefficients * extension),
        ];
        if (recorder.Drawn is { } indexes)
        {
            foreach (var tree in Enum.GetValues<OpenedTree>())
            {
                AddTree(parts, shape, tree, indexes);
            }

            AddFolds(parts, shape, indexes);
        }

        var left = proof.Length - parts.Sum(p => p.Bytes);
        if (left > 0)
        {
            parts.Add(new(recorder.Drawn is null ? Unsplit : "bytes behind the proof", left));
        }

        return parts;
    }

    // As DeepCheck.ReadTree reads it: the rows of every height, those of the greatest behind their salts, then one multi-proof.
    private static void AddTree(List<ProofPart> parts, ProofShape shape, OpenedTree tree, int[] indexes)
    {
        long words = 0, leaves = 0, path = 0;
        for (var log = ProofShape.MaxLogTop; log >= 0; log--)
        {
            var columns = RowLayout.Columns(shape, tree, log);
            if (columns == 0)
            {
                continue;
            }

            var logSize = log + shape.Profile.LogBlowup;
            var set = IndexSet.Reduce(indexes, logSize);
            if (leaves == 0)
            {
                leaves = set.Length;
                path = PathBytes(logSize, set);
            }

            words += (long)columns * set.Length;
        }

        var name = tree.ToString().ToLowerInvariant();
        parts.Add(new($"{name} rows", words * sizeof(uint)));
        if (tree >= OpenedTree.Main)
        {
            parts.Add(new($"{name} salts", leaves * SaltSource.Words * sizeof(uint)));
        }

        parts.Add(new($"{name} paths", path));
    }

    private static void AddFolds(List<ProofPart> parts, ProofShape shape, int[] indexes)
    {
        long values = 0, paths = 0;
        for (var k = 0; k < shape.Parameters.Folds; k++)
        {
            var log = FriLayout.LogLeaves(shape, k);
            var set = IndexSet.Reduce(indexes, log);
            values += (long)set.Length * FriLayout.Arity * Fp5.Degree * sizeof(uint);
            paths += PathBytes(log, set);
        }

        parts.Add(new("FRI openings", values));
        parts.Add(new("FRI paths", paths));
    }

    private static long PathBytes(int logSize, int[] set) =>
        (long)MultiProof.CountDigests(logSize, set, new int[MultiProof.ScratchIndexes(set.Length)]) * Sha256.DigestBytes;
}
