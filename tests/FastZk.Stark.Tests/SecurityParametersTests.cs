using System.Numerics;
using FastZk.Field;
using FastZk.Stark.Security;
using FastZk.Stark.Tests.Toy;

namespace FastZk.Stark.Tests;

/// <summary>The security calculator against a second one, written from docs/protocol.md with big integers and logarithms, and against constants.</summary>
public sealed class SecurityParametersTests
{
    private static readonly BigInteger FieldSize = BigInteger.Pow(Fp.Modulus, 5);

    public static TheoryData<byte, int> Shapes()
    {
        var data = new TheoryData<byte, int>();
        foreach (var profile in Profile.All)
        {
            for (var log = ProofShape.MinLogTop; log <= ProofShape.MaxLogTop; log++)
            {
                data.Add(profile.Id, log);
            }
        }

        return data;
    }

    private static ProofShape Shape(byte profile, int log) => ToySystem.Shape(Profile.OfId(profile)!, new(log, log, Math.Min(log, 16), 12, 10, Math.Min(log - 1, 14)));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_round_is_recomputed(byte profileId, int log)
    {
        var shape = Shape(profileId, log);
        var p = shape.Parameters;
        var profile = shape.Profile;
        BigInteger n = BigInteger.One << log;
        var b = profile.Blowup;
        int[] heights = [log, log, Math.Min(log, 16), 12, 10, Math.Min(log - 1, 14)];

        // Counted by hand from ToyTables: fractions and sides of pairs, constraints (declared + helpers + 3 + products + 2), opened pairs (fixed + main + auxiliary + next + 5,
        // and 5 for the product).
        int[] fractions = [5 + 6, 2, 1, 1, 1, 4];
        // The last table has four fractions: two columns for pairs, one when four share a column, which the Compact profile does below the greatest height.
        var dense = profileId == 2;
        int[] constraints = [8 + 2 + 3 + 2 + 2, 4 + 0 + 3, 0 + 3, 0 + 3, 0 + 3, 16 + (dense ? 0 : 1) + 3];
        int[] pairs = [0 + 10 + 15 + 10 + 2 + 10, 0 + 5 + 5 + 0 + 5, 1 + 5 + 5 + 5, 2 + 5 + 5 + 5, 2 + 5 + 5 + 5, 0 + 6 + (dense ? 5 : 10) + 4 + 5];
        var f = new BigInteger(8);
        for (var t = 0; t < 6; t++)
        {
            f += new BigInteger(fractions[t]) << heights[t];
        }

        var expected = new List<(double Bits, int Grinding)>
        {
            Round(f * (4 + 2), 1, FieldSize),
            Round(constraints.Sum(), 1, FieldSize),
            Round(4 * n + 4096, 1, FieldSize - (b + 1) * n),
            Round((pairs.Sum() + 15) * (b * n), 1, FieldSize),
        };
        var left = n;
        var folds = 0;
        while (left > 128)
        {
            left /= 8;
            folds++;
            expected.Add(Round(7 * (b * left), 1, FieldSize));
        }

        Assert.Equal(folds, p.Folds);
        Assert.Equal((int)left, p.FinalCoefficients);
        var rho = (Math.Pow(2, log) + 2) / (b * Math.Pow(2, log));
        var perQuery = -Math.Log2(1 - (1 - rho) / 2);
        var queries = (int)Math.Ceiling(108 / perQuery);
        Assert.Equal(queries, p.Queries);
        expected.Add((queries * perQuery + 20, 20));
        Assert.Equal(expected.Count, p.Rounds.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Grinding, p.Rounds[i].GrindingBits);
            // The calculator may round against the prover, never for it.
            Assert.InRange(p.Rounds[i].Bits, expected[i].Bits - 1e-4, expected[i].Bits + 1e-9);
            Assert.True(expected[i].Bits >= 128, p.Rounds[i].Name);
        }

        Assert.True(p.ProvenBits >= 128);
    }

    // Error numerator/(divisor·field); the least grinding that brings it to 2^-128.
    private static (double Bits, int Grinding) Round(BigInteger numerator, int divisor, BigInteger field)
    {
        var g = 0;
        while (numerator << (128 - g) > divisor * field)
        {
            g++;
        }

        return (BigInteger.Log(divisor * field, 2) - BigInteger.Log(numerator, 2) + g, g);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Queries_are_in_the_expected_range_and_hidden(byte profile, int log)
    {
        var shape = Shape(profile, log);
        var q = shape.Parameters.Queries;
        Assert.InRange(q, profile == 1 ? 261 : 131, profile == 1 ? 262 : 132);
        Assert.True(3 * q + 10 <= shape.Profile.RandomRows);
        Assert.True(2 * q + 5 <= shape.Profile.PieceMask);
    }

    /// <summary>Test vectors: another implementation must come to the same numbers.</summary>
    [Theory]
    [InlineData(1, 16, "q=261 folds=3 final=128 grind=0,0,0,0,0,0,0,20")]
    [InlineData(1, 17, "q=261 folds=4 final=32 grind=0,0,0,0,0,0,0,0,20")]
    [InlineData(1, 18, "q=261 folds=4 final=64 grind=0,0,0,0,0,0,0,0,20")]
    [InlineData(1, 19, "q=261 folds=4 final=128 grind=0,0,0,1,0,0,0,0,20")]
    [InlineData(1, 20, "q=261 folds=5 final=32 grind=0,0,0,2,0,0,0,0,0,20")]
    [InlineData(1, 21, "q=261 folds=5 final=64 grind=1,0,0,3,0,0,0,0,0,20")]
    [InlineData(1, 22, "q=261 folds=5 final=128 grind=2,0,0,4,0,0,0,0,0,20")]
    [InlineData(1, 23, "q=261 folds=6 final=32 grind=3,0,0,5,0,0,0,0,0,0,20")]
    [InlineData(2, 16, "q=131 folds=3 final=128 grind=0,0,0,0,0,0,0,20")]
    [InlineData(2, 17, "q=131 folds=4 final=32 grind=0,0,0,1,0,0,0,0,20")]
    [InlineData(2, 18, "q=131 folds=4 final=64 grind=0,0,0,2,0,0,0,0,20")]
    [InlineData(2, 19, "q=131 folds=4 final=128 grind=0,0,0,3,0,0,0,0,20")]
    [InlineData(2, 20, "q=131 folds=5 final=32 grind=0,0,0,4,0,0,0,0,0,20")]
    [InlineData(2, 21, "q=131 folds=5 final=64 grind=1,0,0,5,0,0,0,0,0,20")]
    [InlineData(2, 22, "q=131 folds=5 final=128 grind=2,0,0,6,0,0,0,0,0,20")]
    [InlineData(2, 23, "q=131 folds=6 final=32 grind=3,0,0,7,0,0,0,0,0,0,20")]
    public void Vectors(byte profile, int log, string expected) => Assert.Equal(expected, Describe(Shape(profile, log)));

    private static string Describe(ProofShape shape)
    {
        var p = shape.Parameters;
        return $"q={p.Queries} folds={p.Folds} final={p.FinalCoefficients} grind={string.Join(',', p.Rounds.Select(r => r.GrindingBits))}";
    }

    [Fact]
    public void Bits_of_a_query_are_rounded_down()
    {
        for (var log = 16; log <= 23; log++)
        {
            for (var b = 1; b <= 4; b++)
            {
                var exact = -Math.Log2((1 + (Math.Pow(2, log) + 2) / Math.Pow(2, log + b)) / 2);
                var bits = (double)SecurityParameters.BitsPerQuery(log, b) / Math.Pow(2, 64);
                Assert.InRange(bits, exact - 1e-9, exact + 1e-15);
            }
        }
    }

    [Fact]
    public void A_shape_that_would_need_too_much_grinding_is_refused()
    {
        // 3000 fractions a row at 2^23 rows and a tuple of 100000 entries: 2^51 roots of 2^154.
        var system = new StarkSystem("x", [new ManyFractions(3000, 100000)], 2, [], []);
        Assert.Null(ProofShape.Create(system, Profile.Fast, [23], 0, out var reason));
        Assert.Contains("grinding", reason);
    }

    private sealed class ManyFractions : FastZk.Stark.Air.AirTable
    {
        public ManyFractions(int count, int longest)
            : base("many")
        {
            var a = Column("a");
            Send(1, a, 0, [.. Enumerable.Repeat(a, longest)]);
            for (var i = 0; i < count; i++)
            {
                Send(0, a, 0, a, i);
            }
        }
    }
}
