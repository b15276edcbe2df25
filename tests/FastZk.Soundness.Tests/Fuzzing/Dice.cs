namespace FastZk.Soundness.Tests.Fuzzing;

/// <summary>Random choices from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }

    /// <summary>Starts over with another seed.</summary>
    public void Reset(ulong seed) => _state = seed;

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
