using FastZk.Field;
using FastZk.Hash;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;

namespace FastZk.Stark.Verify;

/// <summary>
/// Reads the opened rows of the five trees, checks them against their roots, and computes from them the values of f_0 at the query indexes.
/// </summary>
internal readonly ref struct DeepCheck
{
    private readonly ProofShape _shape;
    private readonly VerifierScratch _scratch;
    private readonly QueryIndexes _indexes;
    private readonly Span<uint> _sums; // for each log height used, highest first: columns of the sums at ζ, at ζ·g, and of R
    private readonly uint _used; // bit set of log heights
    private readonly ReadOnlySpan<Fp5> _powers;
    private readonly ReadOnlySpan<int> _starts;
    private readonly Fp5 _zeta;
    private readonly int _stride; // rows of the sums: as many as there are queries, rounded up to whole batches

    public DeepCheck(ProofShape shape, VerifierScratch scratch, QueryIndexes indexes, int queries, Fp5 zeta, Fp5 lambda, ReadOnlySpan<Fp5> values, ReadOnlySpan<int> starts)
    {
        _shape = shape;
        _scratch = scratch;
        _indexes = indexes;
        _zeta = zeta;
        _starts = starts;
        _stride = VerifierKernels.Padded(queries);
        _used = 1u << shape.LogTop | 1u << shape.Profile.LogLastPiece;
        foreach (var t in shape.Present)
        {
            _used |= 1u << shape.LogHeight(t.Id);
        }

        var powers = scratch.Powers(values.Length);
        var x = lambda;
        foreach (ref var p in powers)
        {
            p = x;
            x *= lambda;
        }

        _powers = powers;
        _sums = scratch.Sums(System.Numerics.BitOperations.PopCount(_used) * VerifierKernels.SumColumns * _stride);

        // -Σ λ^j·w_j(z): the same for all rows of a height.
        Span<Fp5> constants = stackalloc Fp5[2 * (ProofShape.MaxLogTop + 1)];
        constants.Clear();
        foreach (var t in shape.Present)
        {
            var log = shape.LogHeight(t.Id);
            var at = starts[t.Id];
            constants[2 * log] -= Weighted(values.Slice(at, t.OpenedAtPoint), at);
            at += t.OpenedAtPoint;
            constants[2 * log + 1] -= Weighted(values.Slice(at, t.OpenedAtNext), at);
        }

        const int top = 2 * Fp5.Degree;
        constants[2 * shape.LogTop] -= Weighted(values.Slice(starts[^1], top), starts[^1]);
        constants[2 * shape.Profile.LogLastPiece] -= Weighted(values.Slice(starts[^1] + top, Fp5.Degree), starts[^1] + top);
        for (var log = 0; log <= ProofShape.MaxLogTop; log++)
        {
            if (IsUsed(log))
            {
                Fill(log, 0, constants[2 * log]);
                Fill(log, 1, constants[2 * log + 1]);
                Fill(log, 2, Fp5.Zero);
            }
        }
    }

    private bool IsUsed(int log) => (_used >> log & 1) != 0;

    private Fp5 Weighted(scoped ReadOnlySpan<Fp5> values, int start)
    {
        var sum = Fp5.Zero;
        var powers = _powers.Slice(start, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            sum += powers[i] * values[i];
        }

        return sum;
    }

    private Span<uint> Sums(int log)
    {
        var higher = System.Numerics.BitOperations.PopCount(_used >> log) - 1;
        return _sums.Slice(higher * VerifierKernels.SumColumns * _stride, VerifierKernels.SumColumns * _stride);
    }

    private void Fill(int log, int which, Fp5 value)
    {
        for (var k = 0; k < Fp5.Degree; k++)
        {
            Sums(log).Slice((which * Fp5.Degree + k) * _stride, _stride).Fill(value[k].Raw);
        }
    }

    private ReadOnlySpan<int> Set(int log) => _indexes.Set(log + _shape.Profile.LogBlowup);

    /// <summary>Reads one tree's rows and multi-proof; null when they fit the root.</summary>
    public string? ReadTree(OpenedTree tree, Digest root, scoped ref ProofReader reader)
    {
        Span<int> logs = stackalloc int[ProofShape.MaxLogTop + 1];
        Span<int> columns = stackalloc int[ProofShape.MaxLogTop + 1];
        var groups = 0;
        var rows = 0;
        for (var log = ProofShape.MaxLogTop; log >= 0; log--)
        {
            columns[groups] = IsUsed(log) ? RowLayout.Columns(_shape, tree, log) : 0;
            if (columns[groups] > 0)
            {
                logs[groups++] = log;
                rows += Set(log).Length;
            }
        }

        if (groups == 0)
        {
            // Only a system without program or circuit tables has such a tree.
            return $"the {tree} tree has no columns";
        }

        var digests = _scratch.Digests(rows);
        var left = digests;
        for (var i = 0; i < groups; i++)
        {
            var count = Set(logs[i]).Length;
            var salt = i == 0 && tree >= OpenedTree.Main ? SaltSource.Words : 0;
            if (!ReadGroup(tree, logs[i], salt, columns[i], left[..count], ref reader))
            {
                return StarkVerifier.Unreadable(reader);
            }

            left = left[count..];
        }

        Span<int> sizes = stackalloc int[groups];
        for (var i = 0; i < groups; i++)
        {
            sizes[i] = logs[i] + _shape.Profile.LogBlowup;
        }

        return OpenedRows.Path(sizes[0], Set(logs[0]), digests, sizes[1..], root, _scratch, ref reader) ? null : $"the openings of the {tree} tree do not match its root";
    }

    // The rows of one height: hashed, and their columns added to the sums. False if they cannot be read.
    private bool ReadGroup(OpenedTree tree, int log, int salt, int columns, scoped Span<Digest> digests, scoped ref ProofReader reader)
    {
        var terms = _scratch.Terms(3 * columns);
        var weights = _scratch.Weights(3 * columns);
        var point = new WeightedColumns(terms[..columns], weights[..columns]);
        var next = new WeightedColumns(terms.Slice(columns, columns), weights.Slice(columns, columns));
        var free = new WeightedColumns(terms[(2 * columns)..], weights[(2 * columns)..]);
        RowLayout.Weigh(_shape, tree, log, _powers, _starts, ref point, ref next, ref free);

        var rowWords = salt + columns;
        var batch = _scratch.Columns(2 * rowWords * VerifierKernels.Lanes);
        var words = batch[..(rowWords * VerifierKernels.Lanes)];
        var fields = words[(salt * VerifierKernels.Lanes)..];
        var sums = Sums(log);
        for (var start = 0; start < digests.Length; start += VerifierKernels.Lanes)
        {
            var count = Math.Min(VerifierKernels.Lanes, digests.Length - start);
            if (!OpenedRows.TryRead(ref reader, count, rowWords, salt, words, batch[words.Length..]))
            {
                return false;
            }

            RowHasher.HashColumns(words, rowWords, digests.Slice(start, count));
            VerifierKernels.Best.AddWeighted(fields, point, sums[start..], _stride);
            VerifierKernels.Best.AddWeighted(fields, next, sums[(Fp5.Degree * _stride + start)..], _stride);
            VerifierKernels.Best.AddWeighted(fields, free, sums[(2 * Fp5.Degree * _stride + start)..], _stride);
        }

        return true;
    }

    /// <summary>Values of f_0 at the distinct indexes of the top domain, ascending: five columns of the queries' number, rounded up to whole batches.</summary>
    public Span<uint> Codeword()
    {
        var result = _scratch.Codeword(Fp5.Degree * _stride);
        var points = _scratch.Points(_stride);
        result.Clear();
        for (var log = 0; log <= ProofShape.MaxLogTop; log++)
        {
            if (!IsUsed(log))
            {
                continue;
            }

            var sums = Sums(log);
            var domain = log + _shape.Profile.LogBlowup;
            RootPowers.Fill(domain, Set(log), inverse: false, StarkConstants.Shift, points);
            VerifierKernels.Best.Quotients(points, _zeta, _zeta * RootPowers.Of(log, 1), sums, _stride);
            var places = _indexes.Places(domain);
            for (var k = 0; k < Fp5.Degree; k++)
            {
                var target = result.Slice(k * _stride, _stride);
                var source = sums.Slice(k * _stride, _stride);
                for (var i = 0; i < places.Length; i++)
                {
                    target[i] = (Fp.FromRawUnchecked(target[i]) + Fp.FromRawUnchecked(source[places[i]])).Raw;
                }
            }
        }

        return result;
    }
}
