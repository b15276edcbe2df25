using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Stark.Fri;
using FastZk.Stark.Lookup;
using FastZk.Stark.Opening;
using FastZk.Stark.Quotient;

namespace FastZk.Stark.Security;

/// <summary>
/// An upper estimate of the native memory that a proof of a given shape takes at its peak, from the sizes of the buffers that live together in each
/// phase (docs/memory.md), in the pool's size classes.
/// </summary>
public sealed class MemoryEstimate
{
    // What a phase rents may lie in larger blocks that earlier ones left behind: up to a fiftieth of the peak, as measured.
    private const int Spare = 32;

    private readonly ProofShape _shape;
    private readonly Profile _profile;
    private readonly int _threads;
    private readonly long _mainExtended, _auxiliaryExtended, _tree;

    private MemoryEstimate(ProofShape shape, int threads)
    {
        _shape = shape;
        _profile = shape.Profile;
        _threads = threads;
        foreach (var t in shape.Present)
        {
            _mainExtended += Extension(t, t.MainColumns, t.NextColumns.Length);
            _auxiliaryExtended += Extension(t, t.AuxiliaryColumns, t.NextAuxiliaryColumns);
        }

        _tree = Tree(shape.LogTop + _profile.LogBlowup);
    }

    /// <summary>Bytes at the peak, preprocessed trees not counted.</summary>
    public static long PeakBytes(ProofShape shape, int threads)
    {
        var e = new MemoryEstimate(shape, threads);
        var most = new[] { e.CommitMain(), e.LogUp(), e.CommitAuxiliary(), e.BuildQuotient(), e.CommitPieces(), e.Open(), e.Fri() }.Max();
        return most + most / Spare;
    }

    private long CommitMain() => _shape.Present.Sum(Main) + _mainExtended + Math.Max(Extenders(), _tree);

    // A table's main columns go when its auxiliary columns have come, which lie where their extensions will lie: large tables by id, then small ones side by side.
    private long LogUp()
    {
        var held = _mainExtended + _tree + _shape.Present.Sum(Main);
        long peak = 0;
        foreach (var t in _shape.Present.Where(t => _shape.LogHeight(t.Id) > StarkProver.SmallLog))
        {
            held += Auxiliary(t);
            peak = Math.Max(peak, held + LogUpScratch(t, _threads));
            held -= Main(t);
        }

        CompiledTable[] small = [.. _shape.Present.Where(t => _shape.LogHeight(t.Id) <= StarkProver.SmallLog)];
        var workers = Math.Min(_threads, small.Length);
        return Math.Max(peak, held + small.Sum(Auxiliary) + (small.Length == 0 ? 0 : workers * small.Max(t => LogUpScratch(t, 1))));
    }

    private long LogUpScratch(CompiledTable t, int workers) => BufferPool.BlockBytes(AuxiliaryTrace.ArenaBytes(t))
        + (t.Pairs.Length == 0 ? 0 : Columns(AuxiliaryTrace.ProductWords(_profile.ActiveRows(_shape.LogHeight(t.Id))), 1))
        + workers * (BufferPool.BlockBytes(TileBuffers.Bytes(t.Fingerprints.TraceProgram)) + BufferPool.BlockBytes(AuxiliaryTrace.ScratchBytes(t)));

    private long CommitAuxiliary() => _mainExtended + _auxiliaryExtended + _tree + Math.Max(Extenders(), _tree);

    // Main and auxiliary stage, and Q.
    private long WithQuotient() => _mainExtended + _auxiliaryExtended + 2 * _tree + Columns(QuotientBuilder.Words(_shape), 5);

    private long BuildQuotient() => WithQuotient() + BufferPool.BlockBytes(20L * _shape.Present.Sum(t => t.ConstraintCount)) + Heights().Max(QuotientOf);

    // What the quotient of one height takes besides.
    private long QuotientOf(int log)
    {
        var n = 1L << log;
        var blocks = ProofShape.Density(_profile, log, _shape.LogTop);
        CompiledTable[] tables = [.. _shape.Present.Where(t => _shape.LogHeight(t.Id) == log)];
        var domains = blocks * Columns(n, 4) + Columns(_profile.Overflow, 4);
        var making = Math.Min(_threads, blocks + 1) * BufferPool.BlockBytes(Math.Max(n, _profile.Overflow) * sizeof(uint));
        var workers = (int)Math.Min(_threads, QuotientBuilder.Items(n, blocks));
        var evaluating = workers * (tables.Sum(t => BufferPool.BlockBytes(TileBuffers.Bytes(t.Fingerprints.ConstraintProgram)))
            + BufferPool.BlockBytes(TableEvaluator.ScratchWords * (long)sizeof(uint)));
        var interpolating = Columns(n, blocks) + Columns(n, _threads);
        var values = Columns(n, 5 * blocks) + Columns(_profile.Overflow, 5) + BufferPool.BlockBytes(QuotientBuilder.ArenaBytes(tables, blocks));
        return domains + Math.Max(making, values + Math.Max(evaluating, interpolating));
    }

    private long Pieces => Columns(_shape.Top << _profile.LogBlowup, QuotientPieces.TopColumns) + Columns((1L << _profile.LogLastPiece) << _profile.LogBlowup, 5);

    private long CommitPieces() => WithQuotient() + Pieces
        + Math.Max(Extender(_shape.LogTop) + Extender(_profile.LogLastPiece) + Columns(_shape.Top, 2 * _threads), _tree);

    // What is held until the openings are written: all stages and the list of what is opened.
    private long Committed() => _mainExtended + _auxiliaryExtended + 3 * _tree + Pieces
        + BufferPool.BlockBytes(16L * (_shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext) + QuotientPieces.TopColumns));

    private long Codeword => Columns(_shape.Top << _profile.LogBlowup, 5);

    private long Open()
    {
        int[] heights = [.. Heights().Append(_profile.LogLastPiece).Distinct()];
        var inverses = heights.Sum(log => Columns(1L << (log + _profile.LogBlowup), 5));
        var weights = heights.Sum(log => Columns(1L << log, 10));
        var making = inverses + weights + Columns(_shape.Top, _profile.Blowup);
        var below = heights.Where(log => log < _shape.LogTop).Select(log => Columns(1L << (log + _profile.LogBlowup), 5)).DefaultIfEmpty().Max();
        var arena = BufferPool.BlockBytes(28L * _shape.Present.Sum(t => t.OpenedAtPoint + t.OpenedAtNext) + 1024);
        var deep = inverses + Codeword + below + arena + _threads * BufferPool.BlockBytes(10L * DeepCodeword.LongTile * sizeof(uint));
        return Committed() + Math.Max(making, deep);
    }

    private long Fri()
    {
        var held = Committed() + Codeword;
        long peak = 0;
        for (var k = 0; k < _shape.Parameters.Folds; k++)
        {
            held += Tree(FriLayout.LogLeaves(_shape, k)) + Columns((long)_profile.Blowup << FriLayout.LogRows(_shape, k + 1), 5);
            peak = Math.Max(peak, held + Columns((1L << FriLayout.LogRows(_shape, k)) >> 1, 10 * _profile.Blowup));
        }

        return peak;
    }

    private IEnumerable<int> Heights() => _shape.Present.Select(t => _shape.LogHeight(t.Id)).Distinct();

    private long Main(CompiledTable t) => Columns(1L << _shape.LogHeight(t.Id), t.MainColumns);

    private long Auxiliary(CompiledTable t) => Columns(1L << (_shape.LogHeight(t.Id) + _profile.LogBlowup), t.AuxiliaryColumns);

    // Columns on the extension and on the overflow coset, some there one row on.
    private long Extension(CompiledTable t, int columns, int next) =>
        Columns(1L << (_shape.LogHeight(t.Id) + _profile.LogBlowup), columns) + Columns(_profile.Overflow, columns) + (next == 0 ? 0 : Columns(_profile.Overflow, next));

    // While a stage is extended: weights of each height, and a column for each worker.
    private long Extenders() => Heights().Sum(Extender) + Columns(_shape.Top, _threads);

    private long Extender(int log) => BufferPool.BlockBytes(Math.Max(64, 2 * sizeof(uint) * Math.Max(1, (1L << log) >> _profile.LogOverflow)));

    // Eight words a node in every layer above the leaves.
    private static long Tree(int logLeaves) => Enumerable.Range(0, logLeaves).Sum(log => Columns(1L << log, 8));

    private static long Columns(long rows, int columns) => ColumnMatrix.PredictBytes(rows, columns);
}
