using FastZk.Field;
using FastZk.Stark.Lookup;

namespace FastZk.Stark;

/// <summary>What a proof is about: the bytes that the transcript absorbs first, and the tuples that the statement adds to the buses.</summary>
public abstract class PublicInputs
{
    /// <summary>Everything of the statement that the tables' heights do not say, in a unique encoding.</summary>
    public abstract ReadOnlySpan<byte> Statement { get; }

    /// <summary>Number of tuples in <see cref="BusSum"/> and <see cref="Chain"/>.</summary>
    public abstract long TupleCount { get; }

    /// <summary>Σ ±1/fingerprint over the statement's tuples; false when a fingerprint is zero.</summary>
    public abstract bool BusSum(LogUpChallenge challenge, out Fp5 sum);

    /// <summary>
    /// Products of the fingerprints of the statement's tuples on buses with pairs: of those that it produces, where chains begin, and of those that it consumes,
    /// where they end. Statements of systems without pairs have none.
    /// </summary>
    public virtual void Chain(LogUpChallenge challenge, out Fp5 produced, out Fp5 consumed) => (produced, consumed) = (Fp5.One, Fp5.One);
}
