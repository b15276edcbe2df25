namespace FastZk.Stark.Opening;

/// <summary>
/// One opened (column, point) pair as the prover holds it. The order of the list is the order of the out-of-domain values and of the powers of λ:
/// tables by id - preprocessed, main, auxiliary columns at ζ, then next-row main columns and S at ζ·g_n - and last the pieces P_0, P_1, P_2.
/// </summary>
internal readonly record struct OpenedColumn(nint Extension, int LogHeight, bool Next);

internal static unsafe class OpeningList
{
    /// <summary>All pairs in canonical order.</summary>
    public static List<OpenedColumn> Of(Security.ProofShape shape, Func<int, Commit.ExtendedTable?> fixedStage, Commit.StageCommitment main,
        Commit.StageCommitment auxiliary, Commit.StageCommitment quotient)
    {
        var list = new List<OpenedColumn>(shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext) + Quotient.QuotientPieces.TopColumns);
        foreach (var t in shape.Present)
        {
            var log = shape.LogHeight(t.Id);
            var m = main.Table(t.Id)!.Extension;
            var x = auxiliary.Table(t.Id)!.Extension;
            All(fixedStage(t.Id)?.Extension, log);
            All(m, log);
            All(x, log);
            foreach (var c in t.NextColumns)
            {
                list.Add(new((nint)m.Pointer(c), log, true));
            }

            for (var k = 0; k < Field.Fp5.Degree; k++)
            {
                list.Add(new((nint)x.Pointer(t.SumColumn + k), log, true));
            }
        }

        var top = quotient.Table(0)!;
        for (var c = 0; c < Quotient.QuotientPieces.RandomColumn; c++)
        {
            list.Add(new((nint)top.Extension.Pointer(c), top.LogHeight, false));
        }

        All(quotient.Table(1)!.Extension, quotient.Table(1)!.LogHeight);
        return list;

        void All(Memory.ColumnMatrix? matrix, int log)
        {
            for (var c = 0; c < (matrix?.Columns ?? 0); c++)
            {
                list.Add(new((nint)matrix!.Pointer(c), log, false));
            }
        }
    }
}
