using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>The choices of one case, the same on every machine: what is overridden here, and nothing else of <see cref="Random"/>.</summary>
internal sealed class SplitMix(ulong seed) : Random
{
    private SplitMix64 _words = new(seed);

    /// <summary>Starts again.</summary>
    public void Reseed(ulong seed) => _words = new(seed);

    public ulong NextWord() => _words.Next();

    public override int Next(int maxValue) => (int)(NextWord() % (uint)maxValue);

    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);

    public override int Next() => (int)(NextWord() >> 33);

    /// <summary>Any 32-bit word.</summary>
    public uint NextUInt32() => (uint)(NextWord() >> 32);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];
}
