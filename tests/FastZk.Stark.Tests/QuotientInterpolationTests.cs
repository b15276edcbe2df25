using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Quotient;
using FastZk.Stark.Security;
using FastZk.Stark.Verify;

namespace FastZk.Stark.Tests;

/// <summary>Coefficients from the values on two coset blocks and the overflow coset, against polynomials evaluated by Horner's rule.</summary>
public sealed unsafe class QuotientInterpolationTests
{
    // Adds the interpolant of a random polynomial with the given number of coefficients to zeros, and compares.
    private static void Check(Profile profile, int log, int blocks, int coefficients)
    {
        var n = 1 << log;
        var m = profile.Overflow;
        var random = new Random(coefficients);
        var polynomial = Enumerable.Range(0, coefficients).Select(_ => Fp.FromUInt32((uint)random.Next(1, int.MaxValue))).ToArray();
        using var pool = new BufferPool();
        using var values = new ColumnMatrix(pool, n, 5 * blocks, zeroed: true);
        using var overflow = new ColumnMatrix(pool, m, 5, zeroed: true);
        using var target = new ColumnMatrix(pool, (long)blocks * n + m, 5, zeroed: true);
        // One limb in the middle of zeros.
        const int limb = 3;
        for (var j = 0; j < blocks; j++)
        {
            Evaluate(StarkConstants.Shift * Fp.RootOfUnity(log + blocks / 2).Pow((ulong)j), log, values.Column(5 * j + limb));
        }

        Evaluate(StarkConstants.OverflowShift, profile.LogOverflow, overflow.Column(limb));
        using var workers = new WorkerSet(2);
        QuotientInterpolation.Add(new ProverContext(pool, workers), profile, log, blocks, values, overflow, target);
        for (var i = 0; i < blocks * n + m; i++)
        {
            Assert.Equal(i < coefficients ? polynomial[i].Raw : 0, target.Column(limb)[i]);
            Assert.Equal(0u, target.Column(limb - 1)[i]);
        }

        void Evaluate(Fp x, int logPoints, Span<uint> column)
        {
            for (var i = 0; i < 1 << logPoints; i++, x *= Fp.RootOfUnity(logPoints))
            {
                var sum = Fp.Zero;
                for (var c = coefficients - 1; c >= 0; c--)
                {
                    sum = sum * x + polynomial[c];
                }

                column[i] = sum.Raw;
            }
        }
    }

    public static TheoryData<byte, int, int> Sizes => new() { { 1, 10, 2 }, { 1, 11, 2 }, { 2, 9, 2 }, { 2, 10, 2 }, { 2, 11, 2 }, { 2, 9, 4 }, { 2, 10, 4 }, { 2, 11, 4 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void S30_every_quotient_within_the_bound_is_found(byte profile, int log, int blocks)
    {
        var p = Profile.OfId(profile)!;
        Check(p, log, blocks, (blocks << log) + p.RandomRows + 1);
        Check(p, log, blocks, blocks << log);
        Check(p, log, blocks, 3);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void S30_one_coefficient_too_many_is_noticed(byte profile, int log, int blocks)
    {
        var p = Profile.OfId(profile)!;
        Assert.Throws<StarkProverException>(() => Check(p, log, blocks, (blocks << log) + p.RandomRows + 2));
        Assert.Throws<StarkProverException>(() => Check(p, log, blocks, (blocks << log) + p.Overflow));
    }

    [Fact]
    public void S30_the_cosets_do_not_meet()
    {
        // s·⟨ω⟩, c·⟨ω⟩ and ⟨ω⟩ of the largest 2-power order: no quotient of shifts has 2-power order.
        var all = Fp.TwoAdicity;
        Assert.NotEqual(Fp.One, StarkConstants.Shift.Pow(1UL << all));
        Assert.NotEqual(Fp.One, StarkConstants.OverflowShift.Pow(1UL << all));
        Assert.NotEqual(Fp.One, (StarkConstants.OverflowShift * StarkConstants.Shift.Inverse()).Pow(1UL << all));
    }

    [Theory]
    [InlineData(9, 417)]
    [InlineData(10, 801)]
    [InlineData(12, 801)]
    public void The_mask_polynomial_vanishes_exactly_on_the_last_rows(int log, int roots)
    {
        var c = MaskPolynomial.Coefficients(log, roots);
        Assert.Equal(roots + 1, c.Length);
        for (var i = 0; i < 1 << log; i++)
        {
            var x = Fp.RootOfUnity(log).Pow((ulong)i);
            var sum = Fp.Zero;
            for (var k = roots; k >= 0; k--)
            {
                sum = sum * x + Fp.FromRawUnchecked(c[k]);
            }

            Assert.Equal(i >= (1 << log) - roots, sum == Fp.Zero);
            Assert.Equal((Fp5)sum, VerifierKernels.Best.Product(x, Fp.RootOfUnity(log).Inverse(), roots));
        }
    }
}
