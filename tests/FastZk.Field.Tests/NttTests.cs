using FastZk.Field.Ntt;
using FastZk.Field.Packed;

namespace FastZk.Field.Tests;

public class NttTests
{
    private static uint[] Random(int n, int seed)
    {
        var r = new Random(seed);
        var a = new uint[n];
        for (var i = 0; i < n; i++)
        {
            a[i] = (uint)r.NextInt64(Fp.Modulus);
        }

        return a;
    }

    public static TheoryData<int, PackedBackend> Sizes()
    {
        var d = new TheoryData<int, PackedBackend>();
        foreach (var b in Enum.GetValues<PackedBackend>().Where(PackedBackends.IsSupported))
        {
            for (var log = 0; log <= 16; log++)
            {
                d.Add(log, b);
            }
        }

        return d;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RoundTripAndDefinition(int log, PackedBackend backend)
    {
        var n = 1 << log;
        var c = Random(n, log);
        var shift = Fp.FromUInt32(31 + (uint)log);
        var e = new uint[n];
        NumberTheoreticTransform.Evaluate(c, e, shift, backend);
        foreach (var i in new[] { 0, 1, n / 2, n - 1 }.Where(i => i < n).Distinct())
        {
            var x = shift * Fp.RootOfUnity(log).Pow((ulong)i);
            var sum = Fp.Zero;
            for (var k = n - 1; k >= 0; k--)
            {
                sum = sum * x + Fp.FromRawUnchecked(c[BitReversal.Reverse((uint)k, log)]);
            }

            Assert.Equal(sum.Raw, e[i]);
        }

        NumberTheoreticTransform.Evaluate(c, e, Fp.One, backend);
        var back = new uint[n];
        NumberTheoreticTransform.Interpolate(e, back, backend);
        Assert.Equal(c, back);
        NumberTheoreticTransform.Interpolate(e, e, backend);
        Assert.Equal(c, e);
    }

    // Sizes beyond the first-level cache, every remainder of levels by the radix, and the ends of the range of values.
    [Theory]
    [MemberData(nameof(Sizes))]
    public void AgreesWithTheScalarForm(int log, PackedBackend backend)
    {
        Agree(log, backend, Random(1 << log, 100 + log));
        Agree(log, backend, [.. Enumerable.Repeat(0u, 1 << log)]);
        Agree(log, backend, [.. Enumerable.Repeat(Fp.Modulus - 1, 1 << log)]);
        Agree(log, backend, [.. Enumerable.Range(0, 1 << log).Select(i => (i & 1) == 0 ? 0 : Fp.Modulus - 1)]);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    public void LargeTransformsAgree(int log)
    {
        foreach (var b in Enum.GetValues<PackedBackend>().Where(PackedBackends.IsSupported))
        {
            Agree(log, b, Random(1 << log, log));
        }
    }

    private static void Agree(int log, PackedBackend backend, uint[] values)
    {
        var n = values.Length;
        var shift = Fp.Generator * Fp.RootOfUnity(log + 1);
        var expected = new uint[n];
        var actual = new uint[n];
        NumberTheoreticTransform.Interpolate(values, expected, PackedBackend.Scalar);
        NumberTheoreticTransform.Interpolate(values, actual, backend);
        Assert.True(expected.AsSpan().SequenceEqual(actual));

        NumberTheoreticTransform.Interpolate(values, actual, backend, tiled: true);
        var side = NumberTheoreticTransform.TileSide(n, backend);
        for (var i = 0; i < n; i++)
        {
            var (tile, row, column) = (i / (side * side), i / side % side, i % side);
            Assert.Equal(expected[i], actual[tile * side * side + column * side + row]);
        }

        var tiled = actual;
        var coefficients = expected;
        expected = new uint[n];
        actual = new uint[n];
        NumberTheoreticTransform.Evaluate(coefficients, expected, shift, PackedBackend.Scalar);
        NumberTheoreticTransform.Evaluate(coefficients, actual, shift, backend);
        Assert.True(expected.AsSpan().SequenceEqual(actual));
        NumberTheoreticTransform.Evaluate(tiled, tiled, shift, backend, tiled: true);
        Assert.True(expected.AsSpan().SequenceEqual(tiled));
    }

    [Fact]
    public void BitReversalIsAnInvolution()
    {
        for (var log = 0; log <= 14; log++)
        {
            var a = Random(1 << log, log);
            var b = new uint[a.Length];
            var c = new uint[a.Length];
            BitReversal.Permute(a, b);
            for (var i = 0; i < a.Length; i++)
            {
                Assert.Equal(a[BitReversal.Reverse((uint)i, log)], b[i]);
            }

            BitReversal.Permute(b, c);
            Assert.Equal(a, c);
        }
    }
}
