using System.Numerics;

namespace FastZk.Vm.Accelerators;

/// <summary>Keccak-f[1600] (FIPS 202, section 3). Lane (x, y) of the state is word x + 5y of 25 words of 64 bits.</summary>
public static class KeccakPermutation
{
    public const int Lanes = 25, Rounds = 24;

    /// <summary>Bit positions of lane (0, 0) that a round constant may set: 2^j - 1.</summary>
    public static readonly int[] ConstantBits = [0, 1, 3, 7, 15, 31, 63];

    private static readonly int[] Offsets = MakeOffsets();
    private static readonly ulong[] Constants = MakeConstants();

    /// <summary>ρ: lane (x, y) is rotated left by so many bits.</summary>
    public static int Offset(int x, int y) => Offsets[x + 5 * y];

    /// <summary>ι: the constant of round 0 to 23.</summary>
    public static ulong Constant(int round) => Constants[round];

    /// <summary>One permutation.</summary>
    /// <param name="lanes">25 lanes, replaced.</param>
    public static void Permute(Span<ulong> lanes)
    {
        Span<ulong> after = stackalloc ulong[Lanes];
        for (var round = 0; round < Rounds; round++)
        {
            Theta(lanes, after);
            Chi(after, lanes);
            lanes[0] ^= Constants[round];
        }

        after.Clear();
    }

    /// <summary>θ.</summary>
    /// <param name="lanes">25 lanes.</param>
    /// <param name="after">as many, other ones.</param>
    public static void Theta(ReadOnlySpan<ulong> lanes, Span<ulong> after)
    {
        for (var x = 0; x < 5; x++)
        {
            var effect = Parity(lanes, (x + 4) % 5) ^ BitOperations.RotateLeft(Parity(lanes, (x + 1) % 5), 1);
            for (var i = x; i < Lanes; i += 5)
            {
                after[i] = lanes[i] ^ effect;
            }
        }
    }

    /// <summary>The exclusive or of the five lanes (x, 0..4).</summary>
    public static ulong Parity(ReadOnlySpan<ulong> lanes, int x) => lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];

    /// <summary>ρ, π and χ: what remains of a round after θ, without the constant.</summary>
    /// <param name="lanes">25 lanes.</param>
    /// <param name="after">as many, other ones.</param>
    public static void Chi(ReadOnlySpan<ulong> lanes, Span<ulong> after)
    {
        for (var y = 0; y < 5; y++)
        {
            for (var x = 0; x < 5; x++)
            {
                after[x + 5 * y] = Moved(lanes, x, y) ^ (~Moved(lanes, (x + 1) % 5, y) & Moved(lanes, (x + 2) % 5, y));
            }
        }
    }

    /// <summary>π: the lane that comes to (x, y) is x + 5y of this result.</summary>
    public static int Source(int x, int y) => (x + 3 * y) % 5 + 5 * x;

    // The lane at (x, y) after ρ and π.
    private static ulong Moved(ReadOnlySpan<ulong> lanes, int x, int y)
    {
        var from = Source(x, y);
        return BitOperations.RotateLeft(lanes[from], Offsets[from]);
    }

    // Along the walk (x, y) -> (y, 2x + 3y) from (1, 0), step t turns by the t-th triangular number.
    private static int[] MakeOffsets()
    {
        var offsets = new int[Lanes];
        var (x, y) = (1, 0);
        for (var t = 0; t < Rounds; t++)
        {
            offsets[x + 5 * y] = (t + 1) * (t + 2) / 2 % 64;
            (x, y) = (y, (2 * x + 3 * y) % 5);
        }

        return offsets;
    }

    // Bit 2^j - 1 of round i is bit 7i + j of the sequence of the polynomial x^8 + x^6 + x^5 + x^4 + 1.
    private static ulong[] MakeConstants()
    {
        var constants = new ulong[Rounds];
        var register = 1;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var bit in ConstantBits)
            {
                constants[round] |= (ulong)(register & 1) << bit;
                register = register << 1 ^ (register >> 7) * 0x171;
            }
        }

        return constants;
    }
}
