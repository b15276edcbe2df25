using FastZk.Field;
using FastZk.Vm;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>One row of an instruction table, found by its program, whose cells a test forges by name.</summary>
internal sealed class RowForge : IDisposable
{
    private readonly WitnessChecks _w;
    private readonly RowProbe _probe;
    private readonly int _table, _row;
    private readonly TableText _text;
    private Fp[] _cells;

    /// <summary>The last row of a class in a run.</summary>
    public RowForge(InstructionClass table, byte[] elf, byte[]? input = null)
    {
        _w = new WitnessChecks(ElfImage.Load(elf), input ?? []);
        _probe = new RowProbe(_w);
        _table = (int)table;
        _row = _w.Rows[_table] - 1;
        _text = TableText.Of(_table);
        _cells = _w.Row(_table, _row);
        Assert.Null(_probe.Rejected(_table, _row, _cells));
    }

    public long this[string column]
    {
        get => _cells[_text[column]].ToUInt32();
        set => _cells[_text[column]] = Fp.FromInt64(value);
    }

    /// <summary>Sets the two limbs of a word, named prefix0 and prefix1.</summary>
    public void Word(string prefix, uint value)
    {
        this[prefix + "0"] = value & 0xFFFF;
        this[prefix + "1"] = value >> 16;
    }

    /// <summary>Insists that the row as it is now breaks a constraint or asks for a tuple that no table has, and restores the honest row.</summary>
    public void AssertRejected()
    {
        Assert.NotNull(_probe.Rejected(_table, _row, _cells));
        Restore();
    }

    /// <summary>What rejects the row as it is now, or null.</summary>
    public string? Reason() => _probe.Rejected(_table, _row, _cells);

    /// <summary>Insists that the row stands, which shows that a forgery was complete.</summary>
    public void AssertAccepted() => Assert.Null(_probe.Rejected(_table, _row, _cells));

    public void Restore() => _cells = _w.Row(_table, _row);

    public void Dispose() => _w.Dispose();
}
