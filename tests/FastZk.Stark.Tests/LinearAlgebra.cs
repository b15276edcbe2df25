using FastZk.Field;

namespace FastZk.Stark.Tests;

/// <summary>Gaussian elimination over the base field, for small matrices.</summary>
internal static class LinearAlgebra
{
    public static int Rank(IReadOnlyList<Fp[]> matrix)
    {
        var m = matrix.Select(r => r.ToArray()).ToArray();
        var rank = 0;
        for (var c = 0; m.Length > 0 && c < m[0].Length && rank < m.Length; c++)
        {
            var pivot = Array.FindIndex(m, rank, r => r[c] != Fp.Zero);
            if (pivot < 0)
            {
                continue;
            }

            (m[rank], m[pivot]) = (m[pivot], m[rank]);
            var inverse = m[rank][c].Inverse();
            for (var r = rank + 1; r < m.Length; r++)
            {
                var f = m[r][c] * inverse;
                if (f != Fp.Zero)
                {
                    for (var j = c; j < m[r].Length; j++)
                    {
                        m[r][j] -= f * m[rank][j];
                    }
                }
            }

            rank++;
        }

        return rank;
    }
}
