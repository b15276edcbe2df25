namespace FastZk.Field.Ntt;

/// <summary>Index arithmetic of bit reversal: coefficient vectors between the inverse and the forward transform lie in this order.</summary>
public static class BitReversal
{
    /// <summary>The low <paramref name="bits"/> bits of i reversed; bits in [0, 32].</summary>
    public static uint Reverse(uint i, int bits)
    {
        if (bits == 0)
        {
            return 0;
        }

        i = ((i >> 1) & 0x55555555) | ((i & 0x55555555) << 1);
        i = ((i >> 2) & 0x33333333) | ((i & 0x33333333) << 2);
        i = ((i >> 4) & 0x0F0F0F0F) | ((i & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(i) >> (32 - bits);
    }

    /// <summary>destination[i] = source[reverse(i)]; both of the same power-of-two length, not overlapping.</summary>
    public static void Permute(ReadOnlySpan<uint> source, Span<uint> destination)
    {
        var n = source.Length;
        if (destination.Length != n || !System.Numerics.BitOperations.IsPow2(n))
        {
            throw new ArgumentException("Bit reversal needs two spans of one power-of-two length.");
        }

        var bits = System.Numerics.BitOperations.Log2((uint)n);
        if (bits < 8)
        {
            for (var i = 0; i < n; i++)
            {
                destination[i] = source[(int)Reverse((uint)i, bits)];
            }

            return;
        }

        // Tiles of 16 x 16: both sides touch whole cache lines, which plain reversal does on one side only.
        var middle = bits - 8;
        for (uint m = 0; m < 1u << middle; m++)
        {
            var rm = Reverse(m, middle);
            for (uint a = 0; a < 16; a++)
            {
                var ra = Reverse(a, 4);
                var to = (int)((a << (middle + 4)) | (m << 4));
                for (uint b = 0; b < 16; b++)
                {
                    destination[to + (int)b] = source[(int)((Reverse(b, 4) << (middle + 4)) | (rm << 4) | ra)];
                }
            }
        }
    }
}
