using FastZk.Memory;
using FastZk.Stark.Security;

namespace FastZk.Stark;

/// <summary>The main columns of one table: declared columns filled on the active rows, Montgomery form; the prover fills the rest.</summary>
/// <param name="Table">table id.</param>
/// <param name="LogHeight">log2 n.</param>
/// <param name="Main">n rows, MainColumns columns (dummies included).</param>
public sealed record WitnessTable(int Table, int LogHeight, ColumnMatrix Main);

/// <summary>The witness of a proof: the tables that are present, in id order. Owns their columns, which are wiped on disposal.</summary>
public sealed class Witness(IReadOnlyList<WitnessTable> tables) : IDisposable
{
    private readonly bool[] _released = new bool[tables.Count];

    public IReadOnlyList<WitnessTable> Tables { get; } = tables;

    /// <summary>One entry a table id: log2 height or -1.</summary>
    public sbyte[] LogHeights(StarkSystem system)
    {
        var h = new sbyte[system.Tables.Length];
        Array.Fill(h, (sbyte)-1);
        foreach (var t in Tables)
        {
            h[t.Table] = (sbyte)t.LogHeight;
        }

        return h;
    }

    /// <summary>Returns the columns of table number <paramref name="index"/>; a second call does nothing.</summary>
    internal void Release(int index)
    {
        if (!_released[index])
        {
            _released[index] = true;
            Tables[index].Main.Dispose();
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < Tables.Count; i++)
        {
            Release(i);
        }
    }
}
