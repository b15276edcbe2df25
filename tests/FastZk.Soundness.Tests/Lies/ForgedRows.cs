using FastZk.Circuits;

namespace FastZk.Soundness.Tests.Lies;

/// <summary>The rows in use of one table: canonical cells, one row behind the other.</summary>
internal sealed class TableRows(int width)
{
    private uint[] _cells = new uint[16 * width];

    /// <summary>Number of columns.</summary>
    public int Width => width;

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    public ref uint this[int row, int column] => ref _cells[row * width + column];

    public Span<uint> Row(int row) => _cells.AsSpan(row * width, width);

    /// <summary>Makes room for so many rows; what they hold is undefined.</summary>
    public void Resize(int count)
    {
        Count = count;
        if (_cells.Length < count * width)
        {
            Array.Resize(ref _cells, Math.Max(count, 2 * (_cells.Length / width)) * width);
        }
    }

    public void Add(ReadOnlySpan<uint> row) => Insert(Count, row);

    public void Insert(int at, ReadOnlySpan<uint> row)
    {
        var copy = row.ToArray();
        Resize(Count + 1);
        _cells.AsSpan(at * width, (Count - 1 - at) * width).CopyTo(_cells.AsSpan((at + 1) * width));
        copy.CopyTo(Row(at));
    }

    public void Remove(int at)
    {
        _cells.AsSpan((at + 1) * width, (Count - at - 1) * width).CopyTo(_cells.AsSpan(at * width));
        Count--;
    }
}

/// <summary>
/// The rows in use of all tables that a prover fills; the preprocessed ones follow from them. The table of the Keccak permutation's digits holds only what a
/// forger adds to the rows that it always has.
/// </summary>
internal sealed class ForgedRows
{
    private readonly TableRows?[] _tables =
        [.. Rv32Circuit.System.Tables.Select(t => IsPreprocessed(t.Id) ? null : new TableRows(t.DeclaredMain))];

    /// <summary>Ids of the tables that have rows here.</summary>
    public static int[] Tables { get; } = [.. Rv32Circuit.System.Tables.Select(t => t.Id).Where(id => !IsPreprocessed(id))];

    public TableRows Table(int id) => _tables[id]!;

    private static bool IsPreprocessed(int id) => Rv32Circuit.System.Tables[id].FixedColumns > 0;
}
