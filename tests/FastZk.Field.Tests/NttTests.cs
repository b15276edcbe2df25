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
