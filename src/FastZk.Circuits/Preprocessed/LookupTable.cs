using FastZk.Memory;
using FastZk.Stark.Air;

namespace FastZk.Circuits.Preprocessed;

/// <summary>
/// A preprocessed table that provides tuples with free multiplicities: the fixed columns hold the tuples, a main column counts each use. Entry e lies in
/// row e / EntriesPerRow, slot e mod EntriesPerRow.
/// </summary>
internal abstract class LookupTable(string name, int entriesPerRow) : AirTable(name)
{
    public int EntriesPerRow { get; } = entriesPerRow;

    /// <summary>Number of multiplicity columns.</summary>
    public abstract int CounterColumns { get; }

    /// <summary>Number of counters: one for each entry and counter column of its slot.</summary>
    public abstract int Counters { get; }

    /// <summary>Rows that hold entries.</summary>
    public abstract int UsedRows { get; }

    /// <summary>Row and multiplicity column of a counter.</summary>
    public abstract (int Row, int Column) Place(int counter);

    /// <summary>Writes the fixed columns, canonical integers, rows 0..UsedRows-1; the matrix is zero before.</summary>
    public abstract void FillFixed(ColumnMatrix matrix);
}
