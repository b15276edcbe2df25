using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>
/// Reads the opened rows of the five trees, checks them against their roots, and computes from them the values of f_0 at the query indexes.
/// </summary>
internal ref struct DeepCheck
{
    private readonly ProofShape _shape;
    private readonly VerifierScratch _scratch;
    private readonly Span<int> _sets; // for each log height, at log·q: the distinct indexes mod B·n
    private readonly Span<int> _counts; // their number
    private readonly Span<Fp5> _sums; // for each log height and row: Σ at ζ, Σ at ζ·g, R
    private readonly ReadOnlySpan<Fp5> _powers;
    private readonly ReadOnlySpan<int> _starts;
    private readonly Fp5 _zeta;
    private readonly int _queries;

    public DeepCheck(ProofShape shape, VerifierScratch scratch, scoped ReadOnlySpan<int> indexes, Fp5 zeta, Fp5 lambda, ReadOnlySpan<Fp5> values, ReadOnlySpan<int> starts)
    {
        _shape = shape;
        _scratch = scratch;
        _zeta = zeta;
        _starts = starts;
        _queries = indexes.Length;
        const int heights = ProofShape.MaxLogTop + 1;
        var ints = scratch.Indexes(heights * _queries + heights);
        _counts = ints[..heights];
        _sets = ints[heights..];
        _counts.Clear();
        Use(indexes, shape.LogTop);
        Use(indexes, shape.Profile.LogLastPiece);
        foreach (var t in shape.Present)
        {
            Use(indexes, shape.LogHeight(t.Id));
        }

        var powers = scratch.Powers(values.Length);
        var x = lambda;
        foreach (ref var p in powers)
        {
            p = x;
            x *= lambda;
        }

        _powers = powers;
        _sums = scratch.Gamma(3 * heights * _queries);
        _sums.Clear();

        // -Σ λ^j·w_j(z): the same for all rows of a height.
        foreach (var t in shape.Present)
        {
            var log = shape.LogHeight(t.Id);
            var at = starts[t.Id];
            Subtract(log, 0, at, t.OpenedAtPoint, values);
            Subtract(log, 1, at + t.OpenedAtPoint, t.OpenedAtNext, values);
        }

        Subtract(shape.LogTop, 0, starts[^1], 10, values);
        Subtract(shape.Profile.LogLastPiece, 0, starts[^1] + 10, 5, values);
    }

    private readonly void Use(scoped ReadOnlySpan<int> indexes, int log)
    {
        if (_counts[log] == 0)
        {
            _counts[log] = IndexSet.Reduce(indexes, log + _shape.Profile.LogBlowup, _sets.Slice(log * _queries, _queries));
        }
    }

    private readonly void Subtract(int log, int which, int start, int count, ReadOnlySpan<Fp5> values)
    {
        var sum = Fp5.Zero;
        for (var i = start; i < start + count; i++)
        {
            sum += _powers[i] * values[i];
        }

        for (var r = 0; r < _counts[log]; r++)
        {
            _sums[3 * (log * _queries + r) + which] -= sum;
        }
    }

    private readonly ReadOnlySpan<int> Set(int log) => _sets.Slice(log * _queries, _counts[log]);

    /// <summary>Reads one tree's rows and multi-proof; null when they fit the root.</summary>
    public readonly string? ReadTree(OpenedTree tree, Digest root, scoped ref ProofReader reader)
    {
        Span<int> logs = stackalloc int[ProofShape.MaxLogTop + 1];
        var groups = 0;
        var rows = 0;
        for (var log = ProofShape.MaxLogTop; log >= 0; log--)
        {
            if (_counts[log] > 0 && RowReader.Columns(_shape, tree, log) > 0)
            {
                logs[groups++] = log;
                rows += _counts[log];
            }
        }

        var salted = tree >= OpenedTree.Main;
        var digests = _scratch.Digests(rows);
        var saltWords = salted ? SaltSource.Words : 0;
        var d = 0;
        foreach (var log in logs[..groups])
        {
            // Batches of rows are hashed side by side.
            var rowWords = saltWords + RowReader.Columns(_shape, tree, log);
            var batch = _scratch.Words(rowWords * RowHasher.BatchRows);
            for (var start = 0; start < _counts[log]; start += RowHasher.BatchRows)
            {
                var count = Math.Min(RowHasher.BatchRows, _counts[log] - start);
                for (var r = 0; r < count; r++)
                {
                    var row = batch.Slice(r * rowWords, rowWords);
                    for (var i = 0; i < saltWords; i++)
                    {
                        row[i] = reader.UInt32();
                    }

                    foreach (ref var w in row[saltWords..])
                    {
                        w = reader.Field().Raw;
                    }

                    if (reader.Failed)
                    {
                        return StarkVerifier.Unreadable(reader);
                    }

                    var at = 3 * (log * _queries + start + r);
                    RowReader.Accumulate(_shape, tree, log, row[saltWords..], _powers, _starts, ref _sums[at], ref _sums[at + 1], ref _sums[at + 2]);
                }

                RowHasher.HashBatch(batch[..(count * rowWords)], rowWords, digests.Slice(d, count));
                d += count;
            }
        }

        var leaves = Set(logs[0]);
        Span<int> sizes = stackalloc int[groups];
        for (var i = 0; i < groups; i++)
        {
            sizes[i] = logs[i] + _shape.Profile.LogBlowup;
        }

        return Path(sizes[0], leaves, digests, sizes[1..], root, _scratch, ref reader) ? null : $"the openings of the {tree} tree do not match its root";
    }

    /// <summary>Checks leaf digests and the multi-proof that follows in the proof against a root.</summary>
    public static bool Path(int logSize, scoped ReadOnlySpan<int> leaves, scoped ReadOnlySpan<Digest> digests, scoped ReadOnlySpan<int> groupSizes, Digest root, VerifierScratch scratch, ref ProofReader reader)
    {
        var count = leaves.Length;
        var ahead = reader; // a copy: the multi-proof says itself how long it is
        var source = new DigestSource(ahead.Bytes(ahead.Remaining));
        var status = MultiProofVerifier.ComputePrefix(logSize, leaves, digests[..count], groupSizes, digests[count..], ref source,
            scratch.Work(MultiProof.ScratchIndexes(count)), scratch.Proof(MultiProofVerifier.ScratchDigests(count)), out var computed);
        reader.Bytes(source.Consumed * Sha256.DigestBytes);
        return status == MultiProofStatus.Ok && computed == root && !reader.Failed;
    }

    /// <summary>Values of f_0 at the distinct indexes of the top domain, ascending.</summary>
    public readonly ReadOnlySpan<Fp5> Codeword()
    {
        var logBlowup = _shape.Profile.LogBlowup;
        var total = 0;
        for (var log = 0; log <= ProofShape.MaxLogTop; log++)
        {
            total += _counts[log];
        }

        // Quotients of every row of every height, all denominators inverted together.
        var work = _scratch.Inverses(4 * total + _counts[_shape.LogTop]);
        var denominators = work[..(2 * total)];
        var prefix = work.Slice(2 * total, 2 * total);
        var result = work[(4 * total)..];
        var k = 0;
        for (var log = 0; log <= ProofShape.MaxLogTop; log++)
        {
            var next = _zeta * Fp.RootOfUnity(log);
            foreach (var index in Set(log))
            {
                Fp5 y = StarkConstants.Shift * Fp.RootOfUnity(log + logBlowup).Pow((ulong)index);
                denominators[k++] = y - _zeta;
                denominators[k++] = y - next;
            }
        }

        var product = Fp5.One;
        for (var i = 0; i < k; i++)
        {
            prefix[i] = product;
            product *= denominators[i];
        }

        var inverse = product.Inverse();
        for (var i = k - 1; i >= 0; i--)
        {
            (denominators[i], inverse) = (inverse * prefix[i], inverse * denominators[i]);
        }

        k = 0;
        for (var log = 0; log <= ProofShape.MaxLogTop; log++)
        {
            for (var r = 0; r < _counts[log]; r++)
            {
                var at = 3 * (log * _queries + r);
                _sums[at] = _sums[at] * denominators[k] + _sums[at + 1] * denominators[k + 1] + _sums[at + 2];
                k += 2;
            }
        }

        var top = Set(_shape.LogTop);
        for (var i = 0; i < top.Length; i++)
        {
            var sum = Fp5.Zero;
            for (var log = 0; log <= ProofShape.MaxLogTop; log++)
            {
                if (_counts[log] > 0)
                {
                    var r = Set(log).BinarySearch(top[i] & (int)((1L << (log + logBlowup)) - 1));
                    sum += _sums[3 * (log * _queries + r)];
                }
            }

            result[i] = sum;
        }

        return result;
    }
}
