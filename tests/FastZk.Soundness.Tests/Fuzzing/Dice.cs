using FastZk.Soundness.Tests.Campaigns;

namespace FastZk.Soundness.Tests.Fuzzing;

/// <summary>Random choices from a seed, the same on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private SplitMix64 _words = new(seed);

    /// <summary>64 random bits.</summary>
    public ulong Bits() => _words.Next();

    /// <summary>Starts over with another seed.</summary>
    public void Reset(ulong seed) => _words = new(seed);

    /// <summary>A number in [0, end); end is at least 1.</summary>
    public int Below(int end) => (int)Math.BigMul(Bits(), (ulong)end, out _);

    /// <summary>A number in [start, end).</summary>
    public int Between(int start, int end) => start + Below(end - start);

    /// <summary>True once in so many calls.</summary>
    public bool OneIn(int n) => Below(n) == 0;

    /// <summary>One of the choices.</summary>
    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>A length from 1 to most, short ones more often: uniform in its number of bits.</summary>
    public int Length(int most) => Math.Min(most, 1 + Below(1 << Below(1 + System.Numerics.BitOperations.Log2((uint)Math.Max(1, most)))));

    /// <summary>A 32-bit integer of the sort that breaks parsers, or any.</summary>
    public uint EdgeWord() => Below(4) switch
    {
        0 => Pick<uint>([0, 1, 2, 3, 4, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF]),
        1 => 1u << Below(32),
        2 => (1u << Below(32)) - 1,
        _ => (uint)Bits(),
    };

    /// <summary>Fills with random bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        foreach (ref var b in bytes)
        {
            b = (byte)Bits();
        }
    }
}
