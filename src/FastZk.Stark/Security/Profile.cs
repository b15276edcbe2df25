namespace FastZk.Stark.Security;

/// <summary>
/// A set of proof parameters. Both profiles give 128 proven bits; they differ in blow-up and so in receipt size against proving time.
/// </summary>
public sealed record Profile
{
    private Profile(byte id, string name, int logBlowup, int randomRows, int pieceMask, int logMinHeight)
    {
        Id = id;
        Name = name;
        LogBlowup = logBlowup;
        RandomRows = randomRows;
        PieceMask = pieceMask;
        LogMinHeight = logMinHeight;
    }

    /// <summary>Blow-up 2: throughput.</summary>
    public static Profile Fast { get; } = new(1, "fast", 1, 800, 544, 10);

    /// <summary>Blow-up 8: small programs and small receipts.</summary>
    public static Profile Compact { get; } = new(2, "compact", 3, 416, 272, 9);

    /// <summary>All profiles, by id.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Fast, Compact];

    /// <summary>The profile with the given wire id, or null.</summary>
    public static Profile? OfId(byte id) => id switch { 1 => Fast, 2 => Compact, _ => null };

    /// <summary>Number on the wire.</summary>
    public byte Id { get; }

    public string Name { get; }

    public int LogBlowup { get; }

    /// <summary>B: 1/rate.</summary>
    public int Blowup => 1 << LogBlowup;

    /// <summary>h: uniformly random rows at the end of every table, behind the mask row; at least 3·queries + 10.</summary>
    public int RandomRows { get; }

    /// <summary>
    /// M: random coefficients that hide a piece of the quotient; at least 2·queries + 5: t_1 hides P_2 where it is opened (lifted, so at y_i) and
    /// at x_i, where the identity P_0 + x^K·P_1 + x^2K·P_2 = Q ties it to the other two.
    /// </summary>
    public int PieceMask { get; }

    /// <summary>log2 of the smallest table height.</summary>
    public int LogMinHeight { get; }

    /// <summary>log2 m: points of the overflow coset, more than h.</summary>
    public int LogOverflow => 10;

    /// <summary>m.</summary>
    public int Overflow => 1 << LogOverflow;

    /// <summary>log2 of the height of the third piece of the quotient, which has at most h + 2M + 1 coefficients.</summary>
    public int LogLastPiece => System.Numerics.BitOperations.Log2((uint)(RandomRows + 2 * PieceMask)) + 1;

    /// <summary>Rows that carry the execution in a table of height 2^logHeight: n - h - 1.</summary>
    public int ActiveRows(int logHeight) => (1 << logHeight) - RandomRows - 1;

    /// <summary>The smallest log2 height with at least <paramref name="rows"/> active rows.</summary>
    public int LogHeightFor(long rows)
    {
        var log = LogMinHeight;
        while (ActiveRows(log) < rows)
        {
            log++;
        }

        return log;
    }
}
