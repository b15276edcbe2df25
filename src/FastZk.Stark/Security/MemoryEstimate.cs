using FastZk.Memory;

namespace FastZk.Stark.Security;

/// <summary>
/// An upper estimate of the native memory that a proof of a given shape takes at its peak, from the sizes of the buffers that live together in each
/// phase (docs/memory.md). Exact to within the pool's size classes.
/// </summary>
public static class MemoryEstimate
{
    /// <summary>Bytes at the peak, preprocessed trees not counted.</summary>
    public static long PeakBytes(ProofShape shape, int threads)
    {
        var profile = shape.Profile;
        var b = profile.LogBlowup;
        var n = shape.Top;
        long mainTrace = 0, mainExtended = 0, auxiliaryExtended = 0, points = 0;
        long heights = 1L << profile.LogLastPiece | n;
        foreach (var t in shape.Present)
        {
            var rows = 1L << shape.LogHeight(t.Id);
            heights |= rows;
            mainTrace += Columns(rows, t.MainColumns);
            mainExtended += Columns(rows << b, t.MainColumns) + Columns(profile.Overflow, t.MainColumns + t.NextColumns.Length);
            auxiliaryExtended += Columns(rows << b, t.AuxiliaryColumns) + Columns(profile.Overflow, t.AuxiliaryColumns + 5);
        }

        for (var log = 0; log < 30; log++)
        {
            if ((heights >> log & 1) != 0)
            {
                points += Columns(1L << (log + b), 5) + Columns(1L << log, 10);
            }
        }

        // A tree: eight words a node, fewer inner nodes than leaves.
        var tree = BufferPool.BlockBytes((n << b) * 32);
        var scratch = Columns(n, 2 * threads) + threads * (4L << 20);
        var quotient = Columns(2 * n + profile.Overflow, 5);
        var pieces = Columns(n << b, 15) + Columns(1L << (profile.LogLastPiece + b), 5);
        var codeword = Columns(n << b, 5);

        var commitMain = mainTrace + mainExtended + tree + scratch;
        // Main columns go one table after the other while the auxiliary columns come; extended, the latter take no more.
        var logUp = Math.Max(mainTrace + mainExtended + tree + scratch, mainExtended + auxiliaryExtended + (mainTrace / 2) + tree + scratch);
        var commitAuxiliary = mainExtended + auxiliaryExtended + 2 * tree + scratch;
        var held = mainExtended + auxiliaryExtended + 2 * tree;
        var build = held + quotient + Columns(n, 10) + 3 * Columns(n, 4) + threads * Columns(n, 4);
        var cut = held + quotient + pieces + tree + scratch;
        var deep = held + pieces + tree + points + 2 * codeword;
        var fri = held + pieces + tree + 2 * codeword + tree / 2;
        return new[] { commitMain, logUp, commitAuxiliary, build, cut, deep, fri }.Max();
    }

    private static long Columns(long rows, int columns) => columns == 0 ? 0 : ColumnMatrix.PredictBytes(rows, columns);
}
