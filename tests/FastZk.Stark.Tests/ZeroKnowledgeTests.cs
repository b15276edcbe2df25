using FastZk.Field;
using FastZk.Stark.Proof;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>What a proof reveals: counts, ranks, and the look of many proofs.</summary>
public sealed class ZeroKnowledgeTests
{
    /// <summary>
    /// The verifier's own list of openings, found by asking it for each column's weights: every (column, point) pair has a power of λ of its own, every column has
    /// at most one pair at ζ and one at ζ·g, and the values that a proof reveals of a column are no more than its random rows.
    /// </summary>
    [Theory]
    [MemberData(nameof(SecurityParametersTests.Shapes), MemberType = typeof(SecurityParametersTests))]
    public void Z04_the_revealed_values_are_counted(byte profile, int log)
    {
        var shape = ToySystem.Shape(Profile.OfId(profile)!, new(log, log, 16, 12, 10, 14));
        var starts = new int[ToySystem.System.Tables.Length + 1];
        var pairs = 0;
        foreach (var t in shape.Present)
        {
            starts[t.Id] = pairs;
            pairs += t.OpenedAtPoint + t.OpenedAtNext;
        }

        starts[^1] = pairs;
        pairs += 15;
        var powers = new Fp5[pairs];
        for (var j = 0; j < pairs; j++)
        {
            powers[j] = Fp.FromUInt32((uint)j + 1);
        }

        var q = shape.Parameters.Queries;
        var used = new HashSet<uint>();
        var free = 0;
        foreach (var tree in Enum.GetValues<OpenedTree>())
        {
            for (var h = 0; h < 24; h++)
            {
                var columns = RowLayout.Columns(shape, tree, h);
                var point = new WeightedColumns(new int[columns], new Fp5[columns]);
                var next = new WeightedColumns(new int[columns], new Fp5[columns]);
                var other = new WeightedColumns(new int[columns], new Fp5[columns]);
                RowLayout.Weigh(shape, tree, h, powers, starts, ref point, ref next, ref other);
                Assert.All([.. point.Columns, .. next.Columns, .. other.Columns], c => Assert.InRange(c, 0, columns - 1));
                for (var c = 0; c < columns; c++)
                {
                    var opened = 0;
                    foreach (var sum in new[] { WeightOf(point, c), WeightOf(next, c) })
                    {
                        if (sum != Fp5.Zero)
                        {
                            opened++;
                            // One unit of weight j+1: j is the pair; a second use of any power shows as a repeat.
                            Assert.True(used.Add(sum.C0.ToUInt32()) && sum.C0.ToUInt32() <= pairs);
                        }
                    }

                    if (WeightOf(other, c) != Fp5.Zero)
                    {
                        Assert.Equal((OpenedTree.Quotient, 0), (tree, opened));
                        free++;
                        continue;
                    }

                    Assert.InRange(opened, 1, 2);
                    // Per query: the opened row, and through the quotient x and g·x. Per pair: five.
                    Assert.True(3 * q + 5 * opened <= shape.Profile.RandomRows);
                }
            }
        }

        Assert.Equal(pairs, used.Count);
        Assert.Equal(5, free);
        Assert.True(2 * q + 5 <= shape.Profile.PieceMask);
    }

    private static Fp5 WeightOf(in WeightedColumns terms, int column)
    {
        var sum = Fp5.Zero;
        for (var i = 0; i < terms.Columns.Length; i++)
        {
            if (terms.Columns[i] == column)
            {
                sum += terms.Weights[i];
            }
        }

        return sum;
    }

    private const int Queries = 6, LogTop = 7, LogShort = 5;

    private static readonly Fp5 Zeta = new(Fp.FromUInt32(5), Fp.FromUInt32(77), Fp.FromUInt32(1234), Fp.FromUInt32(99), Fp.FromUInt32(31337));

    // x_i on s⟨ω_2N⟩ and their lifts y_i on s⟨ω_2n⟩, all different.
    private static (Fp[] X, Fp[] Y) Points()
    {
        int[] indexes = [3, 10, 21, 100, 173, 254];
        Assert.Equal(Queries, indexes.Select(i => i % (2 << LogShort)).Distinct().Count());
        var x = indexes.Select(i => StarkConstants.Shift * Fp.RootOfUnity(LogTop + 1).Pow((ulong)i)).ToArray();
        var y = indexes.Select(i => StarkConstants.Shift * Fp.RootOfUnity(LogShort + 1).Pow((ulong)i)).ToArray();
        return (x, y);
    }

    [Fact]
    public void Z05_random_rows_hide_a_column()
    {
        // A short column: revealed at y_i, x_i, g·x_i, ζ and ζ·g.
        var (x, y) = Points();
        var g = Fp.RootOfUnity(LogShort);
        var functionals = y.Concat(x).Concat(x.Select(v => v * g)).Select(v => (Fp5)v).ToList();
        const int count = 3 * Queries + 10;
        Assert.Equal(count, Rank(count));
        Assert.Equal(count - 1, Rank(count - 1));

        int Rank(int h)
        {
            var matrix = new List<Fp[]>();
            foreach (var v in functionals)
            {
                matrix.Add([.. Cells(v, h).Select(c => c.C0)]);
            }

            foreach (var v in new[] { Zeta, Zeta * g })
            {
                for (var limb = 0; limb < 5; limb++)
                {
                    matrix.Add([.. Cells(v, h).Select(c => c[limb])]);
                }
            }

            return LinearAlgebra.Rank(matrix);
        }

        // The weight of each of the last h rows in the value at v: Lagrange's polynomials.
        static Fp5[] Cells(Fp5 v, int h)
        {
            var n = 1 << LogShort;
            var root = Fp.RootOfUnity(LogShort);
            var z = (v.PowTwoTo(LogShort) - Fp5.One) * Fp.FromUInt32((uint)n).Inverse();
            return [.. Enumerable.Range(n - h, h).Select(j => z * root.Pow((ulong)j) * (v - (Fp5)root.Pow((ulong)j)).Inverse())];
        }
    }

    [Fact]
    public void Z05_masks_hide_the_pieces_of_the_quotient()
    {
        // Given Q(x_i) and Q(ζ), which the hidden columns determine, nothing else about Q is revealed: exactly when M >= 2q + 5, because P_2 is
        // opened at y_i but tied to the others at x_i. With M = q + 5 there are relations that depend on the witness.
        Assert.Equal(0, Leaks(2 * Queries + 5));
        Assert.Equal(1, Leaks(2 * Queries + 4));
        Assert.Equal(Queries, Leaks(Queries + 5));

        static int Leaks(int m)
        {
            var (x, y) = Points();
            var n = 1 << LogTop;
            var k = n - m;
            var top = 2 * m + 3; // coefficients of Q_2 with h + 1 = 3
            var size = 2 * k + top;
            var revealed = new List<Fp[]>();
            var known = new List<Fp[]>();

            // Unknowns: the coefficients of Q, then of t_0, then of t_1.
            for (var i = 0; i < Queries; i++)
            {
                revealed.Add(Limb(Piece(0, x[i]), 0));
                revealed.Add(Limb(Piece(1, x[i]), 0));
                revealed.Add(Limb(Piece(2, y[i]), 0));
                known.Add(Limb(Quotient(x[i]), 0));
            }

            for (var limb = 0; limb < 5; limb++)
            {
                revealed.Add(Limb(Piece(0, Zeta), limb));
                revealed.Add(Limb(Piece(1, Zeta), limb));
                revealed.Add(Limb(Piece(2, Zeta), limb));
                known.Add(Limb(Quotient(Zeta), limb));
            }

            var masks = revealed.Select(r => r[size..]).ToList();
            return LinearAlgebra.Rank([.. revealed, .. known]) - LinearAlgebra.Rank(known) - LinearAlgebra.Rank(masks);

            static Fp[] Limb(Fp5[] v, int limb) => [.. v.Select(c => c[limb])];

            Fp5[] Quotient(Fp5 v)
            {
                var row = new Fp5[size + 2 * m];
                Powers(row.AsSpan(0, size), v, Fp5.One);
                return row;
            }

            Fp5[] Piece(int index, Fp5 v)
            {
                var row = new Fp5[size + 2 * m];
                Powers(row.AsSpan(index * k, index == 2 ? top : k), v, Fp5.One);
                var high = v.Pow((ulong)k);
                if (index < 2)
                {
                    Powers(row.AsSpan(size + index * m, m), v, high);
                }

                if (index > 0)
                {
                    Powers(row.AsSpan(size + (index - 1) * m, m), v, -Fp5.One);
                }

                return row;
            }

            static void Powers(Span<Fp5> row, Fp5 v, Fp5 first)
            {
                foreach (ref var c in row)
                {
                    c += first;
                    first *= v;
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Z01_two_proofs_of_one_witness_share_nothing(byte profile)
    {
        var heights = profile == 1 ? new ToyHeights(10, 10, 11, 12, 13, 16) : new ToyHeights(16, 10, 11, 9, 10, 9);
        var a = ToyProof.Create(Profile.OfId(profile)!, heights, 90, seed: 100);
        var b = ToyProof.Create(Profile.OfId(profile)!, heights, 90, seed: 101);
        Assert.Null(a.Verify());
        Assert.Null(b.Verify());

        // Preprocessed rows are public; everything else is fresh.
        var first = Pieces(a).ToHashSet();
        Assert.DoesNotContain(Pieces(b), first.Contains);

        static IEnumerable<string> Pieces(ToyProof proof)
        {
            foreach (var part in proof.Map(proof.Record()).Parts.Where(p => !p.Name.StartsWith("Program", StringComparison.Ordinal) && !p.Name.StartsWith("Circuit", StringComparison.Ordinal) && !p.Name.StartsWith("nonce", StringComparison.Ordinal)))
            {
                for (var at = 0; at + 16 <= part.Length; at += 16)
                {
                    yield return Convert.ToHexString(proof.Bytes, part.Start + at, 16);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Z01_opened_values_look_uniform(byte profile)
    {
        // Every counter and square row is in use: "real" is 1 in all active rows, "flag" alternates, S counts up.
        const int proofs = 30;
        var p = Profile.OfId(profile)!;
        var heights = new ToyHeights(p.LogMinHeight, p.LogMinHeight, p.LogMinHeight, p.LogMinHeight, 16, p.LogMinHeight);
        var rows = p.ActiveRows(p.LogMinHeight) - 3;
        var counts = new Dictionary<string, int[]>();
        for (var seed = 0; seed < proofs; seed++)
        {
            var proof = ToyProof.Create(p, heights, rows, seed: 1000 + seed, start: 3);
            foreach (var part in proof.Map(proof.Record()).Parts)
            {
                var hidden = part.Name is "totals" or "values" || part.Name.StartsWith("Main row", StringComparison.Ordinal)
                    || part.Name.StartsWith("Auxiliary row", StringComparison.Ordinal) || part.Name.StartsWith("Quotient row", StringComparison.Ordinal) || part.Name.StartsWith("fri leaf 0", StringComparison.Ordinal);
                for (var w = 0; hidden && w < part.Length / 4; w++)
                {
                    var key = $"{part.Name} {w}";
                    if (!counts.TryGetValue(key, out var c))
                    {
                        counts.Add(key, c = new int[16]);
                    }

                    c[BitConverter.ToUInt32(proof.Bytes, part.Start + 4 * w) * 16L / Fp.Modulus]++;
                }
            }
        }

        // Chi-square with 15 degrees of freedom exceeds 60 once in some three million times; only columns with enough samples are judged.
        var judged = 0;
        foreach (var (key, c) in counts.Where(x => x.Value.Sum() >= 16 * 8))
        {
            var mean = c.Sum() / 16.0;
            var chi = c.Sum(v => (v - mean) * (v - mean) / mean);
            Assert.True(chi < 60, $"{key}: chi-square {chi:F1} of {c.Sum()} values");
            judged++;
        }

        Assert.True(judged > 60);

        // Totals and out-of-domain values have one sample a proof and position: taken together.
        foreach (var name in new[] { "totals", "values" })
        {
            var all = new int[16];
            foreach (var (key, c) in counts.Where(x => x.Key.StartsWith(name, StringComparison.Ordinal)))
            {
                for (var i = 0; i < 16; i++)
                {
                    all[i] += c[i];
                }
            }

            var mean = all.Sum() / 16.0;
            Assert.True(all.Sum(v => (v - mean) * (v - mean) / mean) < 60, name);
        }
    }
}
