using FastZk.Field;
using FastZk.Memory;
using FastZk.Stark.Lookup;

namespace FastZk.Stark;

/// <summary>
/// What soundness tests make a prover do wrong: a dishonest prover is the honest one with a part replaced. Internal; null in every real proof.
/// </summary>
internal sealed class ProverFaults
{
    /// <summary>Called with table id, its main columns, mask and random rows filled, and the number of active rows, before they are committed.</summary>
    public Action<int, ColumnMatrix, int>? Main { get; init; }

    /// <summary>Called with table id, its auxiliary columns and the number of active rows, before they are committed.</summary>
    public Action<int, ColumnMatrix, int>? Auxiliary { get; init; }

    /// <summary>Called with (α, β) and T_t by table id before they are sent.</summary>
    public Action<LogUpChallenge, Fp5[]>? Totals { get; init; }

    /// <summary>Called with (α, β) and U_t by table id before they are sent.</summary>
    public Action<LogUpChallenge, Fp5[]>? Products { get; init; }

    /// <summary>Called with the coefficients of Q before it is cut into pieces.</summary>
    public Action<ColumnMatrix>? Quotient { get; init; }

    /// <summary>Called with the out-of-domain values, in canonical order, before they are sent.</summary>
    public Action<Fp5[]>? Values { get; init; }

    /// <summary>Called with the number of each FRI layer and its values (five columns) before they are committed.</summary>
    public Action<int, ColumnMatrix>? Layer { get; init; }

    /// <summary>Whether the prover goes on with a product that is zero, and with a quotient that has too many coefficients; the surplus is cut off.</summary>
    public bool IgnoreDegree { get; init; } = true;
}
