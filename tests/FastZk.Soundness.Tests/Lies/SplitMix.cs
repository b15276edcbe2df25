namespace FastZk.Soundness.Tests.Lies;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the choices of one case, the same on every machine.</summary>
internal sealed class SplitMix(ulong seed) : Random
{
    private ulong _state = seed;

    /// <summary>Starts again.</summary>
    public void Reseed(ulong seed) => _state = seed;

    public ulong NextWord()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    public override int Next(int maxValue) => (int)(NextWord() % (uint)maxValue);

    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    public override int Next() => (int)(NextWord() >> 33);

    /// <summary>Any 32-bit word.</summary>
    public uint NextUInt32() => (uint)(NextWord() >> 32);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];
}
