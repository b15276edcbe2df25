using FastZk.Field;

namespace FastZk.Stark;

/// <summary>Numbers that prover and verifier share beyond the profile.</summary>
internal static class StarkConstants
{
    /// <summary>Rows that the tile kernels work on at a time: a base column of a tile is 1 KiB, so a table's operands stay in the nearest caches.</summary>
    public const int Tile = 256;

    /// <summary>s: every low-degree extension lies on s·⟨ω_{Bn}⟩.</summary>
    public static Fp Shift { get; } = Fp.Generator;

    /// <summary>c = s²: the overflow coset. s generates the whole group, so s and s² lie in different cosets of the 2-power subgroup, and neither in it.</summary>
    public static Fp OverflowShift { get; } = Fp.Generator * Fp.Generator;

    /// <summary>The shift of coset block j of the extension of a column of height 2^logHeight: s·ω_{Bn}^j.</summary>
    public static Fp CosetShift(int logHeight, int logBlowup, int j) => Shift * Fp.RootOfUnity(logHeight + logBlowup).Pow((ulong)j);
}
