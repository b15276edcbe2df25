using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>
/// The verifier of docs/protocol.md. Takes any bytes: the answer is null (accepted) or the reason of the rejection; it does not throw, and its work
/// and memory are bounded by the shape.
/// </summary>
public static class StarkVerifier
{
    /// <summary>Checks a proof.</summary>
    /// <param name="shape">the shape, checked by <see cref="ProofShape.Create"/>; its heights of preprocessed tables are the verifying key's.</param>
    /// <param name="inputs">the statement.</param>
    /// <param name="programRoot">root of the program's preprocessed tree, from the verifying key.</param>
    /// <param name="circuitRoot">root of the circuit's preprocessed tree, compiled in.</param>
    /// <param name="proof">the proof's bytes, all of them.</param>
    /// <returns>null when accepted, else why not.</returns>
    public static string? Verify(ProofShape shape, PublicInputs inputs, Digest programRoot, Digest circuitRoot, ReadOnlySpan<byte> proof) =>
        Verify(new ProtocolTranscript(shape, inputs.Statement, programRoot, circuitRoot), shape, inputs, programRoot, circuitRoot, proof);

    internal static string? Verify<T>(T transcript, ProofShape shape, PublicInputs inputs, Digest programRoot, Digest circuitRoot, ReadOnlySpan<byte> proof)
        where T : IProtocolTranscript
    {
        if (inputs.TupleCount != shape.PublicTuples)
        {
            return "the statement has another number of tuples than the shape";
        }

        var scratch = VerifierScratch.Rent();
        var reader = new ProofReader(proof);
        var parameters = shape.Parameters;

        var tables = 0;
        var chained = 0;
        var pairs = 15;
        var starts = scratch.Starts(shape.System.Tables.Length + 1);
        foreach (var t in shape.Present)
        {
            starts[t.Id] = pairs - 15;
            pairs += t.OpenedAtPoint + t.OpenedAtNext;
            tables++;
            chained += t.Pairs.Length > 0 ? 1 : 0;
        }

        starts[^1] = pairs - 15;
        var words = scratch.Words(5 * Math.Max(pairs, parameters.FinalCoefficients));

        var mainRoot = reader.Digest();
        transcript.Root("main"u8, mainRoot);
        if (!transcript.CheckNonce("logup"u8, parameters.LogUpGrinding, reader.UInt64()))
        {
            return "the grinding nonce of the LogUp challenge is wrong";
        }

        var challenge = scratch.Challenge;
        challenge.Set(transcript.Challenge("alpha"u8), transcript.Challenge("beta"u8), shape.System.LongestMessage);
        var auxiliaryRoot = reader.Digest();
        transcript.Root("auxiliary"u8, auxiliaryRoot);
        var totals = scratch.Totals(tables + chained);
        if (!inputs.BusSum(challenge, out var balance))
        {
            return "the statement meets a zero fingerprint";
        }

        inputs.Chain(challenge, out var product, out var ends);
        for (var i = 0; i < totals.Length; i++)
        {
            totals[i] = reader.Extension();
            if (i < tables)
            {
                balance += totals[i];
            }
            else
            {
                product *= totals[i];
            }
        }

        transcript.Extensions("totals"u8, totals, words);
        if (reader.Failed)
        {
            return Unreadable(reader);
        }

        if (balance != Fp5.Zero)
        {
            return "the buses do not balance";
        }

        // A zero would make any other factor fit.
        if (product != ends || ends == Fp5.Zero)
        {
            return "the chains do not close";
        }

        if (!transcript.CheckNonce("gamma"u8, parameters.ConstraintGrinding, reader.UInt64()))
        {
            return "the grinding nonce of the constraint batching is wrong";
        }

        var gamma = transcript.Challenge("gamma"u8);
        var quotientRoot = reader.Digest();
        transcript.Root("quotient"u8, quotientRoot);
        if (!transcript.CheckNonce("zeta"u8, parameters.PointGrinding, reader.UInt64()))
        {
            return "the grinding nonce of the out-of-domain point is wrong";
        }

        var zeta = transcript.Point(shape);
        var values = scratch.Values(pairs);
        for (var i = 0; i < pairs; i++)
        {
            values[i] = reader.Extension();
        }

        transcript.Extensions("values"u8, values, words);
        if (reader.Failed)
        {
            return Unreadable(reader);
        }

        var expected = ConstraintCheck.Expected(shape, challenge, gamma, zeta, totals, values, scratch);
        if (expected != QuotientValue(shape, zeta, values[starts[^1]..]))
        {
            return "the constraints do not hold at the out-of-domain point";
        }

        if (!transcript.CheckNonce("lambda"u8, parameters.BatchGrinding, reader.UInt64()))
        {
            return "the grinding nonce of the batching is wrong";
        }

        var lambda = transcript.Challenge("lambda"u8);
        Span<Digest> roots = stackalloc Digest[parameters.Folds];
        Span<Fp5> folds = stackalloc Fp5[parameters.Folds];
        for (var k = 0; k < parameters.Folds; k++)
        {
            roots[k] = reader.Digest();
            transcript.Root("fri"u8, roots[k]);
            if (!transcript.CheckNonce("fold"u8, parameters.FoldGrinding(k), reader.UInt64()))
            {
                return "the grinding nonce of a fold is wrong";
            }

            folds[k] = transcript.Challenge("fold"u8);
        }

        Span<Fp5> final = stackalloc Fp5[SecurityParameters.MaxFinalCoefficients];
        final = final[..parameters.FinalCoefficients];
        foreach (ref var c in final)
        {
            c = reader.Extension();
        }

        transcript.Extensions("final"u8, final, words);
        if (reader.Failed)
        {
            return Unreadable(reader);
        }

        if (!transcript.CheckNonce("queries"u8, SecurityParameters.QueryGrinding, reader.UInt64()))
        {
            return "the grinding nonce of the queries is wrong";
        }

        Span<int> drawn = stackalloc int[parameters.Queries];
        transcript.Indexes(shape.LogTop + shape.Profile.LogBlowup, drawn);
        var indexes = new QueryIndexes(drawn, shape.LogTop + shape.Profile.LogBlowup, scratch);

        Span<Digest> treeRoots = [programRoot, circuitRoot, mainRoot, auxiliaryRoot, quotientRoot];
        var deep = new DeepCheck(shape, scratch, indexes, drawn.Length, zeta, lambda, values, starts);
        for (var tree = OpenedTree.Program; tree <= OpenedTree.Quotient; tree++)
        {
            if (deep.ReadTree(tree, treeRoots[(int)tree], ref reader) is { } reason)
            {
                return reason;
            }
        }

        if (FriCheck.Verify(shape, scratch, indexes, deep.Codeword(), roots, folds, final, ref reader) is { } failure)
        {
            return failure;
        }

        return reader.Failed ? Unreadable(reader) : reader.Remaining != 0 ? $"{reader.Remaining} bytes follow the proof" : null;
    }

    internal static string Unreadable(in ProofReader reader) => $"the proof is cut short or holds a value outside the field near byte {reader.Position}";

    // P_0 + ζ^K·P_1 + ζ^2K·P_2, each from five base columns.
    private static Fp5 QuotientValue(ProofShape shape, Fp5 zeta, ReadOnlySpan<Fp5> pieces)
    {
        var step = zeta.Pow((ulong)(shape.Top - shape.Profile.PieceMask));
        return ConstraintCheck.Combine(pieces[..5]) + step * (ConstraintCheck.Combine(pieces.Slice(5, 5)) + step * ConstraintCheck.Combine(pieces.Slice(10, 5)));
    }
}
