namespace FastZk.Bench.Limits;

/// <summary>
/// The least work of a stage, in operations whose rates are measured. Work that a cleverer algorithm could avoid is counted, work that only this
/// implementation makes is not.
/// </summary>
internal sealed record Demand
{
    public double Products { get; init; }
    public double Multiplications { get; init; }
    public double Additions { get; init; }
    public double Compressions { get; init; }
    public double RandomBlocks { get; init; }
    public double Cycles { get; init; }
    public double RandomReads { get; init; }
    public double ReadBytes { get; init; }
    public double WrittenBytes { get; init; }

    /// <summary>Reductions of 64-bit sums to field elements: a multiplication is a product and a reduction.</summary>
    public static Demand Reductions(double count) => new() { Products = -count, Multiplications = count };

    /// <summary>Products in the extension field of degree five: 25 products, five reductions.</summary>
    public static Demand ExtensionMultiplications(double count) => new Demand { Products = 25 * count } + Reductions(5 * count);

    /// <summary>Butterflies of a transform: one multiplication, a sum and a difference.</summary>
    public static Demand Butterflies(double count) => new() { Multiplications = count, Additions = 2 * count };

    public static Demand operator +(Demand a, Demand b) => new()
    {
        Products = a.Products + b.Products,
        Multiplications = a.Multiplications + b.Multiplications,
        Additions = a.Additions + b.Additions,
        Compressions = a.Compressions + b.Compressions,
        RandomBlocks = a.RandomBlocks + b.RandomBlocks,
        Cycles = a.Cycles + b.Cycles,
        RandomReads = a.RandomReads + b.RandomReads,
        ReadBytes = a.ReadBytes + b.ReadBytes,
        WrittenBytes = a.WrittenBytes + b.WrittenBytes,
    };

    public static Demand operator *(double factor, Demand d) => new()
    {
        Products = factor * d.Products,
        Multiplications = factor * d.Multiplications,
        Additions = factor * d.Additions,
        Compressions = factor * d.Compressions,
        RandomBlocks = factor * d.RandomBlocks,
        Cycles = factor * d.Cycles,
        RandomReads = factor * d.RandomReads,
        ReadBytes = factor * d.ReadBytes,
        WrittenBytes = factor * d.WrittenBytes,
    };

    /// <summary>The least time on a machine: arithmetic and memory traffic may overlap, so the slower of the two; and what most of it is.</summary>
    public (double Seconds, string Bound) Limit(MachineRates rates)
    {
        (double Seconds, string Name)[] compute =
        [
            (Products / rates.Products + Multiplications / rates.Multiplications + Additions / rates.Additions, "field arithmetic"),
            (Compressions / rates.Compressions, "SHA-256"),
            (RandomBlocks / rates.RandomBlocks, "ChaCha20"),
            (Cycles / (rates.Clock * rates.Threads), "clock"),
        ];
        var arithmetic = compute.Sum(c => c.Seconds);
        var memory = ReadBytes / rates.ReadBytes + WrittenBytes / rates.WrittenBytes + RandomReads / rates.RandomReads;
        return memory > arithmetic
            ? (memory, RandomReads / rates.RandomReads > memory / 2 ? "memory latency" : "memory bandwidth")
            : (arithmetic, compute.MaxBy(c => c.Seconds).Name);
    }
}
