using FastZk.Field;

namespace FastZk.Stark.Security;

/// <summary>One round of the interactive proof: what a cheating prover may gain there and how many bits of grinding protect it.</summary>
/// <param name="Name">the round.</param>
/// <param name="Numerator">the round's error is Numerator/|E| (0 for the query round).</param>
/// <param name="GrindingBits">leading zero bits that the nonce of the round must show.</param>
/// <param name="Bits">proven bits of the round with grinding, for display; decisions are taken in integers.</param>
public sealed record SecurityRound(string Name, UInt128 Numerator, int GrindingBits, double Bits);

/// <summary>
/// Number of queries and grinding bits for one shape, so that every round has at least 128 proven bits in the unique-decoding regime
/// (docs/protocol.md, "Parameters"). Pure integer arithmetic that rounds against the prover: two implementations must agree exactly.
/// </summary>
public sealed class SecurityParameters
{
    /// <summary>Proven bits of every round.</summary>
    public const int TargetBits = 128;

    /// <summary>Grinding of the query round.</summary>
    public const int QueryGrinding = 20;

    /// <summary>More grinding than this refuses the shape.</summary>
    public const int MaxGrinding = 24;

    /// <summary>log2 of the folding factor.</summary>
    public const int LogFold = 3;

    /// <summary>Most coefficients of the final polynomial.</summary>
    public const int MaxFinalCoefficients = 128;

    private SecurityParameters()
    {
    }

    /// <summary>q: indexes drawn, repeats allowed.</summary>
    public int Queries { get; private init; }

    /// <summary>Grinding bits before α, β.</summary>
    public int LogUpGrinding => Rounds[0].GrindingBits;

    /// <summary>Grinding bits before γ.</summary>
    public int ConstraintGrinding => Rounds[1].GrindingBits;

    /// <summary>Grinding bits before ζ.</summary>
    public int PointGrinding => Rounds[2].GrindingBits;

    /// <summary>Grinding bits before λ.</summary>
    public int BatchGrinding => Rounds[3].GrindingBits;

    /// <summary>Grinding bits before the challenge of fold i.</summary>
    public int FoldGrinding(int i) => Rounds[4 + i].GrindingBits;

    /// <summary>Number of folds by 8.</summary>
    public int Folds { get; private init; }

    /// <summary>Coefficients of the final polynomial, exactly.</summary>
    public int FinalCoefficients { get; private init; }

    /// <summary>LogUp, constraints, out-of-domain point, batching, the folds, queries.</summary>
    public IReadOnlyList<SecurityRound> Rounds { get; private init; } = [];

    /// <summary>Why the shape is refused, or null.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The smallest of the rounds' bits.</summary>
    public double ProvenBits => Rounds.Min(r => r.Bits);

    internal static SecurityParameters Compute(ProofShape shape)
    {
        var profile = shape.Profile;
        var n = (UInt128)shape.Top;
        var domain = n << profile.LogBlowup;
        UInt128 tuples = (UInt128)shape.PublicTuples, constraints = 0, pairs = 15;
        foreach (var t in shape.Present)
        {
            tuples += (UInt128)t.Tuples.Length << shape.LogHeight(t.Id);
            constraints += (UInt128)t.ConstraintCount;
            pairs += (UInt128)(t.OpenedAtPoint + t.OpenedAtNext);
        }

        // Batching and folds: correlated agreement for curves up to the unique-decoding radius, domain/|E| for each power (Ben-Sasson, Carmon, Ishai,
        // Kopparty, Saraf 2020, theorem 6.1).
        var rounds = new List<SecurityRound>
        {
            Round("LogUp challenge", tuples * (UInt128)(shape.System.LongestMessage + 2)),
            Round("constraint batching", constraints),
            // |E| - (B+1)N differs from |E| by less than a factor 1 + 2^-100; one more in the numerator covers it.
            Round("out-of-domain point", 4 * n + 4096 + 1),
            Round("DEEP batching", pairs * domain),
        };

        var folds = 0;
        var left = shape.Top;
        while (left > MaxFinalCoefficients)
        {
            left >>= LogFold;
            folds++;
            var size = (UInt128)left << profile.LogBlowup;
            rounds.Add(Round($"fold {folds}", ((1 << LogFold) - 1) * size));
        }

        var perQuery = BitsPerQuery(shape.LogTop, profile.LogBlowup);
        // ceil(108·2^64 / bits): bits is rounded down, so the count is never too small.
        var need = (UInt128)(TargetBits - QueryGrinding) << 64;
        var queries = (int)((need + perQuery - 1) / perQuery);
        rounds.Add(new("queries", 0, QueryGrinding, queries * ((double)perQuery / Math.Pow(2, 64)) + QueryGrinding));

        string? refusal = null;
        var tooHard = rounds.Find(r => r.GrindingBits > MaxGrinding);
        if (tooHard is not null)
        {
            refusal = $"128 bits would need {tooHard.GrindingBits} bits of grinding in round '{tooHard.Name}'; the most is {MaxGrinding}";
        }
        else if (3 * queries + 10 > profile.RandomRows || 2 * queries + 5 > profile.PieceMask)
        {
            refusal = $"{queries} queries reveal more than the profile's random rows hide";
        }

        return new() { Queries = queries, Folds = folds, FinalCoefficients = (int)left, Rounds = rounds, Refusal = refusal };
    }

    // Smallest g with numerator·2^(128-g) <= |E|, |E| = p^5 rounded down to a multiple of 2^96.
    private static SecurityRound Round(string name, UInt128 numerator)
    {
        var order = System.Numerics.BigInteger.Pow(Fp.Modulus, Fp5.Degree);
        var field = (UInt128)(order >> 96);
        var g = 0;
        while (numerator << 32 > field << g)
        {
            g++;
            if (g > 64)
            {
                break;
            }
        }

        return new(name, numerator, g, System.Numerics.BigInteger.Log(order, 2) - Math.Log2((double)numerator) + g);
    }

    /// <summary>
    /// A lower bound of -log2(1-δ)·2^64 for the unique-decoding radius δ = (1-ρ)/2: log2 of 2BN/(BN+N+2) in [1, 2) by repeated squaring of a
    /// 63-bit fraction, every step rounded down.
    /// </summary>
    internal static UInt128 BitsPerQuery(int logTop, int logBlowup)
    {
        var n = UInt128.One << logTop;
        var domain = n << logBlowup;
        var x = (2 * domain << 63) / (domain + n + 2);
        UInt128 bits = 0;
        for (var i = 1; i <= 48; i++)
        {
            x = x * x >> 63;
            if (x >> 64 != 0)
            {
                x >>= 1;
                bits |= UInt128.One << (64 - i);
            }
        }

        return bits;
    }
}
