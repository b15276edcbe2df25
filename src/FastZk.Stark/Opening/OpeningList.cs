using System.Collections;
using FastZk.Memory;

namespace FastZk.Stark.Opening;

/// <summary>
/// One opened (column, point) pair as the prover holds it. The order of the list is the order of the out-of-domain values and of the powers of λ:
/// tables by id - preprocessed, main, auxiliary columns at ζ, then next-row main columns, S and the first product at ζ·g_n - and last the pieces P_0, P_1, P_2.
/// </summary>
internal readonly record struct OpenedColumn(nint Extension, int LogHeight, bool Next);

/// <summary>All pairs in canonical order, in pooled memory. They point into the stages, which must live as long as the list is used.</summary>
internal sealed unsafe class OpeningList : IReadOnlyList<OpenedColumn>, IDisposable
{
    private readonly NativeBuffer _buffer;

    private OpeningList(BufferPool pool, int capacity) => _buffer = pool.Rent(capacity * (long)sizeof(OpenedColumn), secret: false);

    public int Count { get; private set; }

    /// <summary>The pairs, valid until disposal.</summary>
    public ReadOnlySpan<OpenedColumn> Span => _buffer.Slice<OpenedColumn>(0, Count);

    public OpenedColumn this[int index] => Span[index];

    public static OpeningList Of(BufferPool pool, Security.ProofShape shape, Func<int, Commit.ExtendedTable?> fixedStage, Commit.StageCommitment main,
        Commit.StageCommitment auxiliary, Commit.StageCommitment quotient)
    {
        var list = new OpeningList(pool, shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext) + Quotient.QuotientPieces.TopColumns);
        foreach (var t in shape.Present)
        {
            var log = shape.LogHeight(t.Id);
            var m = main.Table(t.Id)!.Extension;
            var x = auxiliary.Table(t.Id)!.Extension;
            list.AddAll(fixedStage(t.Id)?.Extension, log);
            list.AddAll(m, log);
            list.AddAll(x, log);
            foreach (var c in t.NextColumns)
            {
                list.Add(new((nint)m.Pointer(c), log, true));
            }

            for (var k = 0; k < t.NextAuxiliaryColumns; k++)
            {
                list.Add(new((nint)x.Pointer(t.SumColumn + k), log, true));
            }
        }

        var top = quotient.Table(0)!;
        for (var c = 0; c < Quotient.QuotientPieces.RandomColumn; c++)
        {
            list.Add(new((nint)top.Extension.Pointer(c), top.LogHeight, false));
        }

        list.AddAll(quotient.Table(1)!.Extension, quotient.Table(1)!.LogHeight);
        return list;
    }

    private void AddAll(ColumnMatrix? matrix, int log)
    {
        for (var c = 0; c < (matrix?.Columns ?? 0); c++)
        {
            Add(new((nint)matrix!.Pointer(c), log, false));
        }
    }

    private void Add(OpenedColumn column) => _buffer.AsSpan<OpenedColumn>()[Count++] = column;

    public IEnumerator<OpenedColumn> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _buffer.Dispose();
}
