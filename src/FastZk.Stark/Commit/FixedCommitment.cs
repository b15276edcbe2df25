using FastZk.Hash;
using FastZk.Memory;
using FastZk.Stark.Security;

namespace FastZk.Stark.Commit;

/// <summary>Values of the preprocessed columns of one table: n rows, of which only the active ones may be other than zero.</summary>
/// <param name="Table">table id.</param>
/// <param name="LogHeight">log2 n.</param>
/// <param name="Values">n rows in Montgomery form; owned by the receiver.</param>
public sealed record FixedTable(int Table, int LogHeight, ColumnMatrix Values);

/// <summary>
/// The preprocessed tree of a verifying key: deterministic, unsalted, unmasked. Reusable for any number of proofs; thread-safe once built.
/// </summary>
public sealed class FixedCommitment : IDisposable
{
    private readonly IReadOnlyList<FixedTable> _tables;

    private FixedCommitment(Profile profile, IReadOnlyList<FixedTable> tables, StageCommitment stage)
    {
        Profile = profile;
        _tables = tables;
        Stage = stage;
    }

    public Profile Profile { get; }

    public Digest Root => Stage.Tree.Root;

    /// <summary>(table id, log2 height), in id order.</summary>
    public IEnumerable<(int Table, int LogHeight)> Heights => _tables.Select(t => (t.Table, t.LogHeight));

    internal StageCommitment Stage { get; }

    /// <summary>Extends and commits; takes ownership of the tables' values, even when it throws.</summary>
    public static FixedCommitment Build(ProverContext context, Profile profile, StarkSystem system, IReadOnlyList<FixedTable> tables)
    {
        try
        {
            return new(profile, tables, StageCommitment.Build(context, profile, system.Tables.Length,
                [.. tables.Select(t => new StageTable(t.Table, t.LogHeight, t.Values, []))], null, secret: false));
        }
        catch
        {
            foreach (var t in tables)
            {
                t.Values.Dispose();
            }

            throw;
        }
    }

    /// <summary>Values of a table on ⟨ω_n⟩, or null when it is not in this tree.</summary>
    internal ColumnMatrix? Values(int table) => _tables.FirstOrDefault(t => t.Table == table)?.Values;

    public void Dispose()
    {
        Stage.Dispose();
        foreach (var t in _tables)
        {
            t.Values.Dispose();
        }
    }
}
