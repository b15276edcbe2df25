using System.Buffers.Binary;
using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Stark.Proof;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>The verifier's loops over batches of rows against their definitions on single elements, on every instruction set.</summary>
public sealed class VerifierKernelTests
{
    private const int Lanes = VerifierKernels.Lanes;

    public static TheoryData<PackedBackend> Backends => KernelTests.Backends;

    private static readonly uint[] Edges = [0, 1, Fp.Modulus - 1, Fp.MontgomeryOne];

    private static uint Word(Random r) => r.Next(3) == 0 ? Edges[r.Next(Edges.Length)] : (uint)r.Next((int)Fp.Modulus);

    private static uint[] Words(Random r, int count) => [.. Enumerable.Range(0, count).Select(_ => Word(r))];

    private static Fp5 Element(Random r) => Fp5.FromRawUnchecked(Words(r, 5));

    private static Fp5 At(ReadOnlySpan<uint> columns, int stride, int row) => Fp5.FromRawUnchecked(
        [columns[row], columns[stride + row], columns[2 * stride + row], columns[3 * stride + row], columns[4 * stride + row]]);

    [Theory]
    [MemberData(nameof(Backends))]
    public void Rows_become_columns(PackedBackend backend)
    {
        var random = new Random(1);
        var kernels = VerifierKernels.For(backend);
        foreach (var rowWords in new[] { 1, 3, 8, 9, 15, 16, 17, 31, 40, 75 })
        {
            foreach (var free in new[] { 0, Math.Min(8, rowWords) })
            {
                foreach (var rows in new[] { 1, 5, Lanes - 1, Lanes })
                {
                    var words = new uint[rows * rowWords];
                    for (var i = 0; i < words.Length; i++)
                    {
                        words[i] = i % rowWords < free ? uint.MaxValue - (uint)i : Word(random);
                    }

                    var columns = new uint[rowWords * Lanes];
                    Assert.True(kernels.Open(Bytes(words), rowWords, free, columns, new uint[columns.Length]));
                    for (var w = 0; w < rowWords; w++)
                    {
                        for (var r = 0; r < Lanes; r++)
                        {
                            var v = r < rows ? words[r * rowWords + w] : 0;
                            Assert.Equal(w < free ? v : Fp.FromUInt32(v).Raw, columns[w * Lanes + r]);
                        }
                    }

                    // A word that is no field element, wherever it stands.
                    for (var i = 0; i < words.Length; i++)
                    {
                        if (i % rowWords >= free && (i < 80 || i + 80 > words.Length))
                        {
                            var kept = words[i];
                            words[i] = i % 2 == 0 ? Fp.Modulus : uint.MaxValue;
                            Assert.False(kernels.Open(Bytes(words), rowWords, free, columns, new uint[columns.Length]));
                            words[i] = kept;
                        }
                    }
                }
            }
        }
    }

    private static byte[] Bytes(uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }

    [Fact]
    public void Unreadable_rows_leave_the_reader_where_reading_words_does()
    {
        const int rows = 7, rowWords = 21, free = 8, words = rows * rowWords;
        var columns = new uint[rowWords * Lanes];
        for (var i = 0; i < words; i++)
        {
            foreach (var cut in new[] { false, true })
            {
                var values = new uint[words];
                values[i] = Fp.Modulus;
                var bytes = cut ? new byte[4 * i + i % 4] : Bytes(values);
                var reader = new ProofReader(bytes);
                var read = OpenedRows.TryRead(ref reader, rows, rowWords, free, columns, new uint[columns.Length]);
                var isFree = i % rowWords < free;
                Assert.Equal((!cut && isFree, cut || !isFree), (read, reader.Failed));
                Assert.Equal(cut ? 4 * i : isFree ? 4 * words : 4 * i + 4, reader.Position);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Weighted_columns_are_added(PackedBackend backend)
    {
        const int all = 600, stride = 2 * Lanes;
        var random = new Random(2);
        var columns = Words(random, all * Lanes);
        foreach (var count in new[] { 0, 1, 2, 5, 256, 257, all })
        {
            var terms = new WeightedColumns(new int[count], new Fp5[count]);
            for (var i = 0; i < count; i++)
            {
                terms.Add(random.Next(all), Element(random));
            }

            var sums = Words(random, 5 * stride);
            var before = sums.ToArray();
            VerifierKernels.For(backend).AddWeighted(columns, terms, sums, stride);
            for (var r = 0; r < stride; r++)
            {
                var expected = At(before, stride, r);
                for (var i = 0; i < count && r < Lanes; i++)
                {
                    expected += terms.Weights[i] * Fp.FromRawUnchecked(columns[terms.Columns[i] * Lanes + r]);
                }

                Assert.Equal(expected, At(sums, stride, r));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Quotients_are_those_of_the_definition(PackedBackend backend)
    {
        var random = new Random(3);
        var (zeta, next) = (Element(random) + Fp5.X, Element(random) + Fp5.X);
        foreach (var stride in new[] { Lanes, 3 * Lanes, 17 * Lanes })
        {
            var points = Words(random, stride);
            var sums = Words(random, VerifierKernels.SumColumns * stride);
            var before = sums.ToArray();
            VerifierKernels.For(backend).Quotients(points, zeta, next, sums, stride);
            for (var r = 0; r < stride; r++)
            {
                Fp5 x = Fp.FromRawUnchecked(points[r]);
                var expected = At(before, stride, r) * (x - zeta).Inverse() + At(before.AsSpan(5 * stride), stride, r) * (x - next).Inverse()
                    + At(before.AsSpan(10 * stride), stride, r);
                Assert.Equal(expected, At(sums, stride, r));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Polynomials_are_evaluated(PackedBackend backend)
    {
        const int stride = 2 * Lanes;
        var random = new Random(4);
        foreach (var count in new[] { 0, 1, 2, 128 })
        {
            var coefficients = Enumerable.Range(0, count).Select(_ => Element(random)).ToArray();
            var points = Words(random, stride);
            var values = new uint[5 * stride];
            VerifierKernels.For(backend).Evaluate(coefficients, points, values, stride);
            for (var r = 0; r < stride; r++)
            {
                var x = Fp.FromRawUnchecked(points[r]);
                var expected = Fp5.Zero;
                for (var c = 0; c < count; c++)
                {
                    expected += coefficients[c] * x.Pow((ulong)c);
                }

                Assert.Equal(expected, At(values, stride, r));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Products_over_roots(PackedBackend backend)
    {
        var random = new Random(5);
        var root = Fp.RootOfUnity(11);
        foreach (var count in new[] { 0, 1, 7, 8, 16, 33, 417, 801 })
        {
            var x = Element(random);
            var expected = Fp5.One;
            for (var i = 1; i <= count; i++)
            {
                expected *= x - root.Pow((ulong)i);
            }

            Assert.Equal(expected, VerifierKernels.For(backend).Product(x, root, count));
        }

        Assert.Equal(Fp5.Zero, VerifierKernels.For(backend).Product(root.Pow(13), root, 13));
        Assert.NotEqual(Fp5.Zero, VerifierKernels.For(backend).Product(root.Pow(14), root, 13));
    }

    [Fact]
    public void Root_powers_are_powers()
    {
        var random = new Random(6);
        for (var log = 0; log <= Fp.TwoAdicity; log++)
        {
            var root = Fp.RootOfUnity(log);
            foreach (var e in new[] { 0, 1, (1 << log) - 1, random.Next(1 << log), random.Next(1 << log) })
            {
                Assert.Equal(root.Pow((ulong)e), RootPowers.Of(log, e));
                Assert.Equal(root.Pow((ulong)e).Inverse(), RootPowers.Of(log, -e));
            }
        }

        var target = new uint[4];
        RootPowers.Fill(5, [3, 4], inverse: true, Fp.Generator, target);
        var shifted = (ulong e) => (Fp.Generator * Fp.RootOfUnity(5).Pow(e)).Raw;
        Assert.Equal([shifted(29), shifted(28), shifted(0), shifted(0)], target);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(40, 5)]
    [InlineData(261, 9)]
    [InlineData(261, 26)]
    public void Query_indexes_know_every_level(int queries, int logTop)
    {
        var random = new Random(queries + logTop);
        var drawn = Enumerable.Range(0, queries).Select(_ => random.Next(1 << logTop)).ToArray();
        var indexes = new QueryIndexes(drawn, logTop, new VerifierScratch());
        var top = IndexSet.Reduce(drawn, logTop);
        for (var log = 0; log <= logTop; log++)
        {
            var set = indexes.Set(log).ToArray();
            Assert.Equal(IndexSet.Reduce(drawn, log), set);
            Assert.Equal([.. top.Select(i => Array.BinarySearch(set, i & ((1 << log) - 1)))], indexes.Places(log).ToArray());
        }
    }
}
