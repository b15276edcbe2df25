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
}
