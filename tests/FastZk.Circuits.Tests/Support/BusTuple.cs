using FastZk.Field;

namespace FastZk.Circuits.Tests;

/// <summary>A tuple on a bus as canonical integers; entries that the bus does not have are 0.</summary>
internal readonly record struct BusTuple(int Bus, uint A, uint B, uint C, uint D, uint E, uint F, uint G, uint H, uint I)
{
    public static BusTuple Of(int bus, ReadOnlySpan<uint> m)
    {
        Span<uint> w = stackalloc uint[9];
        w.Clear();
        m.CopyTo(w);
        return new(bus, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]);
    }

    public static BusTuple Of(int bus, ReadOnlySpan<Fp> m)
    {
        Span<uint> w = stackalloc uint[9];
        w.Clear();
        for (var k = 0; k < m.Length; k++)
        {
            w[k] = m[k].ToUInt32();
        }

        return Of(bus, w);
    }
}
