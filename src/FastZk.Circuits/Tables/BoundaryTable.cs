using System.Runtime.CompilerServices;
using FastZk.Circuits.Fill;
using FastZk.Memory;
using FastZk.Stark.Air;
using FastZk.Vm.Trace;

namespace FastZk.Circuits.Tables;

/// <summary>
/// The memory at the beginning and at the end: a row for each register, each image word and each touched word, by strictly ascending key. It produces
/// Memory(key, 0, initial) and consumes Memory(key, last time, final).
/// <list type="bullet">
/// <item>Rows in use come first; key is range-checked below 2^30, key' - key - 1 between neighbours in use below 2^29. Their sum stays below p (two numbers
/// of 30 bits would pass it, and the keys could go round), so keys ascend as integers and every key occurs once. A wider gap is bridged by a row of an
/// untouched word. (The gap of the last row in use is free but in range.)</item>
/// <item>An image row consumes Image(key, value), which provides each word exactly once: so every image word is here, with its value, and as its key is
/// unique nothing else initialises it.</item>
/// <item>All other rows start at 0, but for key 34, the length of the input. Its limbs need no check: only the ECALL table touches that key, and there
/// what is left and what is read are canonical.</item>
/// </list>
/// </summary>
internal sealed class BoundaryTable : AirTable
{
    private const int W = 1 << 16;

    public BoundaryTable()
        : base("boundary")
    {
        var real = Column("is_real");
        var image = Column("is_image");
        var free = Column("is_free");
        var key = Column("key");
        var keyLow = Column("key_low");
        var gapLow = Column("gap_low");
        var gapHigh = Column("gap_high");
        var i0 = Column("initial0");
        var i1 = Column("initial1");
        var time = Column("time");
        var f0 = Column("final0");
        var f1 = Column("final1");

        Boolean("is_real", real);
        Boolean("is_image", image);
        Boolean("is_free", free);
        Zero("kind", (image + free) * (1 - real));
        Zero("one_kind", image * free);
        Zero("initial0", (1 - image - free) * i0);
        Zero("initial1", (1 - image - free) * i1);
        Zero("free_key", free * (key - (int)MemoryKey.InputLeft));
        ZeroOnTransition("rows_first", Next(real) * (1 - real));
        ZeroOnTransition("ascending", Next(real) * (Next(key) - key - 1 - gapLow - W * gapHigh));
        Send(Bus.Memory, real, 1, key, 0, i0, i1);
        Receive(Bus.Memory, real, 1, key, time, f0, f1);
        Receive(Bus.Range, real, 1, keyLow, 16);
        Receive(Bus.Range, real, 1, Divide(key - keyLow, W), 14);
        Receive(Bus.Range, real, 1, gapLow, 16);
        Receive(Bus.Range, real, 1, gapHigh, 13);
        Receive(Bus.Image, image, 1, key, i0, i1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(RecordList list, int chunk, ColumnMatrix matrix, long start)
    {
        for (var i = 0; i < list.RowsOf(chunk); i++)
        {
            var row = chunk * RecordList.ChunkRows + i;
            uint Get(BoundaryColumn c) => list[row, (int)c];
            var key = Get(BoundaryColumn.Key);
            var gap = row + 1 < list.Count ? list[row + 1, (int)BoundaryColumn.Key] - key - 1 : 0;
            var kind = (BoundaryKind)Get(BoundaryColumn.Kind);
            var w = new RowWriter(matrix, start + i);
            w.Put(1);
            w.Put(kind == BoundaryKind.Image);
            w.Put(kind == BoundaryKind.Free);
            w.Put(key);
            w.Put(key & 0xFFFF);
            w.Word(gap);
            w.Word(Get(BoundaryColumn.Initial));
            w.Put(Get(BoundaryColumn.Time));
            w.Word(Get(BoundaryColumn.Final));
        }
    }
}
