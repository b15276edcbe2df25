using FastZk.Field;

namespace FastZk.Stark.Security;

/// <summary>The public shape of a proof: profile, which tables are present and how high they are, and how many tuples the verifier adds itself.</summary>
public sealed class ProofShape
{
    /// <summary>Smallest and largest log2 of the highest table.</summary>
    public const int MinLogTop = 12, MaxLogTop = 23;

    /// <summary>log2 of the largest low-degree extension.</summary>
    public const int MaxLogDomain = 26;

    private readonly sbyte[] _logHeights;

    private ProofShape(StarkSystem system, Profile profile, sbyte[] logHeights, long publicTuples)
    {
        System = system;
        Profile = profile;
        _logHeights = logHeights;
        PublicTuples = publicTuples;
        LogTop = logHeights.Max();
        Present = [.. system.Tables.Where(t => logHeights[t.Id] >= 0).Select(t => Table(t.Id))];
        Parameters = SecurityParameters.Compute(this);
    }

    public StarkSystem System { get; }
    public Profile Profile { get; }

    /// <summary>Tuples that the verifier computes from the statement.</summary>
    public long PublicTuples { get; }

    /// <summary>log2 N: the highest table.</summary>
    public int LogTop { get; }

    /// <summary>N.</summary>
    public long Top => 1L << LogTop;

    public SecurityParameters Parameters { get; }

    /// <summary>What a table's half byte in the packed heights is less than the log2 of its height.</summary>
    private const int PackedBase = 8;

    /// <summary>Bytes of the packed heights of a system: half a byte a table, log2 of its height less 8, or 0 when it is absent.</summary>
    public static int PackedHeightBytes(StarkSystem system) => (system.Tables.Length + 1) / 2;

    /// <summary>Packs the heights: table 2i in the low half of byte i, table 2i + 1 in the high half.</summary>
    /// <param name="packed"><see cref="PackedHeightBytes"/> bytes, overwritten.</param>
    public void PackHeights(Span<byte> packed)
    {
        packed.Clear();
        for (var t = 0; t < _logHeights.Length; t++)
        {
            if (_logHeights[t] >= 0)
            {
                packed[t / 2] |= (byte)(_logHeights[t] - PackedBase << t % 2 * 4);
            }
        }
    }

    /// <summary>Unpacks heights, which may be out of every bound but are logs of heights or -1.</summary>
    /// <param name="packed"><see cref="PackedHeightBytes"/> bytes.</param>
    /// <param name="logHeights">one entry a table.</param>
    /// <returns>False when a half byte that no table has is not zero.</returns>
    public static bool TryUnpackHeights(ReadOnlySpan<byte> packed, Span<sbyte> logHeights)
    {
        for (var t = 0; t < logHeights.Length; t++)
        {
            var half = packed[t / 2] >> t % 2 * 4 & 15;
            logHeights[t] = (sbyte)(half == 0 ? -1 : half + PackedBase);
        }

        return logHeights.Length % 2 == 0 || packed[^1] >> 4 == 0;
    }

    /// <summary>log2 of the height of a table, or -1 when it is absent.</summary>
    public int LogHeight(int table) => _logHeights[table];

    /// <summary>
    /// Cosets of n points on which a table of height n is evaluated to find its quotient, and fractions in a helper column, pairs in a product: 4 where the blow-up has so many
    /// and the quotient, 4n + h coefficients then, stays within the 2N + h of the highest table; else 2.
    /// </summary>
    public static int Density(Profile profile, int logHeight, int logTop) => profile.Blowup >= 4 && logHeight < logTop ? 4 : 2;

    /// <summary>A table with the layout that it has in this shape.</summary>
    public Air.CompiledTable Table(int id) => System.Table(id, Density(Profile, _logHeights[id], LogTop));

    /// <summary>The tables that are present, in id order.</summary>
    public Air.CompiledTable[] Present { get; }

    /// <summary>Checks everything that a shape must fulfil; reason is null exactly when a shape is returned.</summary>
    /// <param name="system">the tables.</param>
    /// <param name="profile">the profile.</param>
    /// <param name="logHeights">one entry a table: log2 height, or -1.</param>
    /// <param name="publicTuples">tuples added by the verifier, at least 0.</param>
    /// <param name="reason">why the shape is refused.</param>
    public static ProofShape? Create(StarkSystem system, Profile profile, ReadOnlySpan<sbyte> logHeights, long publicTuples, out string? reason)
    {
        reason = Check(system, profile, logHeights, publicTuples);
        if (reason is not null)
        {
            return null;
        }

        var shape = new ProofShape(system, profile, logHeights.ToArray(), publicTuples);
        reason = shape.Parameters.Refusal;
        return reason is null ? shape : null;
    }

    private static string? Check(StarkSystem system, Profile profile, ReadOnlySpan<sbyte> logHeights, long publicTuples)
    {
        if (logHeights.Length != system.Tables.Length)
        {
            return "the number of tables differs from the circuit's";
        }

        var top = -1;
        foreach (var t in system.Tables)
        {
            int log = logHeights[t.Id];
            if (log == -1)
            {
                continue;
            }

            if (log < profile.LogMinHeight || log > MaxLogTop || profile.LogBlowup + log > MaxLogDomain)
            {
                return $"table {t.Name} has height 2^{log}, outside the profile's bounds";
            }

            top = Math.Max(top, log);
        }

        if (top < MinLogTop)
        {
            return $"the highest table has 2^{top} rows; the least is 2^{MinLogTop}";
        }

        foreach (var t in system.Tables)
        {
            if (system.IsPresent(t.Id, top) is { } present && present != logHeights[t.Id] >= 0)
            {
                return present ? $"table {t.Name} is missing" : $"table {t.Name} is not one of a proof whose highest table has 2^{top} rows";
            }
        }

        foreach (var bus in Enumerable.Range(0, system.BusCount))
        {
            // No multiplicity may wrap: the integer total of a bus stays below p.
            var total = (UInt128)publicTuples;
            foreach (var t in system.Tables)
            {
                if (logHeights[t.Id] >= 0)
                {
                    total += (UInt128)t.BusWeight(bus) << logHeights[t.Id];
                }
            }

            if (total >= Fp.Modulus)
            {
                return $"bus {bus} could wrap: Σ weight·height is not below the field's size";
            }
        }

        ulong steps = 0;
        foreach (var t in system.Tables)
        {
            if (logHeights[t.Id] >= 0)
            {
                steps += (ulong)t.Table.MaxStateStep << logHeights[t.Id];
            }
        }

        return steps >= Fp.Modulus ? "the clock could wrap: Σ step·height is not below the field's size" : null;
    }
}
