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
/// <item>All other rows start at 0, but for key 34, the length of the input. Its limbs need no check: only the ECALL table touches that key, and there what
/// is left and what is read are canonical.</item>
/// </list>
/// </summary>
/// <remarks>
/// Claim: the memory chains begin in one state, that of the program's image and zeros, and every chain ends.
/// <list type="bullet">
/// <item>"rows_first" and "ascending" are transitions: they bind rows 0..a-2 to their successors, so the last active row is bound by the one before, and row
/// a, which is random, is never read. is_real' = 1 forces is_real = 1: rows in use are a prefix. In it key' = key + 1 + gap with key, key' below 2^30 and gap
/// below 2^29: both sides are below 2^30 + 2^29 + 1 &lt; p. The range checks have multiplicity is_real, so the gap of every row that has a successor in use
/// is checked.</item>
/// <item>is_image, is_free are boolean, not both, and 0 where is_real is: so each row in use is an image row, the free row or a zero row, and a row not in
/// use takes nothing from the Image bus.</item>
/// <item>A key without a row has no beginning, and its accesses would have to form a cycle, which times exclude. So keys from 2^30 on (addresses from 2^32 -
/// 256 on) cannot be accessed. Time and final value are free columns: the Memory bus makes them those of the last access, or (0, initial).</item>
/// <item>A row not in use begins and ends its key at time 0 with one value ("idle", and 0 as it is no image row): whatever its key, it adds the same tuple to
/// both sides.</item>
/// </list>
/// </remarks>
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
        Pair(Bus.Memory, real, [key, time, f0, f1], [key, 0, i0, i1]);
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
