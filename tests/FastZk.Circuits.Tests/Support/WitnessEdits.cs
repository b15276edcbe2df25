using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tests;

/// <summary>Edits of whole rows that forgeries share.</summary>
internal static class WitnessEdits
{
    public static void Clear(this WitnessChecks w, int table, int row)
    {
        foreach (var c in TableText.Of(table).Table.MainNames)
        {
            w.Set(table, row, c, 0);
        }
    }

    public static void Copy(this WitnessChecks w, int table, int from, int to)
    {
        foreach (var c in TableText.Of(table).Table.MainNames)
        {
            w.Set(table, to, c, w.Get(table, from, c));
        }
    }

    /// <summary>The row of a table in use whose column has a value.</summary>
    public static int Find(this WitnessChecks w, int table, string column, uint value) =>
        Enumerable.Range(0, w.Rows[table]).First(r => w.Get(table, r, column) == value);

    /// <summary>Claims another end of a register or word: last time and value.</summary>
    public static void End(this WitnessChecks w, uint key, long time, long low)
    {
        var row = w.Find(Rv32Circuit.Boundary, "key", key);
        w.Set(Rv32Circuit.Boundary, row, "time", time);
        w.Set(Rv32Circuit.Boundary, row, "final0", low);
    }

    /// <summary>Insists that a forgery is noticed, whatever counts its prover adapts.</summary>
    public static void AssertRejected(this WitnessChecks w) => Assert.NotEmpty(Forgery.Finish(w));

    public static uint Key(uint address) => MemoryKey.Memory + address / 4;
}
