using FastZk.Field;
using FastZk.Stark.Lookup;

namespace FastZk.Stark;

/// <summary>What a proof is about: the bytes that the transcript absorbs first, and the fractions that the statement adds to the buses.</summary>
public abstract class PublicInputs
{
    /// <summary>Everything of the statement that the tables' heights do not say, in a unique encoding.</summary>
    public abstract ReadOnlySpan<byte> Statement { get; }

    /// <summary>Number of fractions in <see cref="BusSum"/>.</summary>
    public abstract long FractionCount { get; }

    /// <summary>Σ ±1/fingerprint over the statement's tuples; false when a fingerprint is zero.</summary>
    public abstract bool BusSum(LogUpChallenge challenge, out Fp5 sum);
}
