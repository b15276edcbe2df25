using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark.Security;

namespace FastZk.Stark.Commit;

/// <summary>The columns of one table that a stage commits to, as values on ⟨ω_n⟩.</summary>
/// <param name="Table">table id.</param>
/// <param name="LogHeight">log2 n.</param>
/// <param name="Values">n rows; B·n when the extension is to take their place, and then the stage owns the matrix.</param>
/// <param name="NextColumns">columns that are also opened one row on.</param>
/// <param name="InPlace">whether the extension takes the place of the values.</param>
internal sealed record StageTable(int Table, int LogHeight, ColumnMatrix Values, int[] NextColumns, bool InPlace = false);

/// <summary>
/// One committed stage: the extensions of its tables and the Merkle tree over them, rows of shorter tables injected at the layer of their height.
/// Owns all of it.
/// </summary>
internal sealed unsafe class StageCommitment : IDisposable
{
    private readonly ExtendedTable?[] _tables;
    private readonly Dictionary<int, SaltSource> _salts = [];
    private readonly WorkerSet? _wipers;

    private StageCommitment(int tableCount, WorkerSet? wipers)
    {
        _tables = new ExtendedTable?[tableCount];
        _wipers = wipers;
    }

    public MerkleTree Tree { get; private set; } = null!;

    /// <summary>log2 heights of the groups, descending.</summary>
    public int[] LogHeights { get; private set; } = [];

    /// <summary>The table's columns, or null when it has none here.</summary>
    public ExtendedTable? Table(int id) => _tables[id];

    /// <summary>Salts of the leaves, which are the rows of the greatest height; null for other heights and in an unsalted tree.</summary>
    public SaltSource? Salts(int logHeight) => _salts.GetValueOrDefault(logHeight);

    /// <summary>Ids of the tables of one height, in leaf order.</summary>
    public IEnumerable<int> TablesOf(int logHeight)
    {
        for (var id = 0; id < _tables.Length; id++)
        {
            if (_tables[id]?.LogHeight == logHeight)
            {
                yield return id;
            }
        }
    }

    /// <summary>Extends and commits; takes over matrices that are extended in place, even when it throws.</summary>
    /// <param name="context">pool, workers, cancellation.</param>
    /// <param name="profile">blow-up and overflow size.</param>
    /// <param name="tableCount">number of table ids.</param>
    /// <param name="tables">the stage's tables in id order.</param>
    /// <param name="salts">makes the salts of the greatest height, or null for an unsalted tree.</param>
    /// <param name="secret">whether the columns are wiped on return.</param>
    public static StageCommitment Build(ProverContext context, Profile profile, int tableCount, IReadOnlyList<StageTable> tables,
        Func<int, SaltSource>? salts, bool secret)
    {
        var stage = new StageCommitment(tableCount, secret ? context.Workers : null);
        foreach (var t in tables.Where(t => t.InPlace))
        {
            stage._tables[t.Table] = new(t.Values, t.LogHeight);
        }

        try
        {
            stage.Extend(context, profile, tables, secret);
            stage.Commit(context, profile, salts);
            return stage;
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    /// <summary>Commits to tables that are extended already (the quotient).</summary>
    public static StageCommitment FromExtensions(ProverContext context, Profile profile, ExtendedTable[] tables, Func<int, SaltSource> salts)
    {
        var stage = new StageCommitment(tables.Length, context.Workers);
        try
        {
            tables.CopyTo(stage._tables, 0);
            stage.Commit(context, profile, salts);
            return stage;
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    private void Extend(ProverContext context, Profile profile, IReadOnlyList<StageTable> tables, bool secret)
    {
        var pool = context.Pool;
        var top = tables.Max(t => t.LogHeight);
        using var extenders = new DisposableMap<int, ColumnExtender>();
        StageTable[] highestFirst = [.. tables.OrderByDescending(t => t.LogHeight).ThenBy(t => t.Table)];
        // Columns of the tables up to each, that included.
        var ends = new int[highestFirst.Length];
        var work = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            var t = highestFirst[i];
            var columns = t.Values.Columns;
            var extended = _tables[t.Table] ??= new(new ColumnMatrix(pool, profile.Blowup * (1L << t.LogHeight), columns, secret), t.LogHeight);
            extended.AddOverflow(pool, profile.Overflow, t.NextColumns.Length, secret);
            if (!extenders.Contains(t.LogHeight))
            {
                extenders.Add(t.LogHeight, new ColumnExtender(pool, profile, t.LogHeight));
            }

            ends[i] = work += columns;
        }

        using var scratch = new ColumnMatrix(pool, 1L << top, context.Workers.Threads, secret);
        context.Workers.For(work, (i, worker) =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var at = 0;
            while (ends[at] <= i)
            {
                at++;
            }

            var t = highestFirst[at];
            var c = i - ends[at] + t.Values.Columns;
            var extender = extenders[t.LogHeight];
            var to = _tables[t.Table]!;
            var coefficients = scratch.Pointer(worker);
            extender.Interpolate(t.Values.Pointer(c), coefficients);
            extender.Evaluate(coefficients, to.Extension.Pointer(c), tiled: true);
            extender.PrepareOverflow(coefficients);
            extender.EvaluateOverflow(coefficients, to.Overflow!.Pointer(c), next: false);
            var next = Array.IndexOf(t.NextColumns, c);
            if (next >= 0)
            {
                extender.EvaluateOverflow(coefficients, to.OverflowNext!.Pointer(next), next: true);
            }
        });
    }

    private void Commit(ProverContext context, Profile profile, Func<int, SaltSource>? salts)
    {
        LogHeights = [.. _tables.Where(t => t is not null).Select(t => t!.LogHeight).Distinct().OrderDescending()];
        var groups = new LeafGroup[LogHeights.Length];
        for (var g = 0; g < groups.Length; g++)
        {
            var log = LogHeights[g];
            var bases = new nint[TablesOf(log).Sum(id => _tables[id]!.Extension.Columns)];
            var at = 0;
            foreach (var id in TablesOf(log))
            {
                var m = _tables[id]!.Extension;
                for (var c = 0; c < m.Columns; c++)
                {
                    bases[at++] = (nint)m.Pointer(c);
                }
            }

            // Every digest that a proof shows is a hash of salted leaves: what is injected into a node further up needs no salt of its own.
            if (salts is not null && g == 0)
            {
                _salts.Add(log, salts(log));
            }

            groups[g] = new LeafGroup(1L << log, bases, 1L << log, Salts(log));
        }

        context.Cancellation.ThrowIfCancellationRequested();
        Tree = MerkleTree.Build(context.Pool, context.Workers, profile.LogBlowup, groups);
    }

    /// <summary>Returns the memory; what is wiped is shared out among the workers of the proof, none of which may be at work for it.</summary>
    public void Dispose()
    {
        IDisposable[] owned = [.. _tables.OfType<ExtendedTable>().OrderByDescending(t => t.Extension.Rows * t.Extension.Columns)];
        if (_wipers is null)
        {
            foreach (var t in owned)
            {
                t.Dispose();
            }
        }
        else
        {
            _wipers.For(owned.Length, i => owned[i].Dispose());
        }

        foreach (var s in _salts.Values)
        {
            s.Dispose();
        }

        Tree?.Dispose();
    }
}
