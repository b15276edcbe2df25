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

        // Tiles of 16 x 16: both sides touch whole cache lines, which plain reversal does on one side only. A tile's rows are taken in reversed order,
        // transposed, and put down in reversed order.
        var middle = bits - 8;
        Span<uint> tile = stackalloc uint[256];
        for (uint m = 0; m < 1u << middle; m++)
        {
            var from = (int)(Reverse(m, middle) << 4);
            var to = (int)(m << 4);
            for (uint b = 0; b < 16; b++)
            {
                source.Slice((int)(Reverse(b, 4) << (middle + 4)) + from, 16).CopyTo(tile[(int)(16 * b)..]);
            }

            Transpose(tile);
            for (uint a = 0; a < 16; a++)
            {
                tile.Slice((int)(16 * Reverse(a, 4)), 16).CopyTo(destination[((int)(a << (middle + 4)) + to)..]);
            }
        }
    }

    private static unsafe void Transpose(Span<uint> tile)
    {
        // 256 words, in place: the packed form reads all of its source before the last store that could overlap it.
        fixed (uint* t = tile)
        {
            if (Packed.PackedBackends.Best == Packed.PackedBackend.Avx512)
            {
                Packed.Packed16.Transpose(t, 16, t, 16);
                return;
            }

            for (var i = 0; i < 16; i++)
            {
                for (var j = i + 1; j < 16; j++)
                {
                    (t[16 * i + j], t[16 * j + i]) = (t[16 * j + i], t[16 * i + j]);
                }
            }
        }
    }
}
