using FastZk.Field.Packed;

namespace FastZk.Field.Ntt;

/// <summary>One lane: nothing to transform, only the factors of the tiles of one element. The caller guarantees words words behind both pointers.</summary>
internal static unsafe class Lanes1
{
    /// <summary>Brings coefficients to the coset. x may equal y.</summary>
    public static void Join(uint* x, uint* y, long words, uint* tiles)
    {
        for (long i = 0; i < words; i++)
        {
            Packed1.Store(Packed1.Multiply(Packed1.Load(x + i), tiles + 2 * i), y + i);
        }
    }

    /// <summary>Multiplies by 1/n. x may equal y.</summary>
    public static void Split(uint* x, uint* y, long words, uint* rows)
    {
        for (long i = 0; i < words; i++)
        {
            Packed1.Store(Packed1.Multiply(Packed1.Load(x + i), rows), y + i);
        }
    }
}
