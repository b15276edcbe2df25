using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// Touches a key again at time grid·2^16, so that instruction tables need only 16 bits for the gap to a register's last access. The grid is below 2^12, so
/// the time is below 2^28 and a chain of bumps cannot walk around p; the gap is below 2^28 and not negative. A bump changes no value, so it may
/// serve any key.
/// </summary>
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
        Receive(Bus.Memory, real, 1, key, before, v0, v1);
        Send(Bus.Memory, real, 1, key, time, v0, v1);
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
