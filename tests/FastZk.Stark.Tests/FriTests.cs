using FastZk.Field;
using FastZk.Field.Packed;
using FastZk.Stark.Fri;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>Index arithmetic and folding of FRI against their definitions.</summary>
public sealed class FriTests
{
    private static Fp5 Random(Random r) => new(Fp.FromUInt32((uint)r.Next()), Fp.FromUInt32((uint)r.Next()), Fp.FromUInt32((uint)r.Next()), Fp.FromUInt32((uint)r.Next()), Fp.FromUInt32((uint)r.Next()));

    private static Fp5 Evaluate(ReadOnlySpan<Fp5> coefficients, Fp x)
    {
        var sum = Fp5.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = sum * x + coefficients[i];
        }

        return sum;
    }

    [Theory]
    [MemberData(nameof(KernelTests.Backends), MemberType = typeof(KernelTests))]
    public void S17_a_fold_is_the_combination_of_the_eight_parts(PackedBackend backend)
    {
        var r = new Random(5);
        var f = Enumerable.Range(0, 40).Select(_ => Random(r)).ToArray();
        var c = Random(r);
        var x = Fp.FromUInt32(12345);
        var values = new Fp5[8];
        for (var k = 0; k < 8; k++)
        {
            values[k] = Evaluate(f, x * Fp.RootOfUnity(3).Pow((ulong)k));
        }

        // Σ_i c^i·f_i(x^8), f_i the coefficients of index i mod 8.
        var expected = Fp5.Zero;
        var power = Fp5.One;
        for (var i = 0; i < 8; i++, power *= c)
        {
            expected += power * Evaluate([.. f.Where((_, j) => j % 8 == i)], x.Pow(8));
        }

        Assert.Equal(expected, Fold(values, x, c));

        // Every value and the challenge matter.
        for (var k = 0; k < 8; k++)
        {
            var changed = values.ToArray();
            changed[k] += Fp5.One;
            Assert.NotEqual(expected, Fold(changed, x, c));
        }

        Assert.NotEqual(expected, Fold(values, x, c + Fp5.One));

        // Every lane but one holds other leaves and points.
        Fp5 Fold(Fp5[] leaf, Fp point, Fp5 challenge)
        {
            const int stride = 2 * VerifierKernels.Lanes, lane = 37;
            var entries = new uint[40 * stride];
            var inverses = new uint[stride];
            var folded = new uint[5 * stride];
            foreach (ref var w in entries.AsSpan())
            {
                w = (uint)r.Next((int)Fp.Modulus);
            }

            inverses.AsSpan().Fill(Fp.MontgomeryOne);
            inverses[lane] = point.Inverse().Raw;
            for (var w = 0; w < 40; w++)
            {
                entries[w * stride + lane] = leaf[w / 5][w % 5].Raw;
            }

            VerifierKernels.For(backend).Fold(entries, inverses, challenge, folded, stride);
            return Fp5.FromRawUnchecked([.. Enumerable.Range(0, 5).Select(k => folded[k * stride + lane])]);
        }
    }

    [Theory]
    [MemberData(nameof(SecurityParametersTests.Shapes), MemberType = typeof(SecurityParametersTests))]
    public void S17_layers_end_at_the_final_polynomial(byte profile, int log)
    {
        var shape = ToySystem.Shape(Profile.OfId(profile)!, new(log, 10, 10, 10, 10, -1));
        var p = shape.Parameters;
        Assert.Equal(p.FinalCoefficients, 1 << FriLayout.LogRows(shape, p.Folds));
        Assert.InRange(p.FinalCoefficients, 17, 128);
        var shift = StarkConstants.Shift;
        for (var k = 0; k <= p.Folds; k++)
        {
            Assert.Equal(shift, FriLayout.Shift(k));
            Assert.Equal(log - 3 * k, FriLayout.LogRows(shape, k));
            Assert.Equal(log + shape.Profile.LogBlowup - 3 * (k + 1), FriLayout.LogLeaves(shape, k));
            shift = shift.Pow(8);
        }
    }
}
