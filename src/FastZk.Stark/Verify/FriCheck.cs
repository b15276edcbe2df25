using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Fri;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>Checks the folds of FRI at the query indexes.</summary>
internal static class FriCheck
{
    /// <param name="shape">the shape.</param>
    /// <param name="scratch">work arrays.</param>
    /// <param name="indexes">the query indexes.</param>
    /// <param name="codeword">f_0 at the distinct indexes, ascending.</param>
    /// <param name="roots">one a fold.</param>
    /// <param name="challenges">one a fold.</param>
    /// <param name="final">the final polynomial.</param>
    /// <param name="reader">at the first layer's openings.</param>
    /// <returns>null when all fits.</returns>
    public static string? Verify(ProofShape shape, VerifierScratch scratch, scoped ReadOnlySpan<int> indexes, scoped ReadOnlySpan<Fp5> codeword, scoped ReadOnlySpan<Digest> roots,
        scoped ReadOnlySpan<Fp5> challenges, scoped ReadOnlySpan<Fp5> final, ref ProofReader reader)
    {
        var queries = indexes.Length;
        var sets = scratch.Indexes(2 * queries);
        var values = scratch.Slots(queries);
        var set = sets[..queries];
        var leafSet = sets[queries..];
        var count = IndexSet.Reduce(indexes, shape.LogTop + shape.Profile.LogBlowup, set);
        codeword.CopyTo(values);
        Span<uint> words = stackalloc uint[5 * FriLayout.Arity * RowHasher.BatchRows];
        var opened = scratch.Gamma(queries * FriLayout.Arity);
        for (var k = 0; k < roots.Length; k++)
        {
            var logLeaves = FriLayout.LogLeaves(shape, k);
            var leaves = IndexSet.Reduce(indexes, logLeaves, leafSet);
            var digests = scratch.Digests(leaves);
            for (var start = 0; start < leaves; start += RowHasher.BatchRows)
            {
                var batch = words[..(5 * FriLayout.Arity * Math.Min(RowHasher.BatchRows, leaves - start))];
                foreach (ref var w in batch)
                {
                    w = reader.Field().Raw;
                }

                for (var e = 0; e < batch.Length / 5; e++)
                {
                    opened[start * FriLayout.Arity + e] = Fp5.FromRawUnchecked(batch.Slice(5 * e, 5));
                }

                RowHasher.HashBatch(batch, 5 * FriLayout.Arity, digests.Slice(start, batch.Length / (5 * FriLayout.Arity)));
            }

            if (reader.Failed)
            {
                return StarkVerifier.Unreadable(reader);
            }

            if (!DeepCheck.Path(logLeaves, leafSet[..leaves], digests, default, roots[k], scratch, ref reader))
            {
                return $"the openings of FRI layer {k} do not match its root";
            }

            for (var i = 0; i < count; i++)
            {
                var leaf = leafSet[..leaves].BinarySearch(set[i] & ((1 << logLeaves) - 1));
                if (opened[leaf * FriLayout.Arity + (set[i] >> logLeaves)] != values[i])
                {
                    return k == 0 ? "the batched codeword differs from the opened rows" : $"FRI layer {k} is not the fold of the one before";
                }
            }

            var root = Fp.RootOfUnity(logLeaves + SecurityParameters.LogFold);
            var shift = FriLayout.Shift(k);
            for (var i = 0; i < leaves; i++)
            {
                values[i] = FriLayout.Fold(opened.Slice(i * FriLayout.Arity, FriLayout.Arity), shift * root.Pow((ulong)leafSet[i]), challenges[k]);
            }

            leafSet[..leaves].CopyTo(set);
            count = leaves;
        }

        var last = FriLayout.Shift(roots.Length);
        var omega = Fp.RootOfUnity(FriLayout.LogRows(shape, roots.Length) + shape.Profile.LogBlowup);
        for (var i = 0; i < count; i++)
        {
            var x = last * omega.Pow((ulong)set[i]);
            var sum = Fp5.Zero;
            for (var c = final.Length - 1; c >= 0; c--)
            {
                sum = sum * x + final[c];
            }

            if (sum != values[i])
            {
                return "the final polynomial does not fit the last fold";
            }
        }

        return null;
    }
}
