using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>Checks the folds of FRI at the query indexes.</summary>
internal static class FriCheck
{
    private const int LeafWords = Fp5.Degree * FriLayout.Arity;

    /// <param name="shape">the shape.</param>
    /// <param name="scratch">work arrays.</param>
    /// <param name="indexes">the query indexes.</param>
    /// <param name="values">f_0 at the distinct indexes, ascending: five columns, whose rows are whole batches; overwritten.</param>
    /// <param name="roots">one a fold.</param>
    /// <param name="challenges">one a fold.</param>
    /// <param name="final">the final polynomial.</param>
    /// <param name="reader">at the first layer's openings.</param>
    /// <returns>null when all fits.</returns>
    public static string? Verify(ProofShape shape, VerifierScratch scratch, QueryIndexes indexes, Span<uint> values, scoped ReadOnlySpan<Digest> roots,
        scoped ReadOnlySpan<Fp5> challenges, scoped ReadOnlySpan<Fp5> final, scoped ref ProofReader reader)
    {
        var stride = values.Length / Fp5.Degree;
        var points = scratch.Points(stride);
        var entries = scratch.Sums(LeafWords * stride);
        var batch = scratch.Columns(2 * LeafWords * VerifierKernels.Lanes);
        var words = batch[..(LeafWords * VerifierKernels.Lanes)];
        var top = indexes.Set(shape.LogTop + shape.Profile.LogBlowup);
        for (var k = 0; k < roots.Length; k++)
        {
            var logLeaves = FriLayout.LogLeaves(shape, k);
            var leaves = indexes.Set(logLeaves);
            var digests = scratch.Digests(leaves.Length);
            for (var start = 0; start < leaves.Length; start += VerifierKernels.Lanes)
            {
                var count = Math.Min(VerifierKernels.Lanes, leaves.Length - start);
                if (!OpenedRows.TryRead(ref reader, count, LeafWords, 0, words, batch[words.Length..]))
                {
                    return StarkVerifier.Unreadable(reader);
                }

                RowHasher.HashColumns(words, LeafWords, digests.Slice(start, count));
                for (var w = 0; w < LeafWords; w++)
                {
                    words.Slice(w * VerifierKernels.Lanes, VerifierKernels.Lanes).CopyTo(entries[(w * stride + start)..]);
                }
            }

            if (!OpenedRows.Path(logLeaves, leaves, digests, default, roots[k], scratch, ref reader))
            {
                return $"the openings of FRI layer {k} do not match its root";
            }

            var logDomain = logLeaves + SecurityParameters.LogFold;
            var before = indexes.Places(logDomain);
            var places = indexes.Places(logLeaves);
            for (var i = 0; i < top.Length; i++)
            {
                var entry = (top[i] & ((1 << logDomain) - 1)) >> logLeaves;
                if (!IsSame(entries[(Fp5.Degree * entry * stride + places[i])..], values[before[i]..], stride))
                {
                    return k == 0 ? "the batched codeword differs from the opened rows" : $"FRI layer {k} is not the fold of the one before";
                }
            }

            RootPowers.Fill(logDomain, leaves, inverse: true, FriLayout.Shift(k).Inverse(), points);
            VerifierKernels.Best.Fold(entries, points, challenges[k], values, stride);
        }

        var log = FriLayout.LogRows(shape, roots.Length) + shape.Profile.LogBlowup;
        var set = indexes.Set(log);
        var expected = entries[..values.Length];
        RootPowers.Fill(log, set, inverse: false, FriLayout.Shift(roots.Length), points);
        VerifierKernels.Best.Evaluate(final, points, expected, stride);
        for (var i = 0; i < set.Length; i++)
        {
            if (!IsSame(expected[i..], values[i..], stride))
            {
                return "the final polynomial does not fit the last fold";
            }
        }

        return null;
    }

    // Whether two elements of E, their coefficients stride apart, are the same.
    private static bool IsSame(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, int stride)
    {
        uint difference = 0;
        for (var k = 0; k < Fp5.Degree; k++)
        {
            difference |= a[k * stride] ^ b[k * stride];
        }

        return difference == 0;
    }
}
