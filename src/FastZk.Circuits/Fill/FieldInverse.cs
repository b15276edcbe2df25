using FastZk.Field;

namespace FastZk.Circuits.Fill;

/// <summary>Canonical inverses of small integers mod p, for the witnesses of "is not zero". Public data, built on first use.</summary>
internal static class FieldInverse
{
    private const int Size = 1 << 17;

    private static readonly Lazy<uint[]> Table = new(Build);

    /// <summary>The inverse of x mod p as an integer below p; 0 for 0. |x| &lt; 2^17.</summary>
    public static uint Of(int x)
    {
        var v = Table.Value[Math.Abs(x)];
        return x < 0 && v != 0 ? Fp.Modulus - v : v;
    }

    private static uint[] Build()
    {
        // inv(i) = -(p/i)·inv(p mod i): one multiplication an entry.
        var t = new uint[Size];
        t[1] = 1;
        for (uint i = 2; i < Size; i++)
        {
            t[i] = (uint)((ulong)(Fp.Modulus - Fp.Modulus / i) * Inverse(Fp.Modulus % i) % Fp.Modulus);
        }

        return t;

        uint Inverse(uint r) => r < Size ? t[r] : Fp.FromUInt32(r).Inverse().ToUInt32();
    }
}
