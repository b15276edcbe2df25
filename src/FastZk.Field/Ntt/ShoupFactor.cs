namespace FastZk.Field.Ntt;

/// <summary>
/// A fixed factor w with its companion c = floor(w·2^32 / p): for any 32-bit word a and q = floor(a·c / 2^32), a·w - q·p lies in [0, 2p), so that its low
/// word is the product (Shoup; Harvey 2014, Faster arithmetic for number-theoretic transforms). w is the plain integer and not its Montgomery form:
/// the product then has the form that a has.
/// </summary>
internal static class ShoupFactor
{
    /// <summary>w in the high word, c in the low one.</summary>
    public static ulong Pack(Fp factor)
    {
        var w = factor.ToUInt32();
        return ((ulong)w << 32) | Companion(w);
    }

    /// <summary>c for a plain w below p.</summary>
    public static uint Companion(uint w) => (uint)(((ulong)w << 32) / Fp.Modulus);
}
