using System.Collections.Concurrent;
using FastZk.Field;

namespace FastZk.Stark.Quotient;

/// <summary>
/// T_n(X) = Π_{j=a}^{n-1} (X - g_n^j), the polynomial that vanishes on the mask row and the random rows; degree h + 1. Public data, cached.
/// </summary>
internal static class MaskPolynomial
{
    private static readonly ConcurrentDictionary<(int LogHeight, int Roots), Lazy<uint[]>> Cache = new();

    /// <summary>The h + 2 coefficients in natural order, Montgomery form.</summary>
    public static uint[] Coefficients(int logHeight, int roots) =>
        Cache.GetOrAdd((logHeight, roots), static k => new Lazy<uint[]>(() => Build(k.LogHeight, k.Roots))).Value;

    private static uint[] Build(int logHeight, int roots)
    {
        var c = new uint[roots + 1];
        c[0] = Fp.MontgomeryOne;
        var g = Fp.RootOfUnity(logHeight).Inverse();
        var root = g;
        for (var d = 0; d < roots; d++, root *= g)
        {
            // Multiply by (X - root), highest coefficient first.
            for (var i = d + 1; i >= 0; i--)
            {
                var shifted = i > 0 ? Fp.FromRawUnchecked(c[i - 1]) : Fp.Zero;
                var kept = i <= d ? Fp.FromRawUnchecked(c[i]) * root : Fp.Zero;
                c[i] = (shifted - kept).Raw;
            }
        }

        return c;
    }
}
