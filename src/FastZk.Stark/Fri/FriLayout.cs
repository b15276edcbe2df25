using FastZk.Field;
using FastZk.Stark.Security;

namespace FastZk.Stark.Fri;

/// <summary>Index arithmetic of the folding: layer k has B blocks of m_k = N/8^k values on s_k·⟨ω⟩, s_k = s^(8^k); a leaf is a fold coset of 8.</summary>
internal static class FriLayout
{
    public const int Arity = 1 << SecurityParameters.LogFold;

    /// <summary>log2 m_k.</summary>
    public static int LogRows(ProofShape shape, int layer) => shape.LogTop - SecurityParameters.LogFold * layer;

    /// <summary>log2 of the number of leaves of layer k's tree: B·m_k/8.</summary>
    public static int LogLeaves(ProofShape shape, int layer) => LogRows(shape, layer) + shape.Profile.LogBlowup - SecurityParameters.LogFold;

    /// <summary>s_k.</summary>
    public static Fp Shift(int layer)
    {
        var s = StarkConstants.Shift;
        for (var i = 0; i < layer; i++)
        {
            s = s.Pow(Arity);
        }

        return s;
    }

    /// <summary>
    /// The value of the folded codeword: Σ_i c^i·f_i(x^8) where f(X) = Σ_i X^i·f_i(X^8) takes the given values at x·ω_8^k, k = 0..7.
    /// Three binary folds with c, c², c⁴ (Ben-Sasson et al. 2018).
    /// </summary>
    public static Fp5 Fold(ReadOnlySpan<Fp5> values, Fp x, Fp5 challenge)
    {
        Span<Fp5> f = stackalloc Fp5[Arity];
        values.CopyTo(f);
        var half = Fp.FromUInt32(2).Inverse();
        var inverse = x.Inverse();
        var root = Fp.RootOfUnity(SecurityParameters.LogFold).Inverse();
        for (var count = Arity / 2; count >= 1; count /= 2)
        {
            var t = inverse;
            for (var k = 0; k < count; k++, t *= root)
            {
                var even = f[k] + f[k + count];
                var odd = (f[k] - f[k + count]) * t;
                f[k] = (even + odd * challenge) * half;
            }

            challenge *= challenge;
            inverse *= inverse;
            root *= root;
        }

        return f[0];
    }
}
