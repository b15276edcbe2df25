using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>Touches a key again at time grid·2^16, so that instruction tables need only 16 bits for the gap to a register's last access.</summary>
/// <remarks>
/// Claim: a row in use takes up (key, before, v) and puts back (key, grid·2^16, v), later and unchanged.
/// <list type="bullet">
/// <item>The time is an expression: a multiple of 2^16, below 2^28 by Range(grid, 12). So it is an integer in the range of all other access times, and a
/// chain of bumps cannot walk around p.</item>
/// <item>time - before - 1 = gap_low + W·high with 16 and 12 bits: in [0, 2^28). before is a time that some row put on the bus, below 2^28 + 8, so before
/// &lt; time. In particular grid = 0 finds nothing to take up.</item>
/// <item>The values are the same columns on both sides; so a bump may serve any key, at any time, and needs no binding to the clock. Where it meets an access
/// at the same time (an ecall's at t + 4), the chain of the key can pass one of the two only.</item>
/// <item>In a row not in use the time before is the grid's ("idle").</item>
/// </list>
/// </remarks>
internal sealed class BumpTable : AirTable
{
    private const int W = 1 << 16;

    public BumpTable()
        : base("bump")
    {
        var real = Column("is_real");
        var key = Column("key");
        var v0 = Column("v0");
        var v1 = Column("v1");
        var before = Column("time_before");
        var grid = Column("grid");
        var gap = Column("gap_low");

        Boolean("is_real", real);
        var time = W * grid;
        Pair(Bus.Memory, real, [key, before, v0, v1], [key, time, v0, v1]);
        Receive(Bus.Range, real, 1, grid, 12);
        Receive(Bus.Range, real, 1, gap, 16);
        Receive(Bus.Range, real, 1, Divide(time - before - 1 - gap, W), 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            uint Get(BumpColumn c) => list[chunk * RecordList.ChunkRows + i, (int)c];
            var before = Get(BumpColumn.TimeOld);
            var grid = Get(BumpColumn.Grid);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(Get(BumpColumn.Key));
            w.Word(Get(BumpColumn.Value));
            w.Put(before);
            w.Put(grid);
            w.Put((grid << 16) - before - 1 & 0xFFFF);
        }
    }
}
